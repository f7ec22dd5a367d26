from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gjennomslag.algorithms.pace_fitting import fit_pace
from gjennomslag.algorithms.routes import Pace, minutes

START = Pace()


def outings(
    count: int, pace: Pace, seed: int = 0, noise: float = 0.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    random = np.random.default_rng(seed)
    work = np.column_stack(
        (random.integers(20, 90, count), random.integers(0, 40, count), random.integers(500, 6000, count))
    ).astype(float)
    times = np.array([minutes(metres, doors, floors, pace) for doors, floors, metres in work])
    return work, times * random.normal(1, noise, count)


def test_without_observations_one_keeps_what_one_started_from() -> None:
    assert fit_pace(np.empty((0, 3)), np.empty(0), START) == START


def test_pairs_as_fast_as_expected_change_nothing() -> None:
    fitted = fit_pace(*outings(12, START), START)
    assert [round(fitted.minutes_per_door, 6), round(fitted.minutes_per_floor, 6)] == [1.5, 0.4]
    assert round(fitted.metres_per_minute, 4) == 70.0


def test_many_outings_find_the_real_pace_through_the_noise() -> None:
    real = Pace(metres_per_minute=55, minutes_per_door=2.1, minutes_per_floor=0.5)
    fitted = fit_pace(*outings(400, real, noise=0.2), START)
    assert abs(fitted.minutes_per_door / real.minutes_per_door - 1) < 0.05
    assert abs(fitted.metres_per_minute / real.metres_per_minute - 1) < 0.1


def test_one_outing_moves_the_pace_some_of_the_way() -> None:
    work, times = outings(1, Pace(metres_per_minute=35, minutes_per_door=3, minutes_per_floor=0.8))
    fitted = fit_pace(work, times, START)
    assert START.minutes_per_door < fitted.minutes_per_door < 3
    assert 35 < fitted.metres_per_minute < START.metres_per_minute


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 200), st.integers(0, 30_000), st.integers(1, 12_000)), max_size=20
    )
)
def test_whatever_was_noted_the_pace_stays_possible(rows: list[tuple[int, int, int, int]]) -> None:
    work = np.array([row[:3] for row in rows], dtype=float).reshape(-1, 3)
    fitted = fit_pace(work, np.array([row[3] for row in rows], dtype=float), START)
    assert 0.25 * 0.999 <= fitted.minutes_per_door / START.minutes_per_door <= 4.001
    assert 0.25 * 0.999 <= fitted.minutes_per_floor / START.minutes_per_floor <= 4.001
    assert 0.25 * 0.999 <= START.metres_per_minute / fitted.metres_per_minute <= 4.001


@pytest.mark.parametrize(
    ("work", "times"),
    [
        ([[1.0, 0.0, 0.0]], [0.0]),
        ([[-1.0, 0.0, 0.0]], [5.0]),
        ([[1.0, 0.0, 0.0]], [5.0, 6.0]),
        ([[np.nan, 0, 0]], [5.0]),
    ],
)
def test_impossible_observations_are_refused(work: list[list[float]], times: list[float]) -> None:
    with pytest.raises(ValueError, match="doors"):
        fit_pace(np.array(work), np.array(times), START)
