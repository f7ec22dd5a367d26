"""Letters of the invented party: who wants them, what was sent, what waits as a draft, and what is in doubt."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Mod
from django.utils import timezone

from gjennomslag.config.demo.offices import HOME_BRANCH, HOME_COUNTY
from gjennomslag.messaging.choices import BlockKind, ChannelKind, LetterKind, LetterState, RecipientState
from gjennomslag.messaging.models import Letter, Recipient
from gjennomslag.messaging.offers import coming_offers
from gjennomslag.messaging.services.channels import save_channel
from gjennomslag.messaging.services.delivering import prepare_letter
from gjennomslag.messaging.services.letters import save_block, save_letter, send_letter
from gjennomslag.messaging.services.offering import words_of
from gjennomslag.messaging.services.segments import save_segment
from gjennomslag.organisation.choices import Channel, Given, Topic
from gjennomslag.organisation.models import Consent, Membership, Person, Unit
from gjennomslag.organisation.queries.people import text_in_force

WILLING = {
    (Topic.NEWS, Channel.EMAIL): 0.7,
    (Topic.ACTIVITIES, Channel.EMAIL): 0.55,
    (Topic.ACTIVITIES, Channel.SMS): 0.3,
}
_AT = time(17, 30)
_NEWS_NB = (
    "Hei, {fornavn}!\n\nI natt ble budsjettet vedtatt. Dere i {lag} har banket på dører og samlet historier, og det "
    "merkes: Tannhelsa blir billigere for unge, og kommunene får mer til skolene."
)
_NEWS_NN = (
    "Hei, {fornavn}!\n\nI natt vart budsjettet vedteke. De i {lag} har banka på dører og samla historier, og det "
    "merkast: Tannhelsa blir billegare for unge, og kommunane får meir til skulane."
)


def write_letters(
    units: Mapping[str, Unit], members: Mapping[str, Sequence[Person]], cast: Mapping[str, Person], today: date
) -> None:
    """Let members say yes to letters, and let the branch, the county and the centre have written some."""
    chance = random.Random(20260107)  # noqa: S311 -- dice of its own: the rest stays as it was
    _let_agree([person for belonging in members.values() for person in belonging], chance)
    _let_agree(list(cast.values()), chance)
    branch, county, country = units[HOME_BRANCH], units[HOME_COUNTY], units["landet"]
    leader, organiser, office = cast["branch-leader"], cast["county-organiser"], cast["head-office"]
    _sent(_national_news(country, office), office, today - timedelta(days=20))
    _sent(_county_call(county, organiser), organiser, today - timedelta(days=9), in_doubt=7)
    _sent(_branch_news(branch, leader), leader, today - timedelta(days=4))
    _draft(branch, leader, today)
    _keep_channels(branch, county, country, cast, today)


def _let_agree(people: Sequence[Person], chance: random.Random) -> None:
    since = dict(Membership.objects.filter(primary=True).values_list("person_id", "member_since"))
    texts = {topic: text_in_force(topic, "nb") for topic, _channel in WILLING}
    Consent.objects.bulk_create(
        (
            Consent(
                person=person,
                topic=topic,
                channel=channel,
                text=texts[topic],
                given_at=timezone.make_aware(datetime.combine(since[person.pk], time(12))),
                given_how=Given.FORM,
            )
            for person in people
            for (topic, channel), share in WILLING.items()
            if chance.random() < share
        ),
        batch_size=5000,
    )


def _sent(letter: Letter, by: Person, day: date, *, in_doubt: int = 0) -> None:
    """Let the letter have been sent on the day, with a few that came back, and perhaps some that nobody knows of."""
    moment = timezone.make_aware(datetime.combine(day, _AT))
    send_letter(letter=letter, by=by, at=moment)
    prepare_letter(letter=letter, now=moment)
    rows = Recipient.objects.filter(letter=letter)
    rows.update(state=RecipientState.HANDED_OVER, touched_at=moment, contact_day=day)
    rows.annotate(turn=Mod(F("person_id"), 97)).filter(turn=1).update(state=RecipientState.BOUNCED)
    rows.annotate(turn=Mod(F("person_id"), 89)).filter(turn=1).update(unsubscribed_at=moment + timedelta(hours=3))
    doubtful = list(rows.order_by("-pk").values_list("pk", flat=True)[:in_doubt])
    rows.filter(pk__in=doubtful).update(state=RecipientState.UNKNOWN)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT, finished_at=moment + timedelta(minutes=4))


def _national_news(unit: Unit, by: Person) -> Letter:
    letter = save_letter(
        unit=unit,
        by=by,
        subject_nb="Dette vant vi i budsjettet",
        subject_nn="Dette vann vi i budsjettet",
        topic=Topic.NEWS,
    )
    blocks: Sequence[tuple[BlockKind, str, str, dict[str, Any]]] = (
        (BlockKind.PARAGRAPH, _NEWS_NB, _NEWS_NN, {}),
        (BlockKind.HEADING, "Hva nå?", "Kva no?", {}),
        (
            BlockKind.PARAGRAPH,
            "I uka som kommer forteller vi om det på torget, på døra og i avisa. Bli med, om det så er i fem minutter.",
            "I veka som kjem fortel vi om det på torget, på døra og i avisa. Bli med, om det så er i fem minutt.",
            {},
        ),
        (BlockKind.BUTTON, "Se hva du kan gjøre", "Sjå kva du kan gjere", {"address": "https://gjennomslag.example/"}),
        (
            BlockKind.QUOTE,
            "Jeg har utsatt tannlegen i tre år. Nå har jeg bestilt time.",
            "Eg har utsett tannlegen i tre år. No har eg bestilt time.",
            {"detail_nb": "Ei vi møtte på døra i Hamar", "detail_nn": "Ei vi møtte på døra på Hamar"},
        ),
    )
    for kind, nb, nn, more in blocks:
        save_block(letter=letter, by=by, kind=kind, text_nb=nb, text_nn=nn, **more)
    return letter


def _county_call(unit: Unit, by: Person) -> Letter:
    letter = save_letter(
        unit=unit,
        by=by,
        subject_nb="Kan du ringe ti medlemmer?",
        kind=LetterKind.CALL_TO_HELP,
        topic=Topic.ACTIVITIES,
        reply_to=by.email,
    )
    text = (
        "Hei, {fornavn}!\n\nTirsdag kveld ringer vi medlemmer i hele fylket for å høre hva de vil være med på. Vi er "
        "to om hver telefonliste, og du får et manus. Svar på denne e-posten om du blir med."
    )
    save_block(letter=letter, by=by, kind=BlockKind.PARAGRAPH, text_nb=text)
    save_block(
        letter=letter,
        by=by,
        kind=BlockKind.ACTIVITY,
        text_nb="Ringekveld",
        detail_nb="Tirsdag kl. 17–20, Folkets hus på Hamar eller hjemme hos deg",
    )
    return letter


def _branch_news(unit: Unit, by: Person) -> Letter:
    letter = save_letter(
        unit=unit, by=by, subject_nb="Takk for turen rundt på dørene", topic=Topic.NEWS, reply_to=by.email
    )
    text = (
        "Kjære {fornavn}!\n\nPå lørdag banket vi på dører på Vestad. Busstilbudet var det folk snakket mest om. Vi tar "
        "saken opp i kommunestyret før jul, og sier fra her hvordan det går."
    )
    save_block(letter=letter, by=by, kind=BlockKind.PARAGRAPH, text_nb=text)
    return letter


def _draft(unit: Unit, by: Person, today: date) -> None:
    segment = save_segment(unit=unit, name="Kan stå på stand", definition={"interests": ["stands"]}, below=False, by=by)
    offers = coming_offers(unit, timezone.make_aware(datetime.combine(today, time(12))))
    offer = next((each for each in offers if "stand" in each.title.lower()), offers[0])
    letter = save_letter(
        unit=unit,
        by=by,
        segment=segment,
        archived=False,
        subject_nb=f"Kan du bli med? {offer.title}",
        subject_nn=f"Kan du bli med? {offer.title}",
        kind=LetterKind.INVITATION,
        topic=Topic.ACTIVITIES,
        reply_to=by.email,
    )
    save_block(
        letter=letter,
        by=by,
        kind=BlockKind.PARAGRAPH,
        text_nb="Hei, {fornavn}! Du har sagt at du kan stå på stand. Nå trenger vi fire til.",
        text_nn="Hei, {fornavn}! Du har sagt at du kan stå på stand. No treng vi fire til.",
    )
    block: dict[str, Any] = {"kind": BlockKind.ACTIVITY, **words_of(offer)}
    save_block(letter=letter, by=by, **block)


def _keep_channels(branch: Unit, county: Unit, country: Unit, cast: Mapping[str, Person], today: date) -> None:
    for unit, kind, name, owner, quiet, followers in (
        (branch, ChannelKind.FACEBOOK, "Elverum på Facebook", "branch-leader", 3, 412),
        (branch, ChannelKind.INSTAGRAM, "Elverum på Instagram", None, 64, 188),
        (county, ChannelKind.FACEBOOK, "Innlandet på Facebook", "county-organiser", 1, 2310),
        (county, ChannelKind.NEWSLETTER, "Fylkesbrevet", "county-organiser", 9, None),
        (country, ChannelKind.SITE, "Nettstedet", "head-office", 0, None),
        (country, ChannelKind.TIKTOK, "TikTok", "head-office", 2, 21_400),
    ):
        save_channel(
            unit=unit,
            by=cast[owner or "branch-leader"],
            on=today,
            followers=followers,
            kind=kind,
            name=name,
            owner=cast[owner] if owner else None,
            started_on=date(today.year - 2, 1, 15),
            last_used_on=today - timedelta(days=quiet),
        )
