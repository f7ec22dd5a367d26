"""The rules of a membership, against slow and obvious ones that walk day by day or year by year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.organisation import rules

DAYS = st.dates(date(1990, 1, 1), date(2035, 12, 31))
YEARS = st.none() | st.integers(1990, 2035)


def years_paid(member_since: date, last_paid_year: int | None) -> set[int]:
    """Return the years for which somebody counts as paid, one by one."""
    first = member_since.year + (1 if member_since.month in {11, 12} else 0)
    return {year for year in range(1980, 2040) if year < first or (last_paid_year or 0) >= year}


@given(DAYS, YEARS, DAYS)
def test_rights_run_on_until_1_july_after_the_last_paid_year(since: date, paid: int | None, day: date) -> None:
    known = years_paid(since, paid)
    on_paid_year = day.year in known or (day.month < 7 and day.year - 1 in known)
    assert rules.has_rights(since, paid, day) == (day >= since and on_paid_year)


@given(DAYS, YEARS)
def test_the_first_unpaid_year_is_the_first_that_is_owed_and_not_paid(since: date, paid: int | None) -> None:
    known = years_paid(since, paid)
    assert rules.first_unpaid_year(since, paid) == next(year for year in range(since.year, 2040) if year not in known)


@given(DAYS, YEARS, st.dates(date(1991, 1, 1), date(2040, 12, 31)))
def test_who_is_erased_as_unpaid_by_a_day_is_the_same_asked_one_by_one_or_by_year(
    since: date, paid: int | None, day: date
) -> None:
    newest = rules.newest_paid_year_erased_on(day)
    counted_as_paid = max(paid or 0, rules.first_dues_year(since) - 1)
    assert (counted_as_paid <= newest) == (rules.erased_as_unpaid_on(since, paid) <= day)


@given(DAYS, st.integers(-60, 60))
def test_months_after_lands_in_the_right_month_on_the_same_or_its_last_day(day: date, months: int) -> None:
    after = rules.months_after(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after.day < day.day and (after + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("since", "year"),
    [(date(2026, 10, 31), 2026), (date(2026, 11, 1), 2027), (date(2026, 12, 31), 2027), (date(2027, 1, 1), 2027)],
)
def test_who_joins_in_november_or_december_counts_for_the_next_year(since: date, year: int) -> None:
    assert rules.first_dues_year(since) == year


@pytest.mark.parametrize(
    ("paid", "last_day"), [(None, date(2026, 6, 30)), (2026, date(2027, 6, 30)), (2024, date(2026, 6, 30))]
)
def test_rights_end_on_1_july(paid: int | None, last_day: date) -> None:
    since = date(2026, 3, 1)
    assert rules.has_rights(since, paid, last_day)
    assert not rules.has_rights(since, paid, last_day + timedelta(days=1))


def test_who_does_not_pay_is_erased_six_months_after_the_due_date() -> None:
    assert rules.erased_as_unpaid_on(date(2020, 5, 5), 2025) == date(2027, 6, 30)


@pytest.mark.parametrize(
    ("birth", "expected"), [(date(2011, 11, 24), True), (date(2011, 11, 25), False), (date(2008, 2, 29), True)]
)
def test_one_may_join_from_the_day_one_turns_15(birth: date, expected: bool) -> None:
    assert rules.old_enough(birth, date(2026, 11, 24)) is expected


def test_who_resigns_is_erased_within_a_day() -> None:
    moment = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    assert rules.erased_as_resigned_by(moment) == datetime(2026, 3, 29, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("912 34 567", "+4791234567"),
        ("0047 91234567", "+4791234567"),
        ("+46 70 123 45 67", "+46701234567"),
        ("  ", ""),
        ("ring meg", None),
        ("12", None),
    ],
)
def test_telephone_numbers_are_kept_in_one_form(text: str, expected: str | None) -> None:
    assert rules.normal_phone(text) == expected
