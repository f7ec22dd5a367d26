"""The invented party adopts the shipped plan and shares its targets out; most units have committed to theirs."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date

from gjennomslag.config.demo.offices import HOME_BRANCH, HOME_COUNTY
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import OfficeHolding, Person, Unit
from gjennomslag.plan.choices import Basis
from gjennomslag.plan.files import plan_file, read_plan_text
from gjennomslag.plan.models import TargetSheet
from gjennomslag.plan.queries.targets import numbers_in, sheet_of
from gjennomslag.plan.services.plans import load_plan
from gjennomslag.plan.services.targets import commit_target, share_out_targets

SHIPPED_PLAN = "sv-2026-2029"
CONVERSATIONS = "canvass.conversations"
HAS_COMMITTED = 0.85


def set_targets(units: Mapping[str, Unit], today: date, chance: random.Random) -> dict[int, Mapping[int, int]]:
    """Load the plan, share every year's target out by members, and let units commit to this year's.

    Returns the numbers in force per year, by unit id. Years after this one are shared out but not committed to,
    and the branch and county one signs in to are among those that have.
    """
    country = units["landet"]
    plan = load_plan(text=read_plan_text(plan_file(SHIPPED_PLAN)), unit=country, on=today, by=None).plan
    sheet = sheet_of(CONVERSATIONS, plan.first_day.year)
    assert sheet is not None
    for year in plan.years:
        national = numbers_in(sheet, year)[country.pk].in_force
        assert national is not None
        share_out_targets(sheet=sheet, unit=country, year=year, number=national, basis=Basis.MEMBERS, on=today, by=None)
    for year in range(plan.first_day.year, min(today.year, plan.last_day.year) + 1):
        _commit(sheet, year, units, chance)
    return {
        year: {unit: number.in_force or 0 for unit, number in numbers_in(sheet, year).items()} for year in plan.years
    }


def _commit(sheet: TargetSheet, year: int, units: Mapping[str, Unit], chance: random.Random) -> None:
    chairs: dict[int, Person] = {
        holding.unit_id: holding.person
        for holding in OfficeHolding.objects.filter(office__code="chair", valid_until=None).select_related("person")
    }
    proposed = numbers_in(sheet, year)
    for code, unit in units.items():
        number = proposed[unit.pk].proposed if unit.pk in proposed else None
        if number is None or unit.pk not in chairs or unit.kind == UnitKind.NATIONAL:
            continue
        if code not in {HOME_BRANCH, HOME_COUNTY} and chance.random() > HAS_COMMITTED:
            continue
        own = round(number * chance.triangular(0.75, 1.3, 1.0), -1)
        commit_target(
            sheet=sheet,
            unit=unit,
            year=year,
            number=max(int(own), 10),
            on=date(year, chance.choice((1, 2)), chance.randint(10, 28)),
            by=chairs[unit.pk],
        )
