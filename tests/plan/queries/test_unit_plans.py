from __future__ import annotations

from datetime import date

import pytest

from gjennomslag.organisation.services import join_unit
from gjennomslag.plan.choices import Sharing, Status
from gjennomslag.plan.models import Plan
from gjennomslag.plan.queries.coverage import coverage_of
from gjennomslag.plan.queries.unit_plans import (
    MeasureExample,
    changes_between,
    examples_for,
    own_rows,
    size_of,
    version_in_force,
)
from gjennomslag.plan.services.acts import report_act, withdraw_act
from tests.party import Party, make_person
from tests.plan.making import make_own_plan, make_small_plan

DAY = date(2026, 6, 15)


@pytest.fixture
def plan(party: Party) -> Plan:
    return make_small_plan(party.country)


@pytest.mark.parametrize(
    ("deadline", "done", "status"),
    [
        (date(2026, 9, 1), None, Status.ON_TRACK),
        (date(2026, 6, 20), None, Status.DUE_SOON),
        (date(2026, 6, 14), None, Status.OVERDUE),
        (date(2026, 6, 14), date(2026, 6, 14), Status.MET),
        (date(2026, 6, 14), date(2026, 6, 15), Status.MET_LATE),
        (date(2026, 2, 1), None, Status.OVERDUE),
    ],
)
def test_an_own_measure_stands_as_its_deadline_and_reports_say(
    plan: Plan, party: Party, deadline: date, done: date | None, status: Status
) -> None:
    version = make_own_plan(party.branch, plan, party.turid, deadline=deadline)
    item = version.lines.get().item
    if done:
        wrong = report_act(unit=party.branch, items=[], own_items=[item], day=DAY, text="Feil", on=DAY, by=party.turid)
        withdraw_act(act=wrong, on=DAY, by=party.turid)
        report_act(unit=party.branch, items=[], own_items=[item], day=done, text="Gjort", on=DAY, by=party.turid)
    assert [(row.status, row.done_on) for row in own_rows(version, DAY)] == [(status, done)]


def test_reports_follow_a_measure_into_the_next_version(plan: Plan, party: Party) -> None:
    first = make_own_plan(party.branch, plan, party.turid)
    item = first.lines.get().item
    report_act(unit=party.branch, items=[], own_items=[item], day=DAY, text="Gjort", on=DAY, by=party.turid)
    second = make_own_plan(party.branch, plan, party.turid, adopted=DAY, measures={"Holde stand": "M1"})
    assert [(row.line.title, row.status) for row in own_rows(second, DAY)] == [
        ("Banke på 400 dører", Status.MET),
        ("Holde stand", Status.ON_TRACK),
    ]
    assert changes_between(first, second).added == ["Holde stand"]


def test_the_version_in_force_is_that_of_the_day(plan: Plan, party: Party) -> None:
    make_own_plan(party.branch, plan, party.turid, adopted=date(2026, 3, 1))
    make_own_plan(party.branch, plan, party.turid, adopted=date(2026, 5, 1), measures={"Holde stand": "M1"})
    days = [date(2026, 2, 28), date(2026, 4, 30), date(2026, 5, 1)]
    found = [version_in_force(party.branch, plan, day) for day in days]
    assert [version.number if version else None for version in found] == [None, 1, 2]


def test_examples_come_from_units_of_the_size_that_share_them(plan: Plan, party: Party) -> None:
    for number in range(16):
        join_unit(person=make_person(f"Medlem {number}"), unit=party.sibling, on=date(2026, 1, 1), by=None)
    make_own_plan(party.sibling, plan, party.jens, measures={"Holde stand": "M1"}, sharing=Sharing.NAMED)
    goal = plan.items.get(key="M1")
    assert examples_for(party.branch, plan, goal, DAY) == [MeasureExample("Holde stand", "Storvik", (15, 49))]
    make_own_plan(party.sibling, plan, party.jens, adopted=DAY, measures={}, sharing=Sharing.NAMELESS)
    assert [each.unit for each in examples_for(party.branch, plan, goal, DAY)] == [""]
    make_own_plan(party.sibling, plan, party.jens, adopted=DAY, measures={}, sharing=Sharing.CLOSED)
    assert examples_for(party.branch, plan, goal, DAY) == []


def test_sizes_meet_without_gap_or_overlap() -> None:
    assert [size_of(number) for number in (0, 14, 15, 49, 50, 149, 150, 9000)] == [
        *[(0, 14)] * 2,
        *[(15, 49)] * 2,
        *[(50, 149)] * 2,
        *[(150, None)] * 2,
    ]


def test_the_coverage_puts_units_without_a_plan_first(plan: Plan, party: Party) -> None:
    make_own_plan(party.branch, plan, party.turid)
    make_own_plan(party.sibling, plan, party.jens, adopted=None)
    county = coverage_of(plan, party.county, DAY)
    assert [(row.unit.code, row.adopted_on, row.drafting, row.own) for row in county.rows] == [
        ("storvik", None, True, [0]),
        ("lillevik", date(2026, 3, 1), False, [1]),
    ]
    country = coverage_of(plan, party.country, DAY)
    assert (country.own.full, country.own.branches) == (1, 2)
    assert [(row.unit.code, row.below, row.branches) for row in country.rows] == [
        ("fjellmark", [0], 0),
        ("fjordland", [1], 2),
    ]
