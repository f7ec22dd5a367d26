"""What the pages about targets show: a unit's years, and the units below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.rollups import subtree_ends, subtree_sums
from gjennomslag.core.clock import weeks_left
from gjennomslag.core.indicators import Period, published
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import active_on
from gjennomslag.plan.models import Target, TargetSheet
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.queries.targets import SHARED_KINDS, TargetNumber, history_of, numbers_in


@dataclass(frozen=True, slots=True)
class YearRow:
    """A unit's number for a year: what is set, what is done, and what is left for each week that remains.

    ``done`` is None where no room publishes the number, and before the year begins. ``earlier`` are the unit's
    numbers in revisions that no longer hold.
    """

    year: int
    number: TargetNumber
    done: float | None
    left: int | None
    weeks: int
    per_week: int | None
    earlier: Sequence[Target]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit below, with its number for a year and what it and the units below it have done."""

    unit: Unit
    number: TargetNumber
    done: float | None


NO_NUMBER = TargetNumber(None, None)


def sheets_on(day: date) -> list[TargetSheet]:
    """Return the target sheets of the country's plans that run on the day, or of the latest plan where none does."""
    running = plan_on(day)
    if running is None:
        return []
    return list(TargetSheet.objects.filter(plan=running).select_related("plan").order_by("pk"))


def year_rows(sheet: TargetSheet, unit: Unit, day: date) -> list[YearRow]:
    """Return the unit's row for each year of the sheet's plan."""
    history = history_of(sheet, unit)
    rows = []
    for year in sheet.plan.years:
        targets = history.get(year, [])
        number = numbers_in(sheet, year).get(unit.pk, NO_NUMBER)
        holding = [t for t in targets if (t.proposed, t.committed) == (number.proposed, number.committed)][-1:]
        done = done_below(sheet, [unit], year).get(unit.pk) if year <= day.year else None
        weeks = weeks_left(year, day)
        left = None if number.in_force is None else max(0, number.in_force - int(done or 0))
        per_week = -(-left // weeks) if left and weeks else None
        rows.append(YearRow(year, number, done, left, weeks, per_week, [t for t in targets if t not in holding]))
    return rows


def rows_below(sheet: TargetSheet, unit: Unit, year: int, day: date) -> list[UnitRow]:
    """Return the units right below that get targets, with their numbers for the year."""
    below = Unit.objects.filter(path__startswith=unit.path, depth=unit.depth + 1, kind__in=SHARED_KINDS)
    units = list(below.filter(active_on(day)))
    numbers = numbers_in(sheet, year)
    done = done_below(sheet, units, year) if year <= day.year else {}
    return [UnitRow(each, numbers.get(each.pk, NO_NUMBER), done.get(each.pk)) for each in units]


def done_below(sheet: TargetSheet, units: Sequence[Unit], year: int) -> Mapping[int, float]:
    """Return what each of the units and all units below it have done in the year, by unit id.

    Empty where no room publishes the number.
    """
    known = published(sheet.indicator)
    if known is None or not units:
        return {}
    measured = known.measure(Period(date(year, 1, 1), date(year, 12, 31)))
    tree = list(Unit.objects.order_by("path").values_list("pk", "path"))
    own: NDArray[np.float64] = np.array([measured.get(pk, 0.0) for pk, _ in tree])
    sums = subtree_sums(own, subtree_ends([path for _, path in tree]))
    wanted = {unit.pk for unit in units}
    return {pk: float(total) for (pk, _), total in zip(tree, sums, strict=True) if pk in wanted}
