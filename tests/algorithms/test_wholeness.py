"""Turfs in one piece: told rightly, made whole where they are torn, and kept whole."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.algorithms.distances import straight_walk
from gjennomslag.algorithms.door_graph import door_graph
from gjennomslag.algorithms.improvement import Effort, Turfs, improve
from gjennomslag.algorithms.mending import make_whole
from gjennomslag.algorithms.split import Bounds
from gjennomslag.algorithms.street_walk import walk_between
from gjennomslag.algorithms.streets import street_network
from gjennomslag.algorithms.tour import nearest_stops
from gjennomslag.algorithms.wholeness import Places, holdings, pieces


def places_of(points: np.ndarray) -> Places:
    graph = door_graph(straight_walk(points))
    return Places(np.arange(len(points), dtype=np.int32), graph.indptr.astype(np.int32), graph.indices.astype(np.int32))


def torn(places: Places, turf: np.ndarray) -> list[int]:
    """Return how many pieces each turf is in."""
    return [int(count) for count in np.bincount(pieces(places, turf)[1])]


def test_pieces_are_counted_and_a_place_may_be_in_two_turfs() -> None:
    line = Places(np.array([0, 1, 1, 2, 3], np.int32), np.array([0, 1, 3, 5, 6]), np.array([1, 0, 2, 1, 3, 2]))
    assert torn(line, np.array([0, 0, 1, 1, 1])) == [1, 1]
    assert torn(line, np.array([0, 1, 1, 0, 0])) == [2, 1]
    assert torn(line, np.array([0, 0, 1, 0, 1])) == [1, 2]


def test_next_to_a_door_are_its_side_the_one_across_and_the_corner() -> None:
    """Two streets that cross at (0, 0); the doors of the one stand on both sides, those of the other on one."""
    points = np.array([[-40.0, 5], [-20, 5], [-20, -5], [20, 5], [5, 20], [5, 40]])
    streets = street_network(
        np.array([[-60.0, 0], [0, 0], [60, 0], [0, -60], [0, 60]]), np.array([[0, 1], [1, 2], [3, 1], [1, 4]])
    )
    graph = door_graph(walk_between(points, None, streets))
    pairs = {(int(a), int(b)) for a, b in zip(*graph.nonzero(), strict=True) if a < b}
    assert {(0, 1), (1, 2), (1, 3), (3, 4), (4, 5)} <= pairs
    assert (0, 3) not in pairs
    assert (3, 5) not in pairs


def test_what_turfs_have_at_one_place_is_a_holding_each_and_linked() -> None:
    line = Places(np.array([0, 1, 1, 2], np.int32), np.array([0, 1, 3, 4], np.int32), np.array([1, 0, 2, 1], np.int32))
    holding, (starts, links), owner = holdings(line, np.array([0, 0, 1, 1]))
    assert holding.tolist() == [0, 1, 2, 3]
    assert owner.tolist() == [0, 0, 1, 1]
    near = [sorted(links[starts[here] : starts[here + 1]].tolist()) for here in range(4)]
    assert near == [[1, 2], [0, 2, 3], [0, 1, 3], [1, 2]]


def test_a_turf_in_two_pieces_is_made_whole_and_others_far_off_are_left_alone() -> None:
    """A street of forty doors: turf 0 has both ends of the first thirty, turf 1 what lies between."""
    places = places_of(np.column_stack((np.arange(40) * 10.0, np.zeros(40))))
    turf = np.repeat([0, 1, 0, 2], [8, 10, 2, 10]).tolist() + [3] * 10
    _, links, owner = holdings(places, np.array(turf))
    lengths, ones = np.ones(len(links[1]), np.int64), np.ones(40, np.int64)
    changed = make_whole(*links, lengths, owner, ones, np.array([9, 11]), 4, 1)
    assert torn(places, owner) == [1, 1, 1, 1]
    assert np.bincount(owner).min() >= 9
    assert np.bincount(owner).max() <= 11
    assert changed[:2].all()
    assert not changed[3]


def test_what_cannot_be_made_whole_within_the_bounds_stays_as_it_is() -> None:
    """Three doors round one door: two turfs of two cannot both be whole."""
    star = Places(
        np.arange(4, dtype=np.int32), np.array([0, 3, 4, 5, 6], np.int32), np.array([1, 2, 3, 0, 0, 0], np.int32)
    )
    _, leads, owner = holdings(star, np.array([0, 0, 1, 1]))
    changed = make_whole(*leads, np.ones(6, np.int64), owner, np.ones(4, np.int64), np.array([2, 2]), 2, 1)
    assert owner.tolist() == [0, 0, 1, 1]
    assert not changed.any()


@given(st.integers(0, 500), st.integers(3, 6))
@settings(max_examples=15)
def test_torn_turfs_become_whole_and_keep_their_bounds(seed: int, turfs: int) -> None:
    """Turfs of a street that is cut into twice as many pieces, dealt out by chance."""
    size = 8
    points = np.column_stack((np.arange(turfs * size) * 12.0, np.zeros(turfs * size)))
    dealt = np.random.default_rng(seed).permutation(np.repeat(np.arange(turfs), 2))
    turf = np.repeat(dealt, size // 2)
    order = np.argsort(turf, kind="stable").astype(np.int32)
    places = places_of(points)
    before = Turfs(order, np.arange(turfs + 1) * size)
    walk = straight_walk(points)
    weights = np.ones(len(points), np.int64)
    after = improve(walk, nearest_stops(walk), weights, before, Bounds(size - 1, size + 1), Effort(1, seed), places)
    sizes = np.diff(after.starts)
    assert sorted(after.order.tolist()) == list(range(len(points)))
    assert size - 1 <= sizes.min() <= sizes.max() <= size + 1
    assert torn(places, after.of_stops()) == [1] * turfs
