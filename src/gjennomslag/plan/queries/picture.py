"""The picture of the units below: every unit × every line of the plan, those that need help first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.recurrence import Always
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import active_on
from gjennomslag.plan.binding import COUNTING
from gjennomslag.plan.choices import ItemKind, Need, Status
from gjennomslag.plan.document import Item
from gjennomslag.plan.models import Act, Obligation, Plan, Tally, in_language
from gjennomslag.plan.queries.plans import document_of
from gjennomslag.plan.queries.spreads import in_force_on, in_order
from gjennomslag.plan.queries.standing import stands_of
from gjennomslag.plan.statuses import CODES, STATUSES

BELOW = {
    UnitKind.NATIONAL: UnitKind.COUNTY,
    UnitKind.COUNTY: UnitKind.LOCAL,
}
_NOTHING = len(STATUSES)


@dataclass(frozen=True, slots=True)
class Column:
    """A line of the plan that asks something of the units. ``begins`` says that it is the first of its goal."""

    key: str
    title: str
    goal: str
    begins: bool
    behind: int


@dataclass(frozen=True, slots=True)
class Cell:
    """How a unit stands with a line. Where units are added up, ``behind`` of the ``bound`` ones below are overdue."""

    column: Column
    status: Status | None
    behind: int | None = None
    bound: int = 0


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with a cell for each column, how many lines have each status, and when it last told us something."""

    unit: Unit
    cells: Sequence[Cell]
    counts: Sequence[tuple[Status, int]]
    last_report: date | None
    need: Need

    @property
    def urgent(self) -> Sequence[Cell]:
        """The lines that are overdue or due soon."""
        return [cell for cell in self.cells if cell.status in (Status.OVERDUE, Status.DUE_SOON)]

    @property
    def order(self) -> tuple[int, int, int]:
        """What the rows are sorted by: most overdue, most due soon, longest silent."""
        counts = dict(self.counts)
        silent = 0 if self.last_report is None else self.last_report.toordinal()
        behind = sum(cell.behind or 0 for cell in self.cells)
        return -behind - counts.get(Status.OVERDUE, 0), -counts.get(Status.DUE_SOON, 0), silent


@dataclass(frozen=True, slots=True)
class Picture:
    """The goals with the number of their columns, the columns, and the rows, those that need help first.

    ``uncounted`` is how many lines were left out since nothing is counted or reported for them in any unit.
    """

    goals: Sequence[tuple[str, str, int]]
    columns: Sequence[Column]
    rows: Sequence[UnitRow]
    uncounted: int = 0

    @property
    def needs(self) -> dict[Need, int]:
        """How many units need what."""
        found = Counter(row.need for row in self.rows)
        return {need: found[need] for need in Need}


EMPTY = Picture([], [], [])


def picture_of(plan: Plan, unit: Unit, day: date, *, goal: str = "", whole: bool = False) -> Picture:
    """Return how the units right below stand with the windows that are open on the day or overdue.

    A line with several rules or windows shows the most pressing of them. ``goal`` keeps the lines of one goal;
    ``whole`` keeps those for which nothing is counted or reported in any unit.
    """
    units = _units_below(unit, day)
    lines = _Lines(plan, day, BELOW.get(UnitKind(unit.kind)), goal)
    if not units or not lines.obligations:
        return EMPTY
    codes = np.full((len(units), len(lines.keys)), _NOTHING, dtype=np.int8)
    told = np.zeros(len(units), dtype=np.bool_)
    for stand in stands_of(plan, units, lines.obligations, day):
        place = lines.places[stand.obligation.item.key]
        if isinstance(stand.form, COUNTING) and not isinstance(stand.form, Always):
            told |= stand.bound & (stand.measured.value + stand.measured.late > 0)
        shown = stand.bound & ((stand.obligation.last_day >= day) | (stand.codes == CODES[Status.OVERDUE]))
        codes[shown, place] = np.minimum(codes[shown, place], stand.codes[shown])
    if (codes == _NOTHING).all():
        return EMPTY
    columns, uncounted = lines.columns((codes == CODES[Status.OVERDUE]).sum(axis=0), codes, whole=whole)
    reports = _last_reports(plan, units, day)
    rows = []
    for number, each in enumerate(units):
        cells = [Cell(column, _status(codes[number, lines.places[column.key]])) for column in columns]
        silent = not told[number] and each.pk not in reports
        rows.append(_row(each, cells, reports.get(each.pk), silent=silent))
    return Picture(lines.goals(columns), columns, sorted(rows, key=lambda row: row.order), uncounted)


def picture_of_branches(plan: Plan, unit: Unit, day: date, *, goal: str = "", whole: bool = False) -> Picture:
    """Return, for each county below, how many of its branches are overdue with each line, as they were last read."""
    units = _units_below(unit, day)
    lines = _Lines(plan, day, UnitKind.LOCAL, goal)
    shape = (len(units), len(lines.keys))
    behind, bound = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    codes = np.full(shape, _NOTHING, dtype=np.int8)
    at = {each.pk: number for number, each in enumerate(units)}
    last = {each.pk: each for each in lines.obligations}
    for tally in Tally.objects.filter(unit__in=at, obligation__in=last):
        obligation = last[tally.obligation_id]
        cell = at[tally.unit_id], lines.places[obligation.item.key]
        overdue = tally.counts.get(Status.OVERDUE.value, 0)
        if obligation.last_day < day and not overdue:
            continue
        behind[cell], bound[cell] = max(behind[cell], overdue), max(bound[cell], sum(tally.counts.values()))
        codes[cell] = min(codes[cell], *(CODES[Status(key)] for key in tally.counts))
    if not bound.any():
        return EMPTY
    columns, uncounted = lines.columns(behind.sum(axis=0), codes, whole=whole)
    rows = []
    for number, each in enumerate(units):
        places = [(column, (number, lines.places[column.key])) for column in columns]
        cells = [Cell(column, _status(codes[at]), int(behind[at]), int(bound[at])) for column, at in places]
        rows.append(_row(each, cells, None, silent=False))
    return Picture(lines.goals(columns), columns, sorted(rows, key=lambda row: row.order), uncounted)


def _units_below(unit: Unit, day: date) -> list[Unit]:
    kind = BELOW.get(UnitKind(unit.kind))
    if kind is None:
        return []
    return list(Unit.objects.filter(path__startswith=unit.path, kind=kind).filter(active_on(day)))


class _Lines:
    """The lines of the plan that ask something of units of a kind, in the order of the plan."""

    def __init__(self, plan: Plan, day: date, kind: UnitKind | None, goal: str) -> None:
        items: Mapping[str, Item] = {item.key: item for item in document_of(plan).items}
        begun = [each for each in in_force_on(plan, day) if kind in each.unit_kinds]
        self._goal_of = {key: item.goal or (key if item.kind == ItemKind.GOAL else "") for key, item in items.items()}
        self.obligations: list[Obligation] = [
            each for each in begun if not goal or self._goal_of.get(each.item.key, "") == goal
        ]
        self.titles = {each.item.key: str(each.item) for each in self.obligations}
        self.keys = list(self.titles)
        self.places = {key: place for place, key in enumerate(self.keys)}
        self._goal_titles = {key: in_language(dict(item.title)) for key, item in items.items()}

    def columns(self, behind: NDArray[np.int64], codes: NDArray[np.int8], *, whole: bool) -> tuple[list[Column], int]:
        """The lines that say something of any unit, the introduction last, and how many others there are."""
        asks = (codes != _NOTHING).any(axis=0)
        counts = ((codes != _NOTHING) & (codes != CODES[Status.NO_DATA])).any(axis=0)
        shown = asks if whole else counts
        found: list[Column] = []
        for key in sorted(self.keys, key=lambda key: not self._goal_of.get(key)):
            place = self.places[key]
            if shown[place]:
                goal = self._goal_of.get(key, "")
                begins = not found or found[-1].goal != goal
                found.append(Column(key, self.titles[key], goal, begins, int(behind[place])))
        return found, int(asks.sum() - shown.sum())

    def goals(self, columns: Iterable[Column]) -> list[tuple[str, str, int]]:
        """Each goal's key, title and number of columns, in order."""
        found = Counter(column.goal for column in columns)
        return [(goal, self._goal_titles.get(goal, ""), number) for goal, number in found.items()]


def _status(code: int) -> Status | None:
    return None if code == _NOTHING else STATUSES[code]


def _row(unit: Unit, cells: Sequence[Cell], last_report: date | None, *, silent: bool) -> UnitRow:
    counts = in_order(Counter(cell.status for cell in cells if cell.status is not None))
    behind = Status.OVERDUE in dict(counts)
    need = Need.SILENT if silent else Need.HELP if behind else Need.FINE
    return UnitRow(unit, cells, counts, last_report, need)


def _last_reports(plan: Plan, units: Sequence[Unit], day: date) -> dict[int, date]:
    acts = Act.objects.filter(
        items__plan=plan, unit__in=[each.pk for each in units], reported_on__lte=day, withdrawn_on__isnull=True
    )
    return dict(acts.order_by("reported_on").values_list("unit_id", "reported_on"))
