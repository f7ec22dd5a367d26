from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.core.clock import weeks_left
from gjennomslag.home.rules import Progress


def test_what_is_left_is_shared_among_the_remaining_weeks() -> None:
    # 10 September to 31 December 2026 are 113 days: 17 weeks, the last one short.
    progress = Progress(500, 1000, 2026, date(2026, 9, 10))
    assert (progress.left, progress.per_week, progress.share) == (500, 30, 0.5)
    assert (progress.expected, progress.even_week) == (693, 19)


def test_without_a_target_nothing_is_left() -> None:
    progress = Progress(500, None, 2026, date(2026, 9, 10))
    assert (progress.left, progress.per_week, progress.share, progress.expected, progress.even_week) == (None,) * 5


def test_a_target_of_nothing_is_met() -> None:
    progress = Progress(0, 0, 2026, date(2026, 9, 10))
    assert (progress.left, progress.per_week, progress.share) == (0, 0, None)


def test_more_than_the_target_leaves_nothing() -> None:
    assert Progress(1200, 1000, 2026, date(2026, 9, 10)).left == 0


def test_when_the_year_is_over_no_week_remains() -> None:
    progress = Progress(500, 1000, 2026, date(2027, 1, 1))
    assert (progress.left, progress.per_week, progress.expected) == (500, None, 1000)


def test_before_the_year_all_its_weeks_remain() -> None:
    progress = Progress(0, 530, 2027, date(2026, 9, 10))
    assert (progress.per_week, progress.expected, progress.even_week) == (10, 0, 10)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_the_weeks_together_are_enough_and_one_less_a_week_is_not(done: int, target: int, day: date) -> None:
    progress = Progress(done, target, 2026, day)
    assert progress.left is not None
    assert progress.per_week is not None
    weeks = weeks_left(2026, day)
    assert (progress.per_week - 1) * weeks < progress.left <= progress.per_week * weeks or progress.per_week == 0
