"""Call campaigns of the invented party: everyone is called, a county asks about the doors, a branch has begun."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from gjennomslag.calling.campaign_services import Brief, start_campaign
from gjennomslag.calling.choices import Answer, CampaignClosing, CampaignTopic
from gjennomslag.calling.models import Campaign, CampaignCall
from gjennomslag.organisation.choices import ContactKind, ContactOutcome
from gjennomslag.organisation.models import MemberContact, Person, Unit
from gjennomslag.organisation.scope import scope_of

SCRIPT = (
    "Hei, jeg ringer fra partiet. Passer det nå?\n\n"
    "Vi banker på dører i hele fylket, to og to. Kan du bli med en kveld? Du får gå med en som har gjort det før.\n\n"
    "Passer det ikke, er det mye annet å hjelpe til med. Takk for praten!"
)
TO_EVERYONE = (
    "Hei, jeg ringer fra partiet. Passer det nå?\n\n"
    "I år ringer vi alle medlemmer. Neste høst er det valg i kommunene, og vi trenger folk på dørene i hele landet. "
    "Kan du bli med en kveld? Du får gå med en som har gjort det før.\n\n"
    "Passer det ikke, er det mye annet å hjelpe til med. Takk for praten!"
)
_ANSWERS = (Answer.YES, Answer.LATER, Answer.NO)


def call_members(
    units: Mapping[str, Unit], cast: Mapping[str, Person], today: date, chance: random.Random, *, home: str, county: str
) -> None:
    """Start the three campaigns, with some evenings of calls behind them."""
    everyone: dict[str, object] = {"reach": ["phone"]}
    of_all = _start(
        "Ring alle medlemmer", units["landet"], cast["head-office"], everyone, today, ago=30, script=TO_EVERYONE
    )
    _let_call(of_all, 0.15, today, chance)
    of_county = _start("Alle til dørene", units[county], cast["county-organiser"], everyone, today, ago=20, goal=250)
    _let_call(of_county, 0.35, today, chance)
    not_lately: dict[str, object] = {"reach": ["phone"], "not_contacted": 6}
    of_branch = _start("Ring de vi ikke har snakket med", units[home], cast["branch-leader"], not_lately, today, ago=5)
    _let_call(of_branch, 0.2, today, chance)


def _start(
    title: str,
    unit: Unit,
    leader: Person,
    definition: dict[str, object],
    today: date,
    *,
    ago: int,
    goal: int | None = None,
    script: str = SCRIPT,
) -> Campaign:
    brief = Brief(
        title=title,
        topic=CampaignTopic.DOOR_KNOCKING,
        definition=definition,
        script=script,
        questions=["doors", "leaflets", "practical"],
        goal=goal,
        starts_on=today - timedelta(days=ago),
        ends_on=today + timedelta(days=40),
        cooldown_days=14,
    )
    return start_campaign(unit=unit, brief=brief, scope=scope_of(leader), by=leader)


def _let_call(campaign: Campaign, share: float, today: date, chance: random.Random) -> None:
    """Let some have been called already: most were reached, and some could help."""
    calls = list(campaign.calls.filter(not_before__isnull=True).order_by("pk"))
    done, contacts = calls[: int(len(calls) * share)], []
    days = (today - campaign.starts_on).days
    for call in done:
        day = today - timedelta(days=chance.randint(1, max(1, days - 1)))
        moment = timezone.make_aware(datetime.combine(day, time(17 + chance.randint(0, 3), chance.randint(0, 59))))
        reached = chance.random() < 0.6
        call.attempts, call.outcome = 1, ContactOutcome.REACHED if reached else ContactOutcome.NO_ANSWER
        if reached:
            call.answers = {code: chance.choice(_ANSWERS).value for code in campaign.questions}
            call.closed_at, call.closed_why = moment, CampaignClosing.REACHED
        else:
            call.not_before = moment + timedelta(hours=4)
        contacts.append(
            MemberContact(
                person_id=call.person_id,
                unit_id=call.unit_id,
                kind=ContactKind.CALL,
                outcome=call.outcome,
                at=moment,
                by=campaign.responsible,
                about=campaign.about,
            )
        )
    fields = ["attempts", "outcome", "answers", "closed_at", "closed_why", "not_before"]
    CampaignCall.objects.bulk_update(done, fields, batch_size=500)
    MemberContact.objects.bulk_create(contacts, batch_size=2000)
