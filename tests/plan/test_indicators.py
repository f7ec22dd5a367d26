from __future__ import annotations

from datetime import date

import pytest

from gjennomslag.core.indicators import Period, published
from gjennomslag.plan.models import Plan, PlanItem, TargetRevision, TargetSheet
from gjennomslag.plan.services.acts import report_act
from gjennomslag.plan.services.unit_plans import publish_template
from tests.party import Party
from tests.plan.making import make_own_plan, make_small_plan

SPRING = Period(date(2026, 1, 1), date(2026, 6, 30))
AUTUMN = Period(date(2026, 7, 1), date(2026, 12, 31))


@pytest.fixture
def plan(party: Party) -> Plan:
    return make_small_plan(party.country)


def numbers(key: str, period: Period, **parameters: str) -> dict[int, float]:
    indicator = published(key)
    assert indicator is not None
    return dict(indicator.measure(period, **parameters))


def test_adopted_plans_count_in_the_period_they_were_adopted(plan: Plan, party: Party) -> None:
    make_own_plan(party.branch, plan, party.turid)
    make_own_plan(party.sibling, plan, party.jens, adopted=None)
    assert numbers("plan.adopted_unit_plans", SPRING, goals="all") == {party.branch.pk: 1}
    assert numbers("plan.adopted_unit_plans", AUTUMN, goals="all") == {}
    assert numbers("plan.unit_plan_revisions", SPRING) == {party.branch.pk: 1}


def test_a_plan_without_measures_under_every_goal_does_not_count_as_whole(plan: Plan, party: Party) -> None:
    PlanItem.objects.create(plan=plan, key="M2", kind="goal", titles={"nb": "Flere medlemmer"}, position=9)
    make_own_plan(party.branch, plan, party.turid)
    assert numbers("plan.adopted_unit_plans", SPRING, goals="all") == {}
    assert numbers("plan.adopted_unit_plans", SPRING) == {party.branch.pk: 1}
    make_own_plan(party.branch, plan, party.turid, adopted=date(2026, 6, 30), measures={"Ringe nye": "M2"})
    assert numbers("plan.adopted_unit_plans", SPRING, goals="all") == {party.branch.pk: 1}


def test_links_and_follow_up_are_parts_of_the_measures_in_force(plan: Plan, party: Party) -> None:
    PlanItem.objects.create(plan=plan, key="M2", kind="goal", titles={"nb": "Flere medlemmer"}, position=9)
    measures = {"Banke på 400 dører": "M1", "Ringe nye": "M2"}
    version = make_own_plan(party.branch, plan, party.turid, measures=measures)
    item = version.lines.get(title="Ringe nye").item
    day = date(2026, 5, 2)
    report_act(unit=party.branch, items=[], own_items=[item], day=day, text="Ringt", on=day, by=party.turid)
    found = [
        numbers(key, SPRING)
        for key in ("plan.unit_items", "plan.own_items", "plan.linked_unit_items", "plan.items_followed_up")
    ]
    assert found == [{party.branch.pk: number} for number in (2, 2, 1, 1)]
    assert numbers("plan.items_followed_up", Period(AUTUMN.first, AUTUMN.last), months="6") == {}


def test_published_templates_count(plan: Plan, party: Party) -> None:
    publish_template(plan=plan, goals={"M1": {"guidance": "Tell."}}, on=date(2026, 2, 1), by=party.secretary)
    assert numbers("plan.templates_published", SPRING) == {party.country.pk: 1}


def test_examples_lead_to_the_adopted_versions(plan: Plan, party: Party) -> None:
    make_own_plan(party.branch, plan, party.turid)
    for key in ("plan.adopted_unit_plans", "plan.unit_items"):
        indicator = published(key)
        assert indicator is not None
        assert indicator.examples is not None
        found = indicator.examples(SPRING, [party.branch.pk])
        assert [example.address.startswith("/units/lillevik/own-plan/") for example in found] == [True]


def test_a_plan_is_adopted_before_it_begins_and_counts_as_long_as_it_runs(plan: Plan, party: Party) -> None:
    assert plan.adopted_on < plan.first_day
    assert numbers("plan.adopted_plans", SPRING) == {party.country.pk: 1}
    before = Period(plan.adopted_on, plan.adopted_on)
    after = Period(date(plan.last_day.year + 1, 1, 1), date(plan.last_day.year + 1, 12, 31))
    assert (numbers("plan.adopted_plans", before), numbers("plan.adopted_plans", after)) == ({}, {})


def test_the_plans_own_targets_are_no_revision(plan: Plan, party: Party) -> None:
    sheet = TargetSheet.objects.create(plan=plan, indicator="canvass.conversations", titles={"nb": "Samtaler"})
    for number, day in enumerate((date(2026, 3, 1), date(2026, 4, 1), date(2026, 8, 1)), start=1):
        TargetRevision.objects.create(sheet=sheet, number=number, decided_on=day, reason="Etter valget")
    assert numbers("plan.target_revisions", SPRING) == {party.country.pk: 1}
    assert numbers("plan.target_revisions", AUTUMN) == {party.country.pk: 1}
    indicator = published("plan.target_revisions")
    assert indicator is not None
    assert indicator.examples is not None
    assert indicator.examples(SPRING, [party.country.pk, party.branch.pk]) == [
        ("Samtaler, 1. april 2026: Etter valget", f"/units/{party.country.code}/targets/")
    ]
