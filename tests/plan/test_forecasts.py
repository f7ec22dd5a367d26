from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.plan.forecasts import Forecast, Reach, Stretch, forecast


@pytest.mark.parametrize(
    ("done", "days", "left"), [(10, 27, 300), (0, 200, 165), (100, 365, 0)], ids=["too early", "nothing", "over"]
)
def test_nothing_is_said_where_nothing_can_be_told(done: int, days: int, left: int) -> None:
    assert forecast(so_far=Stretch(done, days), days_left=left, recent=[]) is None


def test_the_slowest_and_the_quickest_pace_bound_the_range() -> None:
    so_far, recent = Stretch(200, 200), [Stretch(14, 28), Stretch(168, 84)]
    assert forecast(so_far=so_far, days_left=100, recent=recent) == Forecast(250, 400)


def test_a_year_that_went_otherwise_widens_the_range() -> None:
    made = forecast(so_far=Stretch(200, 200), days_left=165, recent=[], last_year=900, last_year_by_now=300)
    assert made == Forecast(365, 600)


@pytest.mark.parametrize(("target", "reach"), [(250, Reach.YES), (251, Reach.PERHAPS), (401, Reach.NO)])
def test_whether_a_target_is_reached(target: int, reach: Reach) -> None:
    assert Forecast(250, 400).reaches(target) is reach


@settings(max_examples=40)
@given(st.integers(1, 10_000), st.integers(28, 364), st.lists(st.integers(0, 500), max_size=3))
def test_the_range_never_falls_below_what_is_done(done: int, days: int, recent: list[int]) -> None:
    stretches = [Stretch(min(each, done), 28) for each in recent]
    made = forecast(so_far=Stretch(done, days), days_left=365 - days, recent=stretches)
    assert made is not None
    assert done <= made.low <= made.high
