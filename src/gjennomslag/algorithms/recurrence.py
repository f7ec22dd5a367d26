"""Forms of rules and the windows they open: when something must have happened, and how many times.

A *form* says how often (``Every``, ``PerYear``, ``Once`` …). ``windows()`` unfolds a form over a plan's
period with an election calendar. All days are inclusive. Whether a year is an election year comes from the
calendar's records alone, never from the number of the year.

Forms that count acts give windows with ``count`` ≥ 1. Forms that watch a state or follow triggers
(``Always``, ``Fresh``, ``Within`` …) require no fixed number of acts: they give reporting windows with
``count`` 0.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum
from typing import TypeAlias


class Span(Enum):
    """A stretch of the calendar; the value is its length in months."""

    MONTH = 1
    QUARTER = 3
    HALF_YEAR = 6
    YEAR = 12


class YearClass(Enum):
    """Classes of years, decided by election records."""

    ELECTION = "election"
    LOCAL = "local"
    NATIONAL = "national"
    MIDTERM = "mid-term"


class Direction(Enum):
    """Which way a trend must go."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class Election:
    """An ordinary election: ``kind`` is ``local`` or ``national``."""

    kind: str
    day: date


@dataclass(frozen=True)
class Period:
    """A stretch of days, both ends included. ``last`` before ``first`` is an empty period."""

    first: date
    last: date

    @property
    def years(self) -> range:
        """The calendar years that the period touches."""
        return range(self.first.year, self.last.year + 1)

    @property
    def days(self) -> int:
        """Number of days, never below zero."""
        return max(0, (self.last - self.first).days + 1)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def clipped_to(self, other: Period) -> Period:
        """The part that lies inside ``other`` (empty when they do not meet)."""
        return Period(max(self.first, other.first), min(self.last, other.last))


@dataclass(frozen=True)
class ElectionCalendar:
    """Which years are election years. Without records every year is a mid-term year."""

    elections: tuple[Election, ...] = ()

    def days_in(self, year: int, kind: str | None = None) -> list[date]:
        """Election days of the year, earliest first."""
        return sorted(e.day for e in self.elections if e.day.year == year and kind in (None, e.kind))

    def is_in(self, year: int, year_class: YearClass) -> bool:
        """Whether the year belongs to the class."""
        if year_class is YearClass.MIDTERM:
            return not self.days_in(year)
        if year_class is YearClass.ELECTION:
            return bool(self.days_in(year))
        return bool(self.days_in(year, year_class.value))


Years: TypeAlias = YearClass | frozenset[int] | None
"""A class of years, named years, or every year."""


@dataclass(frozen=True)
class MonthDay:
    """A day of any year, such as 1 March. 29 February falls back to 28 in common years."""

    month: int
    day: int


@dataclass(frozen=True)
class ElectionDay:
    """The (first) election day of the year, moved by ``offset`` days."""

    offset: int = 0


Day: TypeAlias = date | MonthDay | ElectionDay


@dataclass(frozen=True)
class Every:
    """``count`` times in each calendar month, quarter, half-year or year of the matching years."""

    span: Span
    years: Years = None
    count: int = 1
    except_months: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PerYear:
    """``count`` times a calendar year with any spacing. "Twice a year" is not "half-yearly"."""

    count: int
    years: Years = None


@dataclass(frozen=True)
class InPeriod:
    """``count`` times in the whole period, or by a day inside it."""

    count: int
    by: date | None = None


@dataclass(frozen=True)
class Within:
    """For each subject: no later than ``days`` (or ``months``) after its trigger, the last day included."""

    trigger: str
    days: int = 0
    months: int = 0

    def due(self, triggered: date) -> date:
        """The last day that is in time."""
        return add_months(triggered, self.months) + timedelta(days=self.days)

    def triggers_due(self, on: date) -> date:
        """The last day whose triggers are out of time on the day ``on``; later ones may still be met in time."""
        triggered = add_months(on - timedelta(days=self.days), -self.months)
        while self.due(triggered) >= on:
            triggered -= timedelta(days=1)
        while self.due(triggered + timedelta(days=1)) < on:
            triggered += timedelta(days=1)
        return triggered


@dataclass(frozen=True)
class Always:
    """Must hold on every day."""


@dataclass(frozen=True)
class Anchored:
    """Once a year at the subject's own event, and ``others`` more times that year on other days."""

    event: str
    others: int = 0
    years: Years = None


@dataclass(frozen=True)
class EachTime:
    """Each time something happens."""

    trigger: str


@dataclass(frozen=True)
class Between:
    """``count`` times inside a window: dated, or by season in each matching year.

    ``as_many_as_possible`` says that the plan sets no number; one act is then the least that counts as done.
    """

    first: Day
    last: Day
    years: Years = None
    count: int = 1
    as_many_as_possible: bool = False


@dataclass(frozen=True)
class Once:
    """A deliverable, by a day (the end of the period when none is named), before the hour ``at`` if given."""

    by: date | None = None
    at: time | None = None


@dataclass(frozen=True)
class YearlyTarget:
    """A number to reach each matching year. The numbers themselves are to be set by ``set_by``."""

    years: Years = None
    set_by: date | None = None


@dataclass(frozen=True)
class Cover:
    """A share (0–1) of a set reached: by a day, inside a window, or at each reporting date."""

    share: float
    first: Day | None = None
    last: Day | None = None
    years: Years = None


@dataclass(frozen=True)
class Gate:
    """An action is allowed only where a share (0–1) is reached."""

    action: str
    share: float


@dataclass(frozen=True)
class Fresh:
    """Reviewed no longer ago than ``months``."""

    months: int


@dataclass(frozen=True)
class Trend:
    """Compared with the same measure in the baseline year."""

    direction: Direction
    baseline: int


@dataclass(frozen=True)
class Standing:
    """No measure in the text: assessed by the responsible at each reporting date."""


Form: TypeAlias = (
    Every
    | PerYear
    | InPeriod
    | Within
    | Always
    | Anchored
    | EachTime
    | Between
    | Once
    | YearlyTarget
    | Cover
    | Gate
    | Fresh
    | Trend
    | Standing
)


@dataclass(frozen=True)
class Window:
    """``count`` acts are due between two days. ``year`` is the year it is accounted to, if any single one."""

    first: date
    last: date
    count: int
    year: int | None

    @property
    def period(self) -> Period:
        """The days of the window."""
        return Period(self.first, self.last)


REPORTING = Span.HALF_YEAR
"""State and trigger forms are reported and closed per half-year."""


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later; the last day of a shorter month (31 January + 1 → 28 February)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def matching_years(period: Period, years: Years, calendar: ElectionCalendar) -> list[int]:
    """The years of the period that belong to ``years``."""
    if years is None:
        return list(period.years)
    if isinstance(years, YearClass):
        return [year for year in period.years if calendar.is_in(year, years)]
    return [year for year in period.years if year in years]


def spans(span: Span, year: int) -> Iterator[Period]:
    """The calendar months, quarters or half-years of a year, or the year itself."""
    for month in range(1, 13, span.value):
        last_month = month + span.value - 1
        yield Period(date(year, month, 1), date(year, last_month, monthrange(year, last_month)[1]))


def day_in(day: Day, year: int, calendar: ElectionCalendar) -> date | None:
    """The date that ``day`` means in ``year``; none where the year has no election."""
    if isinstance(day, MonthDay):
        return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
    if isinstance(day, ElectionDay):
        days = calendar.days_in(year)
        return days[0] + timedelta(days=day.offset) if days else None
    return day


def windows(form: Form, period: Period, calendar: ElectionCalendar) -> tuple[Window, ...]:
    """Unfold ``form`` over ``period``: windows by first day, cut to the period, never empty."""
    raw = sorted(_raw(form, period, calendar), key=lambda window: (window.first, window.last))
    cut = ((window, window.period.clipped_to(period)) for window in raw)
    return tuple(Window(days.first, days.last, window.count, window.year) for window, days in cut if days.days)


def _raw(form: Form, period: Period, calendar: ElectionCalendar) -> Iterator[Window]:
    match form:
        case Every(span, years, count, except_months):
            yield from _calendar(span, matching_years(period, years, calendar), count, except_months)
        case PerYear(count, years):
            yield from _calendar(Span.YEAR, matching_years(period, years, calendar), count)
        case Anchored(_, others, years):
            yield from _calendar(Span.YEAR, matching_years(period, years, calendar), 1 + others)
        case YearlyTarget(years):
            yield from _calendar(Span.YEAR, matching_years(period, years, calendar), 1)
        case Trend():
            yield from _calendar(Span.YEAR, list(period.years), 0)
        case InPeriod(count, by):
            yield Window(period.first, by or period.last, count, None)
        case Once(by):
            yield Window(period.first, by or period.last, 1, by.year if by else None)
        case Between(first, last, years, count):
            yield from _dated((first, last), years, count, period, calendar)
        case Cover(_, first, last, years) if last is not None:
            yield from _dated((first or period.first, last), years, 0, period, calendar)
        case _:
            yield from _calendar(REPORTING, list(period.years), 0)


def _calendar(
    span: Span, years: list[int], count: int, except_months: frozenset[int] = frozenset()
) -> Iterator[Window]:
    for year in years:
        for part in spans(span, year):
            if part.first.month not in except_months or span is not Span.MONTH:
                yield Window(part.first, part.last, count, year)


def _dated(
    days: tuple[Day, Day], years: Years, count: int, period: Period, calendar: ElectionCalendar
) -> Iterator[Window]:
    first, last = days
    if isinstance(first, date) and isinstance(last, date):
        yield Window(first, last, count, last.year)
        return
    for year in matching_years(period, years, calendar):
        start, end = day_in(first, year, calendar), day_in(last, year, calendar)
        if start is not None and end is not None:
            yield Window(start, end, count, year)
