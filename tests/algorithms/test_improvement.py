"""Turfs improved together: never more walking, never further out of bounds, the same on any number of cores."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.algorithms.distances import straight_walk
from gjennomslag.algorithms.improvement import Effort, Turfs, improve, search_paths
from gjennomslag.algorithms.split import Bounds, bounds
from gjennomslag.algorithms.tour import nearest_stops
from gjennomslag.algorithms.turfs import TOLERANCE, cut_turfs
from tests.algorithms.areas import Area, areas


def start(seed: int, turfs: int, size: int) -> tuple[np.ndarray, Turfs]:
    """Return scattered points and turfs of them by number, which is no order at all."""
    points = np.random.default_rng(seed).uniform(0, 1000, (turfs * size, 2))
    return points, Turfs(np.arange(len(points), dtype=np.int32), np.arange(turfs + 1) * size)


def metres(points: np.ndarray, turfs: Turfs) -> float:
    steps = np.hypot(*np.diff(points[turfs.order], axis=0).T)
    steps[turfs.starts[1:-1] - 1] = 0
    return float(steps.sum())


@given(st.integers(0, 1000), st.integers(2, 9), st.integers(2, 20))
@settings(max_examples=40)
def test_turfs_keep_every_stop_and_their_bounds_and_never_get_longer(seed: int, turfs: int, size: int) -> None:
    points, before = start(seed, turfs, size)
    walk, limits = straight_walk(points), bounds(len(points), turfs, TOLERANCE)
    weights = np.ones(len(points), np.int64)
    after = improve(walk, nearest_stops(walk), weights, before, limits, Effort(3, seed))
    sizes = np.diff(after.starts)
    assert sorted(after.order.tolist()) == list(range(len(points)))
    assert limits.low <= sizes.min() <= sizes.max() <= limits.high
    assert metres(points, after) <= metres(points, before) + 0.1 * len(points)


def test_two_turfs_of_a_few_stops_become_the_best_there_are() -> None:
    """Against every way to share eight stops out to two turfs of four."""
    for seed in range(6):
        points, before = start(seed, 2, 4)
        walk = straight_walk(points)
        after = improve(walk, nearest_stops(walk), np.ones(8, np.int64), before, Bounds(4, 4), Effort(6, 1))
        best = min(metres(points, Turfs(np.array(order), before.starts)) for order in permutations(range(8)))
        assert metres(points, after) < best + 0.5


def test_a_turf_out_of_bounds_is_brought_within() -> None:
    points, _ = start(5, 4, 20)
    walk = straight_walk(points)
    uneven = Turfs(np.arange(80, dtype=np.int32), np.array([0, 5, 40, 60, 80]))
    after = improve(walk, nearest_stops(walk), np.ones(80, np.int64), uneven, Bounds(19, 21), Effort(10, 1))
    assert 19 <= np.diff(after.starts).min() <= np.diff(after.starts).max() <= 21


def test_paths_are_searched_turf_by_turf_with_the_metres_to_each_stop() -> None:
    points, turfs = start(3, 3, 12)
    legs = search_paths(straight_walk(points), turfs, 50, 1)
    assert [turfs.order[a:b].min() for a, b in zip(turfs.starts[:-1], turfs.starts[1:], strict=True)] == [0, 12, 24]
    assert legs[turfs.starts[:-1]].tolist() == [0, 0, 0]
    assert abs(legs.sum() / 10 - metres(points, turfs)) < 2


@given(areas(most_doors=3), st.integers(5, 40))
@settings(max_examples=25)
def test_improving_a_cut_never_adds_to_the_walk(area: Area, size: int) -> None:
    """But for the decimetres that are rounded away. Making turfs whole, which may cost some walking, is left out."""
    places, at = np.unique(area.points, axis=0, return_inverse=True)
    weights = np.bincount(at.ravel(), area.doors).astype(np.int64)
    cut = cut_turfs(places, weights, doors_per_turf=size, rounds=0)
    order = np.lexsort((cut.order, cut.turf)).astype(np.int32)
    before = Turfs(order, np.concatenate(([0], np.cumsum(np.bincount(cut.turf)))))
    walk, limits = straight_walk(places), Bounds(int(cut.doors.min()), int(cut.doors.max()))
    after = improve(walk, nearest_stops(walk), weights, before, limits, Effort(4, 0))
    assert metres(places, after) <= metres(places, before) + 0.1 * len(places)
