from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.algorithms.sides import NotDividing, goes_through, left_of_line

metres = st.integers(-1000, 1000).map(float)
place = st.tuples(metres, metres)


@given(st.lists(place, min_size=1, max_size=50), place, place)
def test_a_straight_line_parts_the_plane_for_ever(
    points: list[tuple[float, float]], a: tuple[float, float], b: tuple[float, float]
) -> None:
    if a == b:
        return
    where = np.array(points)
    along = (b[0] - a[0]) * (where[:, 1] - a[1]) - (b[1] - a[1]) * (where[:, 0] - a[0])
    clear = np.abs(along) > 1e-6 * np.hypot(b[0] - a[0], b[1] - a[1])
    assert left_of_line(where, [a, b])[clear].tolist() == (along > 0)[clear].tolist()
    assert left_of_line(where, [b, a])[clear].tolist() == (along < 0)[clear].tolist()


def test_a_bent_line_has_what_it_goes_round_on_one_side() -> None:
    """Up, right and down again, round the point (5, 5): that one is on the right of the way."""
    bend = [(0.0, 0.0), (0.0, 10.0), (10.0, 10.0), (10.0, 0.0)]
    points = np.array([[5.0, 5.0], [-5.0, 5.0], [5.0, 15.0], [15.0, 5.0], [5.0, -900.0]])
    assert left_of_line(points, bend).tolist() == [False, True, True, True, False]
    assert left_of_line(points, bend[::-1]).tolist() == [True, False, False, False, True]


@pytest.mark.parametrize(
    "line",
    [
        [],
        [(1.0, 1.0)],
        [(1.0, 1.0), (1.0, 1.0)],
        [(0.0, 0.0), (float("nan"), 1.0)],
        [(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)],
    ],
)
def test_a_line_that_parts_nothing_is_refused(line: list[tuple[float, float]]) -> None:
    with pytest.raises(NotDividing):
        left_of_line(np.zeros((1, 2)), line)


SQUARE = np.array([[0.0, 0.0], [0.0, 100.0], [100.0, 0.0], [100.0, 100.0], [50.0, 50.0]])


@pytest.mark.parametrize(
    ("line", "through"),
    [
        ([(-10.0, 40.0), (110.0, 40.0)], True),
        ([(110.0, 40.0), (110.0, 40.0), (-10.0, 30.0)], True),
        ([(2.0, 40.0), (98.0, 40.0)], True),
        ([(-10.0, 40.0), (60.0, 40.0)], False),
        ([(-50.0, 140.0), (-20.0, 120.0)], False),
        ([(-30.0, 40.0), (-10.0, 40.0)], False),
        ([(40.0, 40.0), (60.0, 40.0)], False),
        ([(-10.0, 40.0), (60.0, 40.0), (60.0, -10.0)], True),
    ],
)
def test_a_line_goes_through_what_it_is_drawn_across(line: list[tuple[float, float]], through: bool) -> None:
    """A stroke beside the square or in the middle of it would part its points only if it were lengthened."""
    assert goes_through(SQUARE, line) is through
    assert goes_through(SQUARE, line[::-1]) is through


def test_one_row_of_houses_is_parted_between_two_of_them() -> None:
    row = np.array([[0.0, 0.0], [20.0, 0.0], [40.0, 0.0]])
    assert goes_through(row, [(30.0, -8.0), (30.0, 8.0)])
    assert not goes_through(row, [(30.0, 30.0), (30.0, 20.0)])
