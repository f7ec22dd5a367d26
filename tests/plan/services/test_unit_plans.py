from __future__ import annotations

from datetime import date

import pytest

from gjennomslag.plan.choices import Adopter, MeasurePriority, Sharing
from gjennomslag.plan.models import Plan, UnitItem, UnitPlan, UnitPlanVersion
from gjennomslag.plan.services.unit_plans import (
    AdoptedAlreadyError,
    AdoptedTooEarlyError,
    Adoption,
    Measure,
    NothingToAdoptError,
    add_measure,
    adopt_draft,
    begin_draft,
    change_measure,
    discard_draft,
    publish_template,
    remove_measure,
    set_aim,
)
from tests.party import Party
from tests.plan.making import make_own_plan, make_small_plan

TODAY = date(2026, 6, 15)


@pytest.fixture
def plan(party: Party) -> Plan:
    return make_small_plan(party.country)


def titles(version: UnitPlanVersion) -> list[str]:
    return [line.title for line in version.lines.all()]


def test_a_revision_begins_as_a_copy_and_leaves_what_is_adopted_alone(plan: Plan, party: Party) -> None:
    first = make_own_plan(party.branch, plan, party.turid)
    set_aim_of = begin_draft(unit=party.branch, above=plan, on=TODAY, by=party.turid)
    goal = plan.items.get(key="M1")
    set_aim(draft=set_aim_of, goal=goal, text="Alle kjenner oss", by=party.turid)
    line = set_aim_of.lines.get()
    assert [
        (each.item_id, list(each.supports.values_list("key", flat=True))) for each in (line, first.lines.get())
    ] == [(line.item_id, ["M1.L1"])] * 2
    change_measure(
        line=line,
        measure=Measure(goal, "Banke på 500 dører", MeasurePriority.THEN, None, date(2027, 5, 1)),
        by=party.turid,
    )
    second = adopt_draft(
        draft=set_aim_of,
        adoption=Adoption(TODAY, Adopter.ANNUAL_MEETING, link="https://example.org/"),
        sharing=Sharing.NAMED,
        on=TODAY,
        by=party.turid,
    )
    assert (second.number, second.aims, titles(second)) == (2, {"M1": "Alle kjenner oss"}, ["Banke på 500 dører"])
    first.refresh_from_db()
    assert (first.number, first.aims, titles(first)) == (1, {}, ["Banke på 400 dører"])
    assert UnitPlan.objects.get().sharing == Sharing.NAMED


def test_beginning_twice_gives_the_same_draft(plan: Plan, party: Party) -> None:
    drafts = {begin_draft(unit=party.branch, above=plan, on=TODAY, by=party.turid).pk for _ in range(2)}
    assert len(drafts) == 1


def test_what_is_adopted_cannot_be_changed(plan: Plan, party: Party) -> None:
    version = make_own_plan(party.branch, plan, party.turid)
    line = version.lines.get()
    measure = Measure(line.goal, "Noe annet", MeasurePriority.FIRST, None, TODAY)
    with pytest.raises(AdoptedAlreadyError):
        change_measure(line=line, measure=measure, by=party.turid)
    with pytest.raises(AdoptedAlreadyError):
        add_measure(draft=version, measure=measure, by=party.turid)
    with pytest.raises(AdoptedAlreadyError):
        remove_measure(line=line, by=party.turid)
    with pytest.raises(AdoptedAlreadyError):
        discard_draft(draft=version, by=party.turid)
    assert titles(version) == ["Banke på 400 dører"]


def test_an_empty_plan_and_one_adopted_before_the_last_are_refused(plan: Plan, party: Party) -> None:
    draft = begin_draft(unit=party.branch, above=plan, on=TODAY, by=party.turid)
    adoption = Adoption(TODAY, Adopter.BOARD, minutes="Vedtatt")
    with pytest.raises(NothingToAdoptError):
        adopt_draft(draft=draft, adoption=adoption, sharing=Sharing.CLOSED, on=TODAY, by=party.turid)
    make_own_plan(party.branch, plan, party.turid, adopted=TODAY)
    later = begin_draft(unit=party.branch, above=plan, on=TODAY, by=party.turid)
    early = Adoption(date(2026, 6, 14), Adopter.BOARD, minutes="Vedtatt")
    with pytest.raises(AdoptedTooEarlyError):
        adopt_draft(draft=later, adoption=early, sharing=Sharing.CLOSED, on=TODAY, by=party.turid)


def test_a_draft_that_is_thrown_away_leaves_the_adopted_measures(plan: Plan, party: Party) -> None:
    make_own_plan(party.branch, plan, party.turid)
    draft = begin_draft(unit=party.branch, above=plan, on=TODAY, by=party.turid)
    goal = plan.items.get(key="M1")
    add_measure(draft=draft, measure=Measure(goal, "Ny", MeasurePriority.FIRST, None, TODAY), by=party.turid)
    assert UnitItem.objects.count() == 2
    discard_draft(draft=draft, by=party.turid)
    assert [list(item.lines.values_list("title", flat=True)) for item in UnitItem.objects.all()] == [
        ["Banke på 400 dører"]
    ]


def test_publishing_the_same_template_twice_changes_nothing(plan: Plan, party: Party) -> None:
    goals = {"M1": {"guidance": "Tell dørene først.", "suggestions": ["Banke på 400 dører"]}}
    numbers = [
        publish_template(plan=plan, goals=each, on=TODAY, by=party.secretary).number
        for each in (goals, goals, {"M1": {"guidance": "", "suggestions": []}})
    ]
    assert numbers == [1, 1, 2]
