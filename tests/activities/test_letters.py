"""Messages: each once, in the reader's language, not at night, and with the next step."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from gjennomslag.activities import letters
from gjennomslag.activities.choices import Doubt, News, Way
from gjennomslag.activities.links import invitation_address, place_address, public_address
from gjennomslag.activities.models import Activity, Registration
from gjennomslag.activities.repeating import Repeat
from gjennomslag.activities.services.activities import cancel_activity, change_activity
from gjennomslag.activities.services.places import Guest, say_yes
from gjennomslag.organisation.models import Person
from tests.activities.making import come, make_activity, make_shifts
from tests.party import Party, make_party


def sent() -> list[tuple[str, list[str]]]:
    found = [(str(each.subject), each.to) for each in mail.outbox]
    mail.outbox.clear()
    return found


def noon(days: int) -> datetime:
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)


def at_noon(party: Party, days: int, **facts: Any) -> Activity:
    return make_activity(party.branch, starts_at=noon(days), ends_at=noon(days) + timedelta(hours=2), **facts)


def test_an_answer_is_confirmed_once_and_a_cancellation_says_why(party: Party) -> None:
    Person.objects.filter(pk=party.member.pk).update(language="en")
    activity = at_noon(party, 5, capacity=2)
    place = come(activity, party.member)
    come(activity, "Kari")
    come(activity, "Ola")
    assert (letters.tell(now=timezone.now(), activity_id=activity.pk), letters.tell(now=timezone.now())) == (3, 0)
    assert place_address(place) in str(mail.outbox[0].body)
    assert sent() == [
        ("You are coming: Stand på torget", ["mona.medlem@example.org"]),
        ("Du kommer: Stand på torget", ["kari@example.org"]),
        ("Du står på venteliste: Stand på torget", ["ola@example.org"]),
    ]
    cancel_activity(activity=activity, why="Lekkasje i taket.", by=party.turid)
    assert letters.tell(now=timezone.now()) == 3
    assert all("Lekkasje i taket." in str(each.body) for each in mail.outbox)


def test_what_lasts_past_midnight_is_told_with_its_hours(party: Party) -> None:
    begins = (timezone.localtime() + timedelta(days=3)).replace(hour=20, minute=0, second=0, microsecond=0)
    party_night = make_activity(party.branch, starts_at=begins, ends_at=begins + timedelta(hours=5))
    come(party_night, party.member)
    letters.tell(now=timezone.now())
    assert re.search(r"\w+dag \d+\. \w+ 20\.00–\w+dag \d+\. \w+ 01\.00", str(mail.outbox[0].body))


class Picky(EmailBackend):
    """A mail server that refuses one address."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if any("kari@example.org" in each.to for each in messages):
            raise SMTPRecipientsRefused({"kari@example.org": (550, b"no")})
        return super().send_messages(messages)


def test_one_address_that_is_refused_stops_nobody_else(party: Party, settings: Settings) -> None:
    activity = at_noon(party, 5)
    for who in ("Kari", party.member, "Ola"):
        come(activity, who)
    settings.EMAIL_BACKEND = "tests.activities.test_letters.Picky"
    assert (letters.tell(now=timezone.now()), letters.tell(now=timezone.now())) == (2, 0)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (letters.tell(now=timezone.now()), letters.tell(now=timezone.now())) == (1, 0)
    assert len(sent()) == 3


class Deadly(EmailBackend):
    """A mail server that takes Ola's letter, and the worker dies before it hears of it."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        sent = super().send_messages(messages)
        if any("ola@example.org" in each.to for each in messages):
            raise SystemExit
        return sent


def test_a_worker_that_dies_reminds_nobody_twice_and_the_leader_sees_whom_it_may_have_missed(
    party: Party, settings: Settings, client: Client
) -> None:
    activity = at_noon(party, 5)
    for who in ("Kari", "Ola", party.member):
        come(activity, who)
    settings.EMAIL_BACKEND = "tests.activities.test_letters.Deadly"
    with pytest.raises(SystemExit):
        letters.remind(now=noon(4))
    assert letters.remind(now=noon(4)) == 1
    assert [each.to for each in mail.outbox] == [["kari@example.org"], ["ola@example.org"], ["mona.medlem@example.org"]]
    assert list(activity.registrations.exclude(doubt="").values_list("name", flat=True)) == ["Ola"]
    activity.registrations.update(reminded_at=timezone.now() - timedelta(minutes=11))
    client.force_login(party.turid)
    page = client.get(reverse("activities:lead", args=["lillevik", activity.pk])).content.decode()
    assert page.count("Det brøt av mens vi sendte påminnelsen.") == 1


def test_a_cancellation_that_broke_off_is_not_sent_again_and_the_leader_sees_to_whom(
    party: Party, settings: Settings, client: Client
) -> None:
    activity = at_noon(party, 5)
    for who in ("Kari", "Ola", party.member):
        come(activity, who)
    activity.registrations.update(to_tell="")
    cancel_activity(activity=activity, why="", by=party.turid)
    settings.EMAIL_BACKEND = "tests.activities.test_letters.Deadly"
    with pytest.raises(SystemExit):
        letters.tell(now=timezone.now())
    assert [letters.tell(now=timezone.now()) for _ in range(2)] == [1, 0]
    assert [each.to for each in mail.outbox] == [["kari@example.org"], ["ola@example.org"], ["mona.medlem@example.org"]]
    activity.registrations.update(told_at=timezone.now() - timedelta(minutes=11))
    client.force_login(party.turid)
    page = client.get(reverse("activities:lead", args=["lillevik", activity.pk])).content.decode()
    assert page.count("Det brøt av mens vi sendte meldingen om plassen, tidspunktet eller avlysningen.") == 1


class Overtaken(EmailBackend):
    """A mail server that refuses what it gets, and meanwhile the activity is cancelled."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        Registration.objects.update(to_tell=News.CANCELLED)
        raise SMTPRecipientsRefused({"kari@example.org": (550, b"no")})


def test_a_message_that_was_refused_does_not_overwrite_newer_news(party: Party, settings: Settings) -> None:
    come(at_noon(party, 5), "Kari")
    settings.EMAIL_BACKEND = "tests.activities.test_letters.Overtaken"
    assert letters.tell(now=timezone.now()) == 0
    assert list(Registration.objects.values_list("to_tell", "doubt")) == [(News.CANCELLED, "")]


def test_a_guest_with_a_telephone_alone_gets_sms(party: Party, settings: Settings, tmp_path: Path) -> None:
    settings.SMS_FOLDER = tmp_path
    activity = at_noon(party, 5)
    guest = Guest("Ola", phone="+4790000000")
    place = say_yes(activity=activity, who=guest, now=timezone.now(), way=Way.PAGE).registration
    assert (letters.tell(now=timezone.now()), letters.remind(now=noon(4)), mail.outbox) == (1, 1, [])
    texts = [json.loads(file.read_text("utf-8")) for file in tmp_path.iterdir()]
    assert {each["to"] for each in texts} == {"+4790000000"}
    assert all(each["text"].startswith("Hei, Ola!") and place_address(place) in each["text"] for each in texts)


def test_who_cannot_be_written_to_is_not(party: Party) -> None:
    place = come(at_noon(party, 5), party.member)
    Person.objects.filter(pk=party.member.pk).update(email=None, phone="")
    assert letters.tell(now=timezone.now()) == 0
    place.refresh_from_db()
    assert (place.to_tell, mail.outbox) == ("", [])


def test_reminders_come_once_the_day_before_and_not_at_night(party: Party) -> None:
    come(at_noon(party, 5), party.member)
    cancelled = at_noon(party, 5)
    come(cancelled, party.turid)
    cancel_activity(activity=cancelled, why="", by=party.turid)
    night = noon(4) + timedelta(hours=11)
    times = [noon(3), night, noon(4), noon(4) + timedelta(hours=1)]
    assert [letters.remind(now=each) for each in times] == [0, 0, 1, 0]
    assert sent() == [("Snart: Stand på torget", ["mona.medlem@example.org"])]


@pytest.mark.parametrize(("noted", "expected"), [(False, ["kari", "mona.medlem"]), (True, ["mona.medlem"])])
def test_those_who_came_are_thanked_once_with_the_next_step(party: Party, noted: bool, expected: list[str]) -> None:
    activity = at_noon(party, 1, thanks="Takk for at du sto på stand.")
    come(at_noon(party, 5, title="Svart på alt"), party.member)
    following = at_noon(party, 9, title="Medlemsmøte")
    come(activity, party.member)
    come(activity, "Kari")
    if noted:
        activity.registrations.filter(person=party.member).update(came=True)
        activity.registrations.filter(person=None).update(came=False)
    times = [noon(1), noon(1) + timedelta(hours=11), noon(2), noon(2), noon(20)]
    assert [letters.thank(now=each) for each in times] == [0, 0, len(expected), 0, 0]
    bodies = [str(each.body) for each in mail.outbox]
    # A member answers the next step with one tap, and is not asked what she has answered; a guest reads it first.
    steps = {"mona.medlem": invitation_address(following, party.member)}
    for each, body in zip(mail.outbox, bodies, strict=True):
        step = steps.get(each.to[0].partition("@")[0], "/activities/")
        assert ("Takk for at du sto på stand." in body, step in body) == (True, True)
    assert sorted(each.to[0].partition("@")[0] for each in mail.outbox) == expected
    assert Registration.objects.filter(thanked_at__isnull=False).count() == len(expected)


def test_who_has_a_telephone_alone_is_thanked_with_the_next_step_too(
    party: Party, settings: Settings, tmp_path: Path
) -> None:
    settings.SMS_FOLDER = tmp_path
    activity, following = at_noon(party, 1), at_noon(party, 9, title="Medlemsmøte")
    guest = Guest("Kari", phone="+4791234567")
    say_yes(activity=activity, who=guest, now=timezone.now(), way=Way.PAGE)
    assert letters.thank(now=noon(2)) == 1
    (text,) = (json.loads(each.read_text())["text"] for each in tmp_path.rglob("*.json"))
    assert text.endswith(f"Neste: Medlemsmøte, {following.when}. {public_address(following)}")


def series(party: Party, days: int, times: int) -> list[Activity]:
    first = at_noon(party, days, repeat=Repeat.WEEKLY, times=times)
    return list(Activity.objects.filter(series=first.series).order_by("starts_at"))


def test_news_of_a_whole_series_reach_each_reader_once_with_all_their_days(party: Party, settings: Settings) -> None:
    dates = series(party, 5, 3)
    for activity in dates:
        come(activity, "Kari")
    come(dates[1], party.member)
    Registration.objects.update(to_tell="")
    later = dates[0].starts_at + timedelta(hours=1)
    facts = {"starts_at": later, "ends_at": later + timedelta(hours=2), "place": "Biblioteket"}
    change_activity(activity=dates[0], by=party.turid, following=True, **facts)  # type: ignore[arg-type]
    settings.EMAIL_BACKEND = "tests.activities.test_letters.Picky"
    assert [letters.tell(now=timezone.now(), activity_id=each.pk) for each in dates] == [0, 1, 0]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert [letters.tell(now=timezone.now(), activity_id=each.pk) for each in reversed(dates)] == [1, 0, 0]
    one, many = (str(each.body) for each in mail.outbox)
    fresh = [Activity.objects.get(pk=each.pk) for each in dates]
    assert [one.count(each.when) for each in fresh] == [0, 1, 0]
    assert [many.count(f"- {each.when}, Biblioteket") for each in fresh] == [1, 1, 1]
    assert [each[0] for each in sent()] == ["Ny tid eller nytt sted: Stand på torget"] * 2
    cancel_activity(activity=dates[1], why="Vi er for få.", by=party.turid, following=True)
    assert letters.tell(now=timezone.now()) == 2
    last = next(str(each.body) for each in mail.outbox if each.to == ["kari@example.org"])
    assert ([last.count(each.when) for each in fresh], last.count("Vi er for få.")) == ([0, 1, 1], 1)


def test_a_worker_that_dies_with_a_whole_series_leaves_the_doubt_on_every_day(party: Party, settings: Settings) -> None:
    dates = series(party, 5, 3)
    for activity in dates:
        come(activity, "Ola")
    Registration.objects.update(to_tell="")
    cancel_activity(activity=dates[0], why="", by=party.turid, following=True)
    settings.EMAIL_BACKEND = "tests.activities.test_letters.Deadly"
    with pytest.raises(SystemExit):
        letters.tell(now=timezone.now(), activity_id=dates[1].pk)
    assert (letters.tell(now=timezone.now()), len(mail.outbox)) == (0, 1)
    assert list(Registration.objects.values_list("to_tell", "doubt")) == [("", Doubt.NEWS)] * 3


def test_nobody_is_reminded_or_thanked_twice_on_a_day_for_the_same_thing(party: Party) -> None:
    activity = at_noon(party, 5)
    for part in make_shifts(activity, party.turid, None, None, None):
        come(activity, party.member, part=part)
    mornings = [at_noon(party, 5), at_noon(party, 6)]
    Activity.objects.filter(pk__in=[each.pk for each in mornings]).update(series=uuid4())
    for each in mornings:
        come(each, party.turid)
    assert [letters.remind(now=noon(4) + timedelta(hours=hours)) for hours in (-3, -2, 0, 2, 5)] == [0, 2, 0, 0, 0]
    named = {each.to[0]: str(each.body) for each in mail.outbox}
    assert [named["mona.medlem@example.org"].count(str(part)) for part in activity.parts.all()] == [1, 1, 1]
    assert [named["turid.aasen@example.org"].count(each.when) for each in mornings] == [1, 0]
    assert [letters.remind(now=noon(5) + timedelta(hours=hours)) for hours in (-2, 0)] == [1, 0]
    # Both mornings are over when the thank-yous go: she is thanked for one, and on the day after for the other.
    assert [letters.thank(now=noon(days)) for days in (7, 7, 8, 8)] == [2, 0, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_workers_that_tell_of_a_series_at_once_write_to_each_reader_once() -> None:
    party = make_party()
    dates = series(party, 5, 3)
    for activity in dates:
        for name in ("Kari", "Ola", "Siri"):
            come(activity, name)
    Registration.objects.update(to_tell="")
    cancel_activity(activity=dates[0], why="", by=party.turid, following=True)
    start = threading.Barrier(len(dates))

    def work(activity_id: int) -> None:
        try:
            start.wait()
            letters.tell(now=timezone.now(), activity_id=activity_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[each.pk]) for each in dates]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.to[0] for each in mail.outbox) == ["kari@example.org", "ola@example.org", "siri@example.org"]
    assert [[str(sent_one.body).count(each.when) for each in dates] for sent_one in mail.outbox] == [[1, 1, 1]] * 3
    assert not Registration.objects.exclude(to_tell="", doubt="").exists()
