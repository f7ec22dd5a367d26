"""What a board is told about the plan: how each goal stands, the years side by side, and what nobody can measure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from gjennomslag.algorithms.recurrence import Standing
from gjennomslag.core.indicators import Period, published
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.choices import ItemKind, Status
from gjennomslag.plan.document import Item
from gjennomslag.plan.evidence import Evidence, Number
from gjennomslag.plan.models import Act, Plan, in_language
from gjennomslag.plan.queries.documents import Chapter, chapters_of
from gjennomslag.plan.queries.plans import document_of
from gjennomslag.plan.queries.spreads import in_force_on, spreads_below
from gjennomslag.plan.queries.standing import standing_of

KEPT = frozenset({Status.MET, Status.MET_LATE})
NOT_KEPT = frozenset({Status.OVERDUE, Status.MISSED})


@dataclass(slots=True)
class YearOfGoal:
    """A calendar year of a goal: what fell due by the day, whether it was kept, and how many acts were reported.

    Units count once for every window that has closed. ``unknown`` was neither counted nor reported.
    """

    year: int
    kept: int = 0
    not_kept: int = 0
    assessed: int = 0
    unknown: int = 0
    acts: int = 0

    def add(self, counts: Iterable[tuple[Status, int]]) -> None:
        """Count closed windows with their statuses."""
        for status, count in counts:
            if status in KEPT:
                self.kept += count
            elif status in NOT_KEPT:
                self.not_kept += count
            elif status is Status.SELF_ASSESSED:
                self.assessed += count
            elif status is Status.NO_DATA:
                self.unknown += count

    @property
    def share(self) -> float | None:
        """The part of what could be told that was kept."""
        told = self.kept + self.not_kept
        return self.kept / told if told else None


@dataclass(frozen=True, slots=True)
class CountedNumber:
    """A number that a room counts, for each year to date; ``same_days`` is the first year up to the same day."""

    evidence: Evidence
    years: Mapping[int, float]
    same_days: float


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal as a board sees it."""

    chapter: Chapter
    years: Sequence[YearOfGoal]
    numbers: Sequence[CountedNumber]


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A line that cannot be measured: nobody counts ``missing``, or the plan gives no measure."""

    key: str
    title: str
    missing: Sequence[Evidence]
    standing: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The whole report. ``goals`` begins with the introduction where it has lines; its chapter has no goal."""

    plan: Plan
    unit: Unit
    day: date
    read_on: date | None
    goals: Sequence[Goal]
    unmeasured: Sequence[Unmeasured]


def board_of(plan: Plan, unit: Unit, day: date, *, goal: str = "") -> Board:
    """Return what the unit's board is told on the day; only one goal, if its key is given."""
    read = plan.reading_days.filter(day__lte=day).first()
    document = document_of(plan)
    items = {item.key: item for item in document.items}
    years = _years(plan, unit, day, items)
    goals = [
        Goal(chapter, years[_key(chapter)].in_order(plan, day), _numbers(chapter, items, unit, plan, day))
        for chapter in chapters_of(plan, unit, day)
        if not goal or _key(chapter) == goal
    ]
    wanted = [item for item in document.items if not goal or goal in {item.goal, item.key}]
    unpublished = set(read.unpublished) if read else set()
    return Board(plan, unit, day, read.day if read else None, goals, _unmeasured(wanted, unpublished))


def _key(chapter: Chapter) -> str:
    return chapter.goal.key if chapter.goal else ""


@dataclass(slots=True)
class _Years:
    """The years of one goal, as they are filled."""

    by_year: dict[int, YearOfGoal] = field(default_factory=dict)

    def of(self, year: int) -> YearOfGoal:
        return self.by_year.setdefault(year, YearOfGoal(year))

    def in_order(self, plan: Plan, day: date) -> list[YearOfGoal]:
        return [self.of(year) for year in plan.years if year <= max(day.year, plan.first_day.year)]


def _years(plan: Plan, unit: Unit, day: date, items: Mapping[str, Item]) -> dict[str, _Years]:
    """What fell due in each year of each goal, and the acts that were reported for it."""
    found: dict[str, _Years] = defaultdict(_Years)

    def goal_of(key: str) -> str:
        item = items.get(key)
        return (item.goal or (item.key if item.kind == ItemKind.GOAL else "")) if item else ""

    for row in standing_of(plan, unit, day, begun=True):
        if row.obligation.last_day < day:
            year = found[goal_of(row.obligation.item.key)].of(row.obligation.last_day.year)
            year.add([(row.status, 1)])
    closed = [each for each in in_force_on(plan, day) if each.last_day < day]
    for spread in spreads_below(plan, unit, closed, day).values():
        found[goal_of(spread.obligation.item.key)].of(spread.obligation.last_day.year).add(spread.counts)
    for key, year_number, count in _acts(plan, unit, day):
        found[goal_of(key)].of(year_number).acts += count
    return found


def _acts(plan: Plan, unit: Unit, day: date) -> list[tuple[str, int, int]]:
    acts = Act.objects.filter(
        items__plan=plan, unit__path__startswith=unit.path, withdrawn_on__isnull=True, day__lte=day, assessment=""
    )
    counted = Counter(acts.values_list("items__key", "day__year"))
    return [(key, year, count) for (key, year), count in counted.items()]


def _numbers(chapter: Chapter, items: Mapping[str, Item], unit: Unit, plan: Plan, day: date) -> list[CountedNumber]:
    """The numbers that rooms count for the lines of the goal, in the unit and below, the first year first."""
    parts = dict.fromkeys(binding.evidence.part for line in chapter.lines for binding in items[line.key].bindings)
    below = set(Unit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True))
    base = plan.first_day.year
    found = []
    for number in parts:
        years = {
            year: _total(number, Period(date(year, 1, 1), min(day, date(year, 12, 31))), below)
            for year in plan.years
            if year <= day.year
        }
        same_days = _total(number, Period(date(base, 1, 1), _same_day(day, base)), below)
        known = {year: value for year, value in years.items() if value is not None}
        if known and same_days is not None:
            found.append(CountedNumber(Evidence(number), known, same_days))
    return found


def _total(number: Number, period: Period, units: set[int]) -> float | None:
    """The number of the units together, or None where no room counts it."""
    indicator = published(number.key)
    if indicator is None or not {name for name, _ in number.parameters} <= indicator.parameters:
        return None
    measured = indicator.measure(period, **dict(number.parameters))
    return float(sum(value for pk, value in measured.items() if pk in units))


def _same_day(day: date, year: int) -> date:
    """The day of another year; the last of February where it has no 29th."""
    return day.replace(year=year) if (day.month, day.day) != (2, 29) else date(year, 3, 1) - timedelta(1)


def _unmeasured(items: Iterable[Item], unpublished: set[str]) -> list[Unmeasured]:
    found = []
    for item in items:
        asked = [each for each in item.bindings if not isinstance(each.rule.form, Standing)]
        missing = {
            str(each.evidence): each.evidence
            for each in asked
            if any(str(number) in unpublished for number in each.evidence.numbers)
        }
        standing = bool(item.bindings) and not asked
        nothing = not item.bindings and not item.follows and item.kind not in {ItemKind.GOAL, ItemKind.INTRO}
        if missing or standing or nothing:
            found.append(Unmeasured(item.key, in_language(dict(item.title)), list(missing.values()), standing))
    return found
