"""The search through a few turfs together keeps its books right while it looks only where something has changed."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gjennomslag.algorithms.distances import Indices, Matrix, fill_matrix, straight_walk
from gjennomslag.algorithms.joint_search import search_together
from gjennomslag.algorithms.joint_turfs import OUT_OF_BOUNDS
from gjennomslag.algorithms.wholeness import Lie

Weights = NDArray[np.int64]


def _cost(matrix: Matrix, tour: Indices, weights: Weights, limits: Weights) -> int:
    """Return the decimetres of the round and what turfs out of their bounds cost, worked out from nothing."""
    walked = int(matrix[np.roll(tour, 1), tour].sum())
    begin = int(np.flatnonzero(tour >= len(weights))[0])
    along = np.roll(tour, -begin)
    turf = np.cumsum(along >= len(weights)) - 1
    totals = np.bincount(turf, np.where(along < len(weights), weights[np.minimum(along, len(weights) - 1)], 0))
    out = np.maximum(totals - limits[1], 0) + np.maximum(limits[0] - totals, 0)
    return walked + OUT_OF_BOUNDS * int(out.sum())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(3, 20), st.integers(0, 25))
def test_what_a_search_says_it_saved_is_what_it_saved(seed: int, turfs: int, size: int, kicks: int) -> None:
    random = np.random.default_rng(seed)
    stops = turfs * size
    matrix = np.zeros((stops + turfs, stops + turfs), np.int32)
    fill_matrix(straight_walk(random.uniform(0, 500, (stops, 2))), np.arange(stops, dtype=np.int32), matrix)
    weights = random.integers(1, 4, stops)
    limits = np.array([int(weights.sum() / turfs) - 2, int(weights.sum() / turfs) + 2], np.int64)
    begins = np.sort(random.choice(np.arange(1, stops), turfs - 1, replace=False))
    tour = np.insert(np.arange(stops), np.append(0, begins), np.arange(stops, stops + turfs)).astype(np.int32)
    before = _cost(matrix, tour, weights, limits)
    nothing, places = np.empty(0, np.int32), np.arange(stops, dtype=np.int32)
    lie = Lie(places, nothing, nothing, np.zeros(stops, np.bool_), np.empty(stops, np.int32))
    saved = search_together(matrix, tour, weights, limits, lie, kicks, seed)
    assert sorted(tour.tolist()) == list(range(stops + turfs))
    assert before - _cost(matrix, tour, weights, limits) == saved >= 0
