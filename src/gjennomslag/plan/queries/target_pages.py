"""What the pages about targets show: a unit's years, and the units below it.

Nothing here grows by more than one query with the number of units, revisions or years.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, Max, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Substr
from numpy.typing import NDArray

from gjennomslag.algorithms.rollups import subtree_ends, subtree_sums
from gjennomslag.core.clock import weeks_left
from gjennomslag.core.indicators import Period, published
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import active_on
from gjennomslag.plan.forecasts import Forecast, Reach, Stretch, forecast
from gjennomslag.plan.models import Target, TargetRevision, TargetSheet
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.queries.targets import SHARED_KINDS, TargetNumber, history_of, numbers_in

NO_NUMBER = TargetNumber(None, None)
RECENT_WEEKS = (4, 12)


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
    forecast: Forecast | None = None

    @property
    def reach(self) -> Reach | None:
        """Whether the number is reached at the paces that have been kept."""
        if self.forecast is None or self.number.in_force is None:
            return None
        return self.forecast.reaches(self.number.in_force)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit below, with its number for a year, what it and all below have done, and which branches have answered."""

    unit: Unit
    number: TargetNumber
    done: float | None
    branches: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What the branches below have committed to, beside the unit's own number.

    ``in_force`` counts the proposed number of those that have not answered.
    """

    branches: int
    answered: int
    committed: int
    in_force: int
    own: int | None

    @property
    def silent(self) -> int:
        """How many have not answered."""
        return self.branches - self.answered

    @property
    def gap(self) -> int | None:
        """How much is lacking (or, below 0, left over) if those that have not answered do what is proposed."""
        return None if self.own is None else self.own - self.in_force


def sheets_on(day: date) -> list[TargetSheet]:
    """Return the target sheets of the country's plans that run on the day, or of the latest plan where none does."""
    running = plan_on(day)
    if running is None:
        return []
    return list(TargetSheet.objects.filter(plan=running).select_related("plan").order_by("pk"))


def revisions_of(sheet: TargetSheet) -> list[TargetRevision]:
    """Return what was decided after the plan's own numbers, the newest first."""
    return list(sheet.revisions.filter(number__gt=1).order_by("-number"))


class Work:
    """What a unit and those below it have done for a sheet's indicator: the tree is read once, each period once."""

    def __init__(self, sheet: TargetSheet, unit: Unit) -> None:
        rows = list(Unit.objects.filter(path__startswith=unit.path).order_by("path").values_list("pk", "path"))
        self._ids = [pk for pk, _path in rows]
        self._ends = subtree_ends([path for _pk, path in rows])
        self._places = {pk: place for place, pk in enumerate(self._ids)}
        self._indicator = published(sheet.indicator)
        self._sums: dict[Period, NDArray[np.float64]] = {}

    @property
    def known(self) -> bool:
        """Whether any room publishes the number."""
        return self._indicator is not None

    def of(self, unit: int, period: Period) -> float:
        """Return what the unit with this id, which is the unit or one below it, and all below that have done."""
        if self._indicator is None or unit not in self._places:
            return 0.0
        if period not in self._sums:
            measured = self._indicator.measure(period)
            own: NDArray[np.float64] = np.array([measured.get(pk, 0.0) for pk in self._ids], dtype=np.float64)
            self._sums[period] = subtree_sums(own, self._ends)
        return float(self._sums[period][self._places[unit]])

    def in_year(self, unit: int, year: int) -> float | None:
        """Return what it comes to in the year, or None where nobody counts."""
        return self.of(unit, Period(date(year, 1, 1), date(year, 12, 31))) if self.known else None


def year_rows(sheet: TargetSheet, unit: Unit, day: date, work: Work) -> list[YearRow]:
    """Return the unit's row for each year of the sheet's plan."""
    history = history_of(sheet, unit)
    holding = _holding_revisions(sheet)
    rows = []
    for year in sheet.plan.years:
        targets = history.get(year, [])
        held = next((target for target in targets if target.revision.number == holding.get(year)), None)
        number = TargetNumber(held.proposed, held.committed) if held else NO_NUMBER
        done = work.in_year(unit.pk, year) if year <= day.year else None
        weeks = weeks_left(year, day)
        left = None if number.in_force is None else max(0, number.in_force - int(done or 0))
        per_week = -(-left // weeks) if left and weeks else None
        may_end = _forecast(work, unit, day) if year == day.year and work.known else None
        earlier = [target for target in targets if target is not held]
        rows.append(YearRow(year, number, done, left, weeks, per_week, earlier, may_end))
    return rows


def _holding_revisions(sheet: TargetSheet) -> dict[int, int]:
    """The number of the revision that holds in each year: the latest that gives the plan's own unit one."""
    national = Target.objects.filter(revision__sheet=sheet, unit=sheet.plan.unit_id)
    return dict(national.values_list("year").annotate(Max("revision__number")).order_by())


def _forecast(work: Work, unit: Unit, day: date) -> Forecast | None:
    first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    gone = (day - first).days + 1
    recent = [
        Stretch(work.of(unit.pk, Period(day - timedelta(7 * weeks - 1), day)), 7 * weeks)
        for weeks in RECENT_WEEKS
        if 7 * weeks <= gone
    ]
    before = Period(date(day.year - 1, 1, 1), date(day.year - 1, 12, 31))
    by_now = Period(before.first, before.first + timedelta(gone - 1))
    return forecast(
        so_far=Stretch(work.of(unit.pk, Period(first, day)), gone),
        days_left=(last - day).days,
        recent=recent,
        last_year=work.of(unit.pk, before),
        last_year_by_now=work.of(unit.pk, by_now),
    )


@dataclass(frozen=True, slots=True)
class Below:
    """The units right below that get targets, for one year: those of one page, and how many there are in all."""

    sheet: TargetSheet
    unit: Unit
    year: int
    day: date

    def units(self, *, silent: bool = False) -> QuerySet[Unit]:
        """Return the units; with ``silent`` only those that have not answered, or below which a branch has not."""
        rows = Unit.objects.filter(path__startswith=self.unit.path, depth=self.unit.depth + 1, kind__in=SHARED_KINDS)
        rows = rows.filter(active_on(self.day))
        if not silent:
            return rows
        answered = self._targets().filter(committed__isnull=False).values("unit")
        return rows.exclude(pk__in=answered)

    def rows(self, units: Sequence[Unit], work: Work) -> list[UnitRow]:
        """Return the rows of some of the units."""
        numbers = numbers_in(self.sheet, self.year, [each.pk for each in units])
        branches, answered = self._branches_by_county()
        begun = self.year <= self.day.year
        return [
            UnitRow(
                each,
                numbers.get(each.pk, NO_NUMBER),
                work.in_year(each.pk, self.year) if begun else None,
                branches.get(each.path, 0),
                answered.get(each.path, 0),
            )
            for each in units
        ]

    def reconciliation(self, own: int | None) -> Reconciliation:
        """Return what all branches below have committed to, in two queries."""
        kinds = Q(unit__kind=UnitKind.LOCAL, unit__path__startswith=self.unit.path) & active_on(self.day, "unit__")
        told = self._targets().filter(kinds).exclude(unit=self.unit)
        found = told.aggregate(
            answers=Count("committed"),
            promised=Coalesce(Sum("committed"), Value(0)),
            together=Coalesce(Sum(Coalesce("committed", "proposed")), Value(0)),
        )
        branches = self._branch_units().count()
        return Reconciliation(branches, found["answers"], found["promised"], found["together"], own)

    def _targets(self) -> QuerySet[Target]:
        holding = _holding_revisions(self.sheet).get(self.year, 0)
        return Target.objects.filter(revision__sheet=self.sheet, revision__number=holding, year=self.year)

    def _branch_units(self) -> QuerySet[Unit]:
        rows = Unit.objects.filter(path__startswith=self.unit.path, kind=UnitKind.LOCAL).exclude(pk=self.unit.pk)
        return rows.filter(active_on(self.day))

    def _branches_by_county(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """How many branches stand below each county, and how many of them have answered, by the county's path."""
        if self.unit.kind != UnitKind.NATIONAL:
            return {}, {}
        county = Substr("path", 1, len(self.unit.path) + Unit.steplen)
        branches = self._branch_units().annotate(county=county)
        answered = branches.filter(pk__in=self._targets().filter(committed__isnull=False).values("unit"))

        def counted(rows: QuerySet[Any]) -> dict[str, int]:
            return dict(rows.order_by().values_list("county").annotate(Count("pk")))

        return counted(branches), counted(answered)
