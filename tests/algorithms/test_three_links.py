"""Replacing two or three links: always a round past all stops, as much shorter as it says, and no crossing left."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.algorithms.distances import Indices, Matrix, nearest_in
from gjennomslag.algorithms.local_search import positions_of
from gjennomslag.algorithms.route_search import tour_length
from gjennomslag.algorithms.three_links import Choice, Queue, Round, near_with_lengths, replace_links


def distances(count: int, seed: int) -> Matrix:
    """Return symmetric distances that obey no rule of geometry."""
    half = np.triu(np.random.default_rng(seed).integers(1, 100, (count, count)), 1).astype(np.int32)
    return half + half.T


def shortened(matrix: Matrix, tour: Indices, near: int) -> int:
    """Shorten ``tour`` in place, looking at so many near stops; return what is said to be saved."""
    count = len(tour)
    nearest = near_with_lengths(matrix, nearest_in(matrix, count, min(near, count - 1)))
    here = Round(tour, positions_of(tour), np.empty(6, np.int32))
    queue = Queue(np.empty(count, np.int32), np.zeros(count, np.bool_))
    saved = replace_links(matrix, here, Choice(nearest, nearest), queue, tour.copy())
    assert here.position.tolist() == positions_of(tour).tolist()
    assert not queue.waiting.any()
    return saved


@given(st.integers(4, 14), st.integers(1, 14), st.integers(0, 10_000))
@settings(max_examples=120)
def test_what_it_says_it_saved_is_what_it_saved(count: int, near: int, seed: int) -> None:
    matrix = distances(count, seed)
    tour = np.random.default_rng(seed).permutation(count).astype(np.int32)
    before = tour_length(matrix, tour)
    saved = shortened(matrix, tour, near)
    assert sorted(tour.tolist()) == list(range(count))
    assert tour_length(matrix, tour) == before - saved


@given(st.integers(4, 12), st.integers(0, 10_000))
@settings(max_examples=60)
def test_neither_turning_nor_moving_a_stretch_helps_any_more(count: int, seed: int) -> None:
    matrix = distances(count, seed)
    tour = np.random.default_rng(seed).permutation(count).astype(np.int32)
    shortened(matrix, tour, count)
    length = tour_length(matrix, tour)
    for start in range(count):
        turned = np.roll(tour, -start)
        for middle in range(1, count):
            for last in range(middle + 1, count + 1):
                one, other, rest = turned[:middle], turned[middle:last], turned[last:]
                for changed in ((one[::-1], other), (other, one), (one[::-1], other[::-1]), (other, one[::-1])):
                    assert tour_length(matrix, np.concatenate((*changed, rest))) >= length
