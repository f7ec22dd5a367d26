"""Room and time."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.activities.choices import Answer
from gjennomslag.activities.repeating import Repeat, repeated
from gjennomslag.activities.rules import answer_given, moves_up


@given(st.integers(0, 50), st.none() | st.integers(1, 50), st.integers(0, 50))
@settings(max_examples=50)
def test_whoever_moves_up_fills_what_is_free_and_no_more(coming: int, capacity: int | None, waiting: int) -> None:
    moved = moves_up(coming=coming, capacity=capacity, waiting=waiting)
    assert 0 <= moved <= waiting
    if capacity is None:
        assert moved == waiting
    else:
        assert moved == 0 or coming + moved <= capacity
        left = answer_given(coming=coming + moved, capacity=capacity)
        assert left == (Answer.COMING if coming + moved < capacity else Answer.WAITING)
        assert moved == waiting or left == Answer.WAITING


@pytest.mark.parametrize(
    ("first", "repeat", "expected"),
    [
        (date(2026, 12, 24), Repeat.WEEKLY, [date(2026, 12, 24), date(2026, 12, 31), date(2027, 1, 7)]),
        (date(2026, 12, 24), Repeat.FORTNIGHTLY, [date(2026, 12, 24), date(2027, 1, 7), date(2027, 1, 21)]),
        (date(2026, 11, 10), Repeat.MONTHLY, [date(2026, 11, 10), date(2026, 12, 8), date(2027, 1, 12)]),
        (date(2027, 1, 29), Repeat.MONTHLY, [date(2027, 1, 29), date(2027, 2, 26), date(2027, 3, 26)]),
    ],
)
def test_repeated_days(first: date, repeat: Repeat, expected: list[date]) -> None:
    assert repeated(first, repeat, 3) == expected


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.sampled_from(Repeat), st.integers(2, 26))
@settings(max_examples=50)
def test_repeated_days_keep_their_weekday_and_come_in_order(first: date, repeat: Repeat, times: int) -> None:
    days = repeated(first, repeat, times)
    assert days[0] == (first if first.day <= 28 or repeat is not Repeat.MONTHLY else days[0])
    assert len(days) == times
    assert {day.weekday() for day in days} == {first.weekday()}
    assert days == sorted(set(days))
