from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gjennomslag.core import clock
from gjennomslag.plan.models import Plan
from gjennomslag.plan.services.acts import report_act
from gjennomslag.plan.services.readings import read_plan
from tests.party import Party
from tests.plan.making import make_own_plan, make_small_plan

TODAY = date(2026, 7, 10)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def plan(party: Party) -> Plan:
    plan = make_small_plan(party.country)
    read_plan(plan=plan, on=TODAY)
    return plan


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def feed_of(person: object) -> str:
    address: str = signed_in(person).get(reverse("plan:our_plan", args=["lillevik"])).context["feed"]
    return address


def own_events(address: str) -> list[list[str]]:
    """Return the events of own measures, each as its lines of the four fields that matter."""
    lines = Client().get(address).content.decode().replace("\r\n ", "").split("BEGIN:VEVENT")[1:]
    fields = ("UID:own-", "DTSTART", "SUMMARY", "URL")
    return [[line for line in event.split("\r\n") if line.startswith(fields)] for event in lines if "UID:own-" in event]


def test_the_calendar_of_deadlines_needs_no_sign_in_and_cannot_be_guessed(plan: Plan, party: Party) -> None:
    page = signed_in(party.turid).get(reverse("plan:document", args=["lillevik"]))
    answer = Client().get(page.context["feed"])
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert [line for line in lines if line.startswith("DTSTART")] == [
        "DTSTART;VALUE=DATE:20261231",
        "DTSTART;VALUE=DATE:20261231",
        "DTSTART;VALUE=DATE:20270630",
        "DTSTART;VALUE=DATE:20270630",
    ]
    assert "SUMMARY:Banke på dører (Hvert halvår)" in lines
    assert Client().get(reverse("plan:deadlines", args=["lillevik"])).status_code == 404
    assert Client().get(page.context["feed"].replace(".ics", "x.ics")).status_code == 404


def test_the_units_own_measures_stand_in_the_calendar_until_they_are_done(plan: Plan, party: Party) -> None:
    version = make_own_plan(party.branch, plan, party.turid)
    make_own_plan(party.sibling, plan, party.jens, measures={"Holde stand": "M1"})
    item = version.lines.get().item
    feed = feed_of(party.turid)
    assert own_events(feed) == [
        [
            f"UID:own-{item.pk}-{party.branch.pk}@testserver",
            "DTSTART;VALUE=DATE:20260901",
            "SUMMARY:Et av våre egne tiltak (Flere på dørene)",
            f"URL:http://testserver{reverse('plan:own_plan', args=['lillevik'])}#measure-{item.pk}",
        ]
    ]
    report_act(unit=party.branch, items=[], own_items=[item], day=TODAY, text="Gjort", on=TODAY, by=party.turid)
    assert own_events(feed) == []


def test_drafts_and_passed_deadlines_are_not_in_the_calendar(plan: Plan, party: Party) -> None:
    make_own_plan(party.branch, plan, party.turid, deadline=date(2026, 7, 9))
    make_own_plan(party.branch, plan, party.turid, adopted=None, measures={"Holde stand": "M1"})
    assert own_events(feed_of(party.turid)) == []


def test_the_calendar_reads_the_same_number_of_times_however_much_there_is(plan: Plan, party: Party) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(own_events(feed)) == version.lines.count()
        # The count of lines above is a read of the test's own.
        return len(captured) - 1

    feed = feed_of(party.turid)
    version = make_own_plan(party.branch, plan, party.turid)
    one = queries()
    version = make_own_plan(party.branch, plan, party.turid, adopted=TODAY, measures={"B": "M1", "C": "M1"})
    assert queries() == one
