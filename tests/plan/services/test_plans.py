from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gjennomslag.algorithms.recurrence import YearClass
from gjennomslag.elections.queries import election_calendar
from gjennomslag.plan.faults import PlanFaultsError
from gjennomslag.plan.models import Deviation, Plan, PlanItem, PlanVersion
from gjennomslag.plan.queries.plans import document_of
from gjennomslag.plan.queries.targets import TargetNumber, sheet_of, targets_of
from gjennomslag.plan.schedule import schedule_of
from gjennomslag.plan.services.plans import PlanOfAnotherUnitError, load_plan, set_parameter
from gjennomslag.plan.services.targets import commit_target
from tests.party import Party

TEXT = (Path(__file__).resolve().parents[3] / "plans" / "sv-2026-2029.yaml").read_text("utf-8")
DAY = date(2026, 11, 23)


def test_loading_the_shipped_plan(party: Party) -> None:
    loaded = load_plan(text=TEXT, unit=party.country, on=DAY, by=None)
    assert (loaded.version, loaded.changed) == (1, True)
    assert PlanItem.objects.filter(plan=loaded.plan, retired=False).count() == 164
    assert election_calendar().is_in(2027, YearClass.LOCAL)
    assert targets_of("canvass.conversations", 2027)[party.country.pk] == TargetNumber(150000, None)


def test_loading_twice_changes_nothing(party: Party) -> None:
    first = load_plan(text=TEXT, unit=party.country, on=DAY, by=None)
    sheet = sheet_of("canvass.conversations", 2026)
    assert sheet is not None
    commit_target(sheet=sheet, unit=party.country, year=2026, number=70000, on=DAY, by=party.secretary)
    again = load_plan(text=TEXT, unit=party.country, on=date(2026, 12, 1), by=None)
    assert (again.plan, again.version, again.changed) == (first.plan, 1, False)
    assert PlanVersion.objects.count() == 1
    assert targets_of("canvass.conversations", 2026)[party.country.pk] == TargetNumber(60000, 70000)


def test_a_changed_file_is_a_new_version_and_keeps_its_items(party: Party) -> None:
    plan = load_plan(text=TEXT, unit=party.country, on=DAY, by=None).plan
    kept = PlanItem.objects.get(plan=plan, key="G4.L2b")
    head, _, _ = TEXT.partition("  - id: G4.L3\n")
    loaded = load_plan(text=head.replace("Alltid noe nytt", "Noe nytt"), unit=party.country, on=DAY, by=party.secretary)
    assert (loaded.version, loaded.changed) == (2, True)
    assert PlanItem.objects.get(plan=plan, key="G4.L2b") == kept
    assert PlanItem.objects.get(plan=plan, key="G2.L3").titles["nb"].startswith("Noe nytt")
    assert list(PlanItem.objects.filter(retired=True).values_list("key", flat=True)) == ["G4.L3"]
    load_plan(text=TEXT, unit=party.country, on=DAY, by=None)
    assert PlanItem.objects.filter(retired=True).count() == 0


def test_nothing_is_loaded_from_a_file_with_faults(party: Party) -> None:
    with pytest.raises(PlanFaultsError):
        load_plan(text=TEXT.replace("every half-year", "now and then"), unit=party.country, on=DAY, by=None)
    assert Plan.objects.count() == 0


def test_a_plan_of_another_unit_is_not_taken_over(party: Party) -> None:
    load_plan(text=TEXT, unit=party.country, on=DAY, by=None)
    with pytest.raises(PlanOfAnotherUnitError):
        load_plan(text=TEXT, unit=party.branch, on=DAY, by=None)


def test_a_changed_parameter_changes_the_rules(party: Party) -> None:
    plan = load_plan(text=TEXT, unit=party.country, on=DAY, by=None).plan
    set_parameter(plan=plan, parameter="spring_first", value="1 April", reason="", on=DAY, by=party.secretary)
    document = document_of(plan)
    assert schedule_of(document.item("G3.P6"), document)[0].windows[0].first == date(2026, 4, 1)


def test_parameters_that_break_a_rule_are_refused(party: Party) -> None:
    plan = load_plan(text=TEXT, unit=party.country, on=DAY, by=None).plan
    with pytest.raises(PlanFaultsError):
        set_parameter(plan=plan, parameter="spring_first", value="soon", reason="", on=DAY, by=party.secretary)
    with pytest.raises(KeyError):
        set_parameter(plan=plan, parameter="sprung", value="1 April", reason="", on=DAY, by=party.secretary)
    assert Deviation.objects.count() == 0
