from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gjennomslag.canvass.models import DayCount
from gjennomslag.core import clock
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.plan.choices import Status
from gjennomslag.plan.models import Obligation, Plan
from gjennomslag.plan.services.acts import report_act
from gjennomslag.plan.services.readings import read_plan
from tests.canvass.street import make_drive
from tests.party import Party
from tests.plan.making import make_small_plan

TODAY = date(2026, 7, 10)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def plan(party: Party) -> Plan:
    plan = make_small_plan(party.country)
    report(plan, party.branch, party.turid, date(2026, 7, 1), "Vestad")
    report(plan, party.sibling, party.jens, date(2026, 2, 1), "Havna")
    read_plan(plan=plan, on=TODAY)
    return plan


def report(plan: Plan, unit: Unit, person: Person, day: date, text: str) -> None:
    items = [plan.items.get(kind="role")]
    report_act(unit=unit, items=items, day=day, text=text, on=TODAY, by=person)


def look(person: Person, unit: str, window: Obligation | None = None) -> tuple[Any, str]:
    client = Client()
    client.force_login(person)
    query = {"window": window.pk} if window else {}
    page = client.get(reverse("plan:item", args=[unit, "M1.L1"]), query)
    return page.context, page.content.decode()


def test_from_the_country_to_the_county_to_the_branch(plan: Plan, party: Party) -> None:
    window = Obligation.objects.get(first_day=date(2026, 1, 1), sentence="for each branch, every half-year")
    context, page = look(party.secretary, "landet", window)
    assert [(each.unit.code, each.row, list(each.counts)) for each in context["below"]] == [
        ("fjordland", None, [(Status.OVERDUE, 1), (Status.MET, 1)])
    ]
    assert f"/units/fjordland/plan/M1.L1/?window={window.pk}" in page
    context, page = look(party.secretary, "fjordland", window)
    assert [(each.unit.code, each.row.status) for each in context["below"]] == [
        ("lillevik", Status.OVERDUE),
        ("storvik", Status.MET),
    ]
    context, _ = look(party.secretary, "lillevik", window)
    assert (context["below"], context["opened"].row.status) == ([], Status.OVERDUE)


def test_a_chosen_window_shows_its_own_acts(plan: Plan, party: Party) -> None:
    second = Obligation.objects.get(first_day=date(2026, 7, 1), sentence="for each branch, every half-year")
    assert [shown.act.text for shown in look(party.oda, "fjordland")[0]["acts"].acts] == ["Vestad", "Havna"]
    chosen = look(party.oda, "fjordland", second)[0]["acts"].acts
    assert [shown.act.text for shown in chosen] == ["Vestad"]


@pytest.mark.parametrize(
    ("who", "unit", "names"),
    [
        ("secretary", "landet", {"Turid Aasen", "Jens Berg"}),
        ("oda", "landet", {"Turid Aasen", "Jens Berg"}),
        ("turid", "landet", {"Turid Aasen"}),
        ("jens", "fjordland", {"Jens Berg"}),
        ("turid", "storvik", set()),
        ("member", "lillevik", set()),
    ],
)
def test_what_was_done_is_open_and_who_reported_it_is_not(
    who: str, unit: str, names: set[str], plan: Plan, party: Party
) -> None:
    context, page = look(getattr(party, who), unit)
    acts = context["acts"].acts
    assert all(shown.act.text in page for shown in acts)
    assert {str(shown.act.reported_by) for shown in acts if shown.may_open} == names
    assert {name for name in ("Turid Aasen", "Jens Berg") if f"Meldt av {name}" in page} == names
    assert page.count("Trekk tilbake") == len(names)


def test_counted_acts_are_links_only_for_those_who_may_open_them(plan: Plan, party: Party) -> None:
    drive = make_drive(party.branch)
    DayCount.objects.create(drive=drive, unit=party.branch, day=date(2026, 7, 3), doors=9, conversations=4)
    read_plan(plan=plan, on=TODAY)
    address = reverse("canvass:drive", args=["lillevik", drive.pk])
    for person, linked in ((party.turid, True), (party.oda, True), (party.jens, False), (party.member, False)):
        context, page = look(person, "fjordland")
        assert [each.label for each in context["examples"]] == [f"{drive.title}, Lillevik"]
        assert (address in page) is linked


def test_a_window_of_another_line_opens_the_newest_of_this_one(plan: Plan, party: Party) -> None:
    client = Client()
    client.force_login(party.turid)
    page = client.get(reverse("plan:item", args=["lillevik", "M1.L1"]), {"window": "999999 OR 1=1"})
    assert page.context["opened"].obligation.first_day == date(2026, 7, 1)


def test_lists_cost_the_same_for_one_and_for_three(plan: Plan, party: Party) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            look(party.oda, "fjordland")
        return len(captured)

    before = queries()
    for day in (2, 3, 4):
        report(plan, party.branch, party.turid, date(2026, 7, day), "Igjen")
    assert queries() == before
