"""Handing letters over: who gets one, who does not and why, and what happens when it breaks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from gjennomslag.messaging.choices import LetterKind, LetterState
from gjennomslag.messaging.models import Letter, Recipient, Segment
from gjennomslag.messaging.posting import Unreachable, open_post
from gjennomslag.messaging.queries import recipients
from gjennomslag.messaging.queries.letters import counted, figures_of
from gjennomslag.messaging.queries.recipients import heard_today
from gjennomslag.messaging.services.delivering import (
    LEASE,
    finish_letters,
    hand_over,
    note_what_is_unknown,
    prepare_letter,
)
from gjennomslag.messaging.services.letters import (
    NotOpen,
    let_be,
    save_letter,
    send_again,
    send_letter,
    stop_letter,
    take_back_letter,
)
from gjennomslag.messaging.services.unsubscribing import unsubscribe
from gjennomslag.messaging.tokens import Unsubscription
from gjennomslag.organisation.choices import Channel, ContactKind, ContactOutcome, Given, Topic
from gjennomslag.organisation.models import OfficeHolding, Person
from gjennomslag.organisation.scope import scope_of
from gjennomslag.organisation.services import log_contact
from gjennomslag.organisation.services.consents import withdraw_consent
from tests.messaging.sink import Sink
from tests.messaging.writing import agree, send_off, states, write
from tests.party import Party, make_person


def post_all(letter: Letter, now: datetime | None = None) -> int:
    with open_post() as post:
        return hand_over(letter=letter, post=post, clock=lambda: now or timezone.now())


def test_only_members_who_have_said_yes_and_have_an_address_get_it(party: Party) -> None:
    agree(party.turid, party.member, party.oda, party.jens)
    Person.objects.filter(pk=party.oda.pk).update(email=None)
    letter = send_off(write(party), party.turid)
    assert (letter.audience, letter.without_consent, letter.without_address) == (4, 1, 1)
    assert post_all(letter) == 2
    assert sorted(message.to[0] for message in mail.outbox) == ["mona.medlem@example.org", "turid.aasen@example.org"]
    assert states(letter) == {"Turid": "handed-over", "Mona": "handed-over"}
    finish_letters(now=timezone.now())
    assert Letter.objects.get().state == LetterState.SENT


def test_a_necessary_notice_asks_nobody(party: Party) -> None:
    letter = send_off(write(party, kind=LetterKind.NOTICE), party.turid)
    assert (letter.topic, post_all(letter)) == ("", 4)
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_who_unsubscribes_while_the_letter_waits_does_not_get_it(party: Party) -> None:
    agree(party.turid, party.member)
    letter = send_off(write(party), party.turid)
    wish = Unsubscription(party.member.register_id, Topic.NEWS, Channel.EMAIL, letter.pk)
    assert unsubscribe(wish=wish, at=timezone.now())
    assert unsubscribe(wish=wish, at=timezone.now())
    post_all(letter)
    assert states(letter) == {"Turid": "handed-over", "Mona": "left-out no-consent"}
    assert figures_of(letter).unsubscribed == 1


def test_nobody_hears_from_three_levels_on_one_day(party: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call, a letter from the branch and one from the county: the second and third wait for another day."""
    agree(party.turid, party.member)
    now = timezone.make_aware(datetime.fromisoformat("2026-03-02 17:00"))
    log_contact(
        person=party.turid,
        unit=party.county,
        kind=ContactKind.CALL,
        outcome=ContactOutcome.REACHED,
        by=party.oda,
        at=now,
    )
    first = send_off(write(party), party.turid, now)
    second = send_off(write(party, unit=party.county, by=party.oda), party.oda, now)
    assert (post_all(first, now), post_all(second, now)) == (1, 0)
    assert states(first) == {"Turid": "waiting", "Mona": "handed-over"}
    assert states(second) == {"Turid": "waiting", "Mona": "waiting"}
    assert counted(second, now)["put-off"] == 2
    third = write(party, unit=party.county, by=party.oda)
    # Of so few it could be told who it was.
    assert heard_today(third, scope_of(party.oda, now.date()), now.date()) == 0
    monkeypatch.setattr(recipients, "SMALLEST_GROUP", 2)
    assert heard_today(third, scope_of(party.oda, now.date()), now.date()) == 2
    tomorrow = now + timedelta(days=1)
    assert counted(second, tomorrow)["put-off"] == 0
    assert (post_all(first, tomorrow), post_all(second, tomorrow)) == (1, 1)
    assert post_all(second, now + timedelta(days=2)) == 1
    days = Recipient.objects.order_by("person", "contact_day").values_list("person__first_name", "contact_day__day")
    assert sorted(days) == [("Mona", 2), ("Mona", 3), ("Turid", 3), ("Turid", 4)]


def test_who_hears_from_others_every_day_is_left_out_in_the_end(party: Party) -> None:
    agree(party.turid)
    now = timezone.make_aware(datetime.fromisoformat("2026-03-02 17:00"))
    letter = send_off(write(party), party.turid, now)
    for day in range(4):
        moment = now + timedelta(days=day)
        sms, sent = ContactKind.SMS, ContactOutcome.SENT
        log_contact(person=party.turid, unit=party.county, kind=sms, outcome=sent, by=None, at=moment)
        post_all(letter, moment)
    assert states(letter) == {"Turid": "left-out others-first"}


@pytest.mark.parametrize(
    ("clock", "goes"),
    [("20:59", "2026-03-02 20:59"), ("21:00", "2026-03-03 08:00"), ("07:59", "2026-03-02 08:00")],
)
def test_the_quiet_hours_hold(clock: str, goes: str, party: Party, settings: Settings) -> None:
    settings.QUIET_HOURS = "21:00-08:00"
    agree(party.turid)
    at = timezone.make_aware(datetime.fromisoformat(f"2026-03-02 {clock}"))
    letter = write(party)
    sent = send_letter(letter=letter, by=party.turid, at=at).send_at
    assert sent is not None
    assert f"{timezone.localtime(sent):%Y-%m-%d %H:%M}" == goes
    prepare_letter(letter=letter, now=sent)
    assert post_all(letter, sent.replace(hour=22)) == 0
    assert post_all(letter, sent) == 1


def test_a_letter_whose_sender_or_segment_is_gone_is_stopped(party: Party) -> None:
    segment = Segment.objects.create(unit=party.branch, name="Aktive", definition={})
    first, second = write(party, segment=segment), write(party)
    for letter in (first, second):
        send_letter(letter=letter, by=party.turid, at=timezone.now())
    segment.delete()
    assert prepare_letter(letter=first, now=timezone.now()) == 0
    OfficeHolding.objects.filter(person=party.turid).delete()
    assert prepare_letter(letter=second, now=timezone.now()) == 0
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.STOPPED}


def test_a_letter_is_taken_back_and_stopped_and_then_cannot_be_changed(party: Party) -> None:
    agree(party.turid)
    letter = write(party)
    send_letter(letter=letter, by=party.turid, at=timezone.now())
    take_back_letter(letter=letter, by=party.turid)
    letter = send_off(letter, party.turid)
    with pytest.raises(NotOpen):
        save_letter(unit=party.branch, by=party.turid, letter=letter, subject_nb="En annen")
    assert stop_letter(letter=letter, by=party.turid, now=timezone.now()) == 1
    assert (post_all(letter), states(letter)) == (0, {"Turid": "left-out stopped"})


def test_what_the_mail_server_says_is_written_down(party: Party, settings: Settings) -> None:
    names = ("refused", "later", "silent", "good")
    people = [make_person(name, party.branch) for name in names]
    agree(*people)
    letter = send_off(write(party), party.turid)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    now = timezone.now()
    with Sink() as sink:
        settings.EMAIL_PORT = sink.port
        assert post_all(letter, now) == 1
        assert states(letter) == {
            "refused": "failed refused",
            "later": "waiting",
            "silent": "unknown",
            "good": "handed-over",
        }
        for minutes in range(20, 120, 20):
            post_all(letter, now + timedelta(minutes=minutes))
        assert states(letter)["later"] == "failed gave-up"
        assert sink.got == {"silent@example.org": 1, "good@example.org": 1}
        # The refused address gets nothing more, until it is another.
        again = send_off(write(party, "Nytt brev"), party.turid)
        Person.objects.filter(pk=people[3].pk).update(email="new@example.org")
        post_all(again, now + timedelta(days=1))
    assert states(again)["refused"] == "left-out no-address"
    assert sink.got["new@example.org"] == 1


def test_nobody_is_lost_where_no_mail_server_answers(party: Party, settings: Settings) -> None:
    agree(party.turid)
    letter = send_off(write(party), party.turid)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    with pytest.raises(Unreachable):
        post_all(letter)
    assert states(letter) == {"Turid": "waiting"}


def test_what_a_dead_worker_left_is_for_a_person_to_decide(party: Party) -> None:
    agree(party.turid, party.member)
    now = timezone.now()
    letter = send_off(write(party), party.turid, now)
    Recipient.objects.update(state="handing-over", touched_at=now)
    assert note_what_is_unknown(now=now + LEASE - timedelta(seconds=1)) == 0
    assert note_what_is_unknown(now=now + LEASE + timedelta(seconds=1)) == 2
    finish_letters(now=now)
    assert (post_all(letter), figures_of(letter).in_doubt) == (0, 2)
    assert send_again(letter=letter, people=[party.turid.pk], by=party.turid, now=now) == 1
    assert let_be(letter=letter, people=[party.member.pk, party.turid.pk], by=party.turid, now=now) == 1
    assert post_all(letter) == 1
    assert states(letter) == {"Turid": "handed-over", "Mona": "unknown let-be"}


def test_who_has_left_or_is_erased_gets_nothing(party: Party) -> None:
    agree(party.turid, party.member)
    letter = send_off(write(party), party.turid)
    party.member.memberships.update(ended_on=timezone.localdate(), ended_why="resigned")
    Person.objects.filter(pk=party.turid.pk).update(erased_at=timezone.now())
    assert (post_all(letter), states(letter)) == (0, {"Turid": "left-out left", "Mona": "left-out left"})


def test_consent_is_for_the_topic_and_the_channel(party: Party) -> None:
    agree(party.turid, topic=Topic.CAMPAIGNS)
    agree(party.member, channel=Channel.SMS)
    agree(party.oda)
    withdraw_consent(person=party.oda, topic=Topic.NEWS, channel=Channel.EMAIL, how=Given.PHONE, by=None)
    letter = send_off(write(party), party.turid)
    assert (letter.without_consent, states(letter)) == (4, {})
