"""Windows against a slow oracle that walks through every day of random periods and election calendars."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.algorithms.recurrence import (
    Always,
    Anchored,
    Between,
    Cover,
    Direction,
    EachTime,
    Election,
    ElectionCalendar,
    ElectionDay,
    Every,
    Form,
    Fresh,
    Gate,
    InPeriod,
    MonthDay,
    Once,
    Period,
    PerYear,
    Span,
    Standing,
    Trend,
    Within,
    YearClass,
    YearlyTarget,
    Years,
    add_months,
    windows,
)

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
PERIODS = st.builds(lambda first, days: Period(first, first + timedelta(days)), DAYS, st.integers(0, 2200))
CALENDARS = st.lists(st.builds(Election, st.sampled_from(["local", "national"]), DAYS), max_size=25).map(
    lambda elections: ElectionCalendar(tuple(elections))
)
YEARS: st.SearchStrategy[Years] = st.one_of(
    st.none(), st.sampled_from(YearClass), st.frozensets(st.integers(2000, 2066), min_size=1, max_size=8)
)
COUNTS = st.integers(1, 5)
MONTH_DAYS = st.builds(MonthDay, st.integers(1, 12), st.integers(1, 28))


def days_of(period: Period) -> list[date]:
    return [period.first + timedelta(number) for number in range(period.days)]


def belongs(day: date, years: Years, calendar: ElectionCalendar) -> bool:
    kinds = {election.kind for election in calendar.elections if election.day.year == day.year}
    if years is None:
        return True
    if isinstance(years, frozenset):
        return day.year in years
    return {
        YearClass.ELECTION: bool(kinds),
        YearClass.MIDTERM: not kinds,
        YearClass.LOCAL: "local" in kinds,
        YearClass.NATIONAL: "national" in kinds,
    }[years]


def stretches(period: Period, keyed: dict[date, object]) -> list[tuple[date, date]]:
    """First and last day of each group of days that share a key."""
    groups: dict[object, list[date]] = {}
    for day in days_of(period):
        if day in keyed:
            groups.setdefault(keyed[day], []).append(day)
    return sorted((days[0], days[-1]) for days in groups.values())


def spread(form: Form, period: Period, calendar: ElectionCalendar) -> list[tuple[date, date]]:
    return [(window.first, window.last) for window in windows(form, period, calendar)]


@given(PERIODS, CALENDARS, st.sampled_from(Span), YEARS, COUNTS)
def test_every_span_opens_one_window(
    period: Period, calendar: ElectionCalendar, span: Span, years: Years, count: int
) -> None:
    keyed: dict[date, object] = {
        day: (day.year, (day.month - 1) // span.value) for day in days_of(period) if belongs(day, years, calendar)
    }
    form = Every(span, years, count)
    assert spread(form, period, calendar) == stretches(period, keyed)
    assert all(window.count == count for window in windows(form, period, calendar))


@given(PERIODS, CALENDARS, YEARS, COUNTS)
def test_counts_per_year(period: Period, calendar: ElectionCalendar, years: Years, count: int) -> None:
    expected = {day.year: count for day in days_of(period) if belongs(day, years, calendar)}
    for form, each in ((PerYear(count, years), count), (Anchored("e", count, years), count + 1)):
        counted = {window.year: window.count for window in windows(form, period, calendar)}
        assert counted == dict.fromkeys(expected, each)
    assert {window.year for window in windows(YearlyTarget(years), period, calendar)} == set(expected)


@given(PERIODS, CALENDARS, YEARS, st.tuples(MONTH_DAYS, MONTH_DAYS), COUNTS)
def test_seasons(
    period: Period, calendar: ElectionCalendar, years: Years, ends: tuple[MonthDay, MonthDay], count: int
) -> None:
    first, last = sorted(ends, key=lambda day: (day.month, day.day))
    keyed: dict[date, object] = {
        day: day.year
        for day in days_of(period)
        if (first.month, first.day) <= (day.month, day.day) <= (last.month, last.day) and belongs(day, years, calendar)
    }
    assert spread(Between(first, last, years, count), period, calendar) == stretches(period, keyed)
    assert spread(Cover(1.0, first, last, years), period, calendar) == stretches(period, keyed)


@given(PERIODS, CALENDARS, st.integers(-40, 40))
def test_windows_that_end_with_an_election(period: Period, calendar: ElectionCalendar, offset: int) -> None:
    keyed: dict[date, object] = {}
    for day in days_of(period):
        elections = calendar.days_in(day.year)
        if elections and day <= elections[0] + timedelta(offset):
            keyed[day] = day.year
    found = spread(Between(MonthDay(1, 1), ElectionDay(offset)), period, calendar)
    # A window that runs past the year's end is longer than the year-by-year oracle can tell.
    inside = [(first, last) for first, last in found if first.year == last.year]
    assert inside == [pair for pair in stretches(period, keyed) if pair[0] in {first for first, _ in inside}]
    assert len(found) == len(stretches(period, keyed)) or offset > 0


@given(PERIODS, CALENDARS)
def test_states_and_triggers_are_reported_by_half_year_and_ask_for_no_count(
    period: Period, calendar: ElectionCalendar
) -> None:
    halves = spread(Every(Span.HALF_YEAR), period, calendar)
    for form in (Always(), Standing(), Fresh(12), EachTime("t"), Within("t", days=14), Gate("a", 0.5), Cover(1.0)):
        assert spread(form, period, calendar) == halves
        assert sum(window.count for window in windows(form, period, calendar)) == 0
    assert spread(Trend(Direction.UP, 2026), period, calendar) == spread(Every(Span.YEAR), period, calendar)


@given(PERIODS, CALENDARS, COUNTS)
def test_the_whole_period(period: Period, calendar: ElectionCalendar, count: int) -> None:
    assert [(w.first, w.last, w.count, w.year) for w in windows(InPeriod(count), period, calendar)] == [
        (period.first, period.last, count, None)
    ]
    assert [(w.first, w.last, w.count, w.year) for w in windows(Once(period.last), period, calendar)] == [
        (period.first, period.last, 1, period.last.year)
    ]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or ((later + timedelta(1)).day == 1 and later.day < day.day)


@pytest.mark.parametrize(
    ("form", "joined", "due"),
    [
        (Within("t", days=14), date(2026, 2, 20), date(2026, 3, 6)),
        (Within("t", days=14), date(2027, 12, 24), date(2028, 1, 7)),
        (Within("t", months=12), date(2028, 2, 29), date(2029, 2, 28)),
        (Within("t", days=0), date(2026, 5, 1), date(2026, 5, 1)),
    ],
)
def test_the_last_day_in_time_is_included(form: Within, joined: date, due: date) -> None:
    assert form.due(joined) == due


def test_year_classes_follow_the_records_and_not_the_number_of_the_year() -> None:
    moved = ElectionCalendar((Election("local", date(2028, 9, 11)), Election("national", date(2026, 9, 7))))
    period = Period(date(2026, 1, 1), date(2029, 12, 31))
    counted = Counter(w.year for w in windows(Every(Span.QUARTER, YearClass.ELECTION), period, moved))
    assert counted == {2026: 4, 2028: 4}
    assert [w.year for w in windows(PerYear(1, YearClass.LOCAL), period, moved)] == [2028]
    assert [w.year for w in windows(PerYear(1, YearClass.MIDTERM), period, ElectionCalendar())] == [*period.years]


def test_months_can_be_left_out() -> None:
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    months = [w.first.month for w in windows(Every(Span.MONTH, None, 1, frozenset({7})), year, ElectionCalendar())]
    assert months == [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]


def test_a_window_cut_by_the_period_still_asks_for_its_count() -> None:
    late = Period(date(2026, 11, 1), date(2027, 2, 1))
    assert [(w.first, w.last, w.count) for w in windows(PerYear(2), late, ElectionCalendar())] == [
        (date(2026, 11, 1), date(2026, 12, 31), 2),
        (date(2027, 1, 1), date(2027, 2, 1), 2),
    ]


@given(
    on=st.dates(date(2019, 1, 1), date(2033, 12, 31)),
    days=st.integers(0, 120),
    months=st.integers(0, 24),
)
def test_triggers_are_out_of_time_the_day_after_they_were_due(on: date, days: int, months: int) -> None:
    form = Within("organisation.joined", days=days, months=months)
    last = form.triggers_due(on)
    assert form.due(last) < on <= form.due(last + timedelta(1))
