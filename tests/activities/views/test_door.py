"""The list at the door: taps from a phone in any order, twice, late; without scripts; and when it is closed."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.activities.links import door_token
from gjennomslag.activities.models import Activity, Registration
from gjennomslag.activities.services.activities import cancel_activity
from tests.activities.making import come, make_activity
from tests.party import Party


@pytest.fixture
def activity(party: Party) -> Activity:
    return make_activity(party.branch, hours=1)


def at(minutes: int) -> str:
    return (timezone.now() + timedelta(minutes=minutes)).isoformat()


def send(activity: Activity, *taps: dict[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    address = reverse("activities:taps", args=[door_token(activity)])
    answer = Client(enforce_csrf_checks=True).post(address, json.dumps({"taps": taps}), "application/json")
    return answer.status_code, answer.json().get("people", [])


def test_the_newest_tap_holds_however_they_arrive(activity: Activity, party: Party) -> None:
    row = come(activity, party.member)
    taps = [{"key": str(row.key), "came": came, "at": at(when)} for came, when in ((True, -9), (None, -8), (True, -7))]
    for order in (taps, taps[::-1], [taps[1], taps[2], taps[2], taps[0]]):
        Registration.objects.update(came=None, came_at=None)
        status, people = send(activity, *order)
        assert (status, people[0]["came"]) == (200, True)
    assert send(activity)[1] == people


def test_somebody_who_was_not_on_the_list_is_added_once(activity: Activity, party: Party) -> None:
    tap = {"key": str(uuid4()), "came": True, "at": at(-1), "name": " Ola ", "newcomer": True}
    send(activity, tap)
    _status, people = send(activity, tap)
    assert people == [{"key": tap["key"], "name": "Ola", "newcomer": True, "waiting": False, "came": True}]
    other = make_activity(party.branch, hours=1)
    assert send(other, tap | {"at": at(0), "came": False})[1] == []
    assert Registration.objects.get().came is True


def test_a_clock_that_runs_ahead_counts_as_now(activity: Activity, party: Party) -> None:
    row = come(activity, party.member)
    send(activity, {"key": str(row.key), "came": True, "at": at(600)})
    row.refresh_from_db()
    assert row.came_at is not None
    assert row.came_at <= timezone.now()
    send(activity, {"key": str(row.key), "came": False, "at": at(0)})
    row.refresh_from_db()
    assert row.came is False


@pytest.mark.parametrize(
    "body", ["", "[]", '{"taps": [1]}', '{"taps": [{"key": "x", "came": true, "at": "2026-01-01T12:00:00Z"}]}',
             '{"taps": [{"key": "00000000-0000-0000-0000-000000000000", "came": "ja", "at": "2026-01-01T12:00:00Z"}]}',
             '{"taps": [{"key": "00000000-0000-0000-0000-000000000000", "came": [], "at": "2026-01-01T12:00:00Z"}]}',
             '{"taps": [{"key": "00000000-0000-0000-0000-000000000000", "came": true, "at": "i går"}]}'],
)  # fmt: skip
def test_what_is_no_tap_changes_nothing(activity: Activity, body: str) -> None:
    address = reverse("activities:taps", args=[door_token(activity)])
    assert Client().post(address, body, "application/json").status_code == 400
    assert Registration.objects.count() == 0


def test_the_list_works_without_scripts_and_shows_names_alone(activity: Activity, party: Party) -> None:
    row = come(activity, party.member)
    come(activity, "Kari")
    address = reverse("activities:door", args=[door_token(activity)])
    client = Client()
    page = client.get(address).content.decode()
    assert ("Mona Medlem" in page, "kari@example.org" in page) == (True, False)
    client.post(address, {"key": str(row.key), "came": "yes"})
    client.post(address, {"name": "Per", "newcomer": "on"})
    client.post(address, {"key": "x"})
    came = activity.registrations.filter(came=True).order_by("pk")
    assert [(each.called, each.newcomer, each.way) for each in came] == [
        ("Mona Medlem", True, "page"),
        ("Per", True, "door"),
    ]
    client.post(address, {"key": str(row.key), "came": ""})
    row.refresh_from_db()
    assert row.came is None


def test_who_has_no_place_is_marked_at_the_door(party: Party) -> None:
    activity = make_activity(party.branch, hours=1, capacity=1)
    for name in ("Kari", "Ola"):
        come(activity, name)
    page = Client().get(reverse("activities:door", args=[door_token(activity)])).content.decode()
    marked = [
        name for name in ("Kari", "Ola") if re.search(rf"<strong data-name>{name}</strong>.*without-place>", page)
    ]
    assert marked == ["Ola"]
    assert [(each["name"], each["waiting"]) for each in send(activity)[1]] == [("Kari", False), ("Ola", True)]


def test_the_list_opens_a_day_before_and_closes_a_day_after_and_when_it_is_cancelled(party: Party) -> None:
    def status(activity: Activity) -> tuple[int, int]:
        page = Client().get(reverse("activities:door", args=[door_token(activity)])).status_code
        return page, send(activity)[0]

    hours = {23: (200, 200), 26: (410, 410), -20: (200, 200), -30: (410, 410)}
    assert {each: status(make_activity(party.branch, hours=each)) for each in hours} == hours
    cancelled = make_activity(party.branch, hours=1)
    cancel_activity(activity=cancelled, why="", by=party.turid)
    assert status(cancelled) == (410, 410)
    assert Client().get(reverse("activities:door", args=["1~x"])).status_code == 410


def test_the_leader_hands_out_the_list_and_notes_afterwards_who_came(party: Party) -> None:
    activity = make_activity(party.branch, hours=-1)
    row = come(activity, party.member)
    client = Client()
    client.force_login(party.turid)
    page = client.get(reverse("activities:check_in", args=["lillevik", activity.pk]))
    assert door_token(activity) in page.context["address"]
    for said, came in (("yes", True), ("no", False)):
        client.post(reverse("activities:came", args=["lillevik", activity.pk, row.pk]), {"came": said})
        row.refresh_from_db()
        assert row.came is came
    lead = client.get(reverse("activities:lead", args=["lillevik", activity.pk]))
    # It is over after two hours: then they stand by what is to be done about them.
    assert lead.context["groups"] == [("", [row])]
    come(activity, "Kari")
    Activity.objects.filter(pk=activity.pk).update(ends_at=timezone.now())
    groups = client.get(reverse("activities:lead", args=["lillevik", activity.pk])).context["groups"]
    assert [(name, [each.called for each in people]) for name, people in groups] == [
        ("Ring disse: De kom ikke", ["Mona Medlem"]), ("Ingen har notert om disse kom", ["Kari"]),
    ]  # fmt: skip
    activity.registrations.update(came=True)
    groups = client.get(reverse("activities:lead", args=["lillevik", activity.pk])).context["groups"]
    assert [(name, [each.called for each in people]) for name, people in groups] == [
        ("Takk disse personlig: Det var første gang", ["Mona Medlem"]), ("Disse kom", ["Kari"]),
    ]  # fmt: skip
    assert isinstance(row.came_at, datetime)
