"""Counted doors and conversations, for tests of the board."""

from __future__ import annotations

from datetime import date

from gjennomslag.canvass.models import DayCount, Drive
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.services import found_unit
from gjennomslag.plan.models import Plan
from gjennomslag.plan.services.targets import commit_target, open_target_sheet
from tests.party import START, Party

DAY = date(2026, 9, 10)


def count(unit: Unit, day: date, *, doors: int, conversations: int) -> None:
    """Count a day of a new drive in the unit."""
    drive = Drive.objects.create(unit=unit, title="Drive", starts_on=day, ends_on=day, basic_units=[])
    DayCount.objects.create(drive=drive, unit=unit, day=day, doors=doors, conversations=conversations)


def set_targets(party: Party, year: int, **numbers: int) -> None:
    """Give the country 2,000 conversations, and let units by code commit to their own."""
    plan = Plan.objects.create(
        key="plan",
        unit=party.country,
        titles={"nb": "Plan"},
        first_day=date(2026, 1, 1),
        last_day=date(2029, 12, 31),
        adopted_on=date(2025, 3, 1),
        adopted_by={"nb": "Landsmøtet"},
    )
    sheet = open_target_sheet(
        plan=plan, indicator="canvass.conversations", titles={"nb": "Samtaler"}, national={year: 2000}, by=None
    )
    for code, number in numbers.items():
        unit = Unit.objects.get(code=code)
        commit_target(sheet=sheet, unit=unit, year=year, number=number, on=DAY, by=party.turid)


def found_branch(party: Party, number: int) -> Unit:
    """Found one more branch in the county."""
    return found_unit(
        kind=UnitKind.LOCAL, code=f"lag-{number}", name=f"Lag {number}", parent=party.county, valid_from=START, by=None
    )
