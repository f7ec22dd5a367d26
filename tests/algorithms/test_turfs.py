"""Cutting into turfs: what must hold for every area."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.algorithms.barriers import crossed, stretches
from gjennomslag.algorithms.routes import walking_metres
from gjennomslag.algorithms.split import bounds
from gjennomslag.algorithms.towns import generate_town
from gjennomslag.algorithms.turfs import TOLERANCE, Cut, Reason, Unbalanced, cut_turfs, recut_around
from tests.algorithms.areas import Area, areas, islands


def assert_whole(cut: Cut, area: Area) -> None:
    """Every point in exactly one turf, no empty turf, an order from 0 within each, doors counted right."""
    assert sorted(set(cut.turf.tolist())) == list(range(cut.turfs))
    for turf in range(cut.turfs):
        inside = cut.turf == turf
        assert sorted(cut.order[inside].tolist()) == list(range(int(inside.sum())))
        assert area.doors[inside].sum() == cut.doors[turf]


@given(areas(), st.integers(1, 70))
@settings(max_examples=30)
def test_single_doors_are_balanced_or_the_area_is_no_whole_turf(area: Area, size: int) -> None:
    cut = cut_turfs(area.points, area.doors, doors_per_turf=size)
    limits = bounds(len(area.points), cut.turfs, TOLERANCE)
    assert_whole(cut, area)
    assert cut.turfs == max(1, round(len(area.points) / size))
    assert cut.unbalanced == ()
    assert limits.low <= cut.doors.min() <= cut.doors.max() <= limits.high


@given(areas(most_doors=40), st.integers(5, 70))
@settings(max_examples=25)
def test_blocks_stay_whole_and_imbalance_has_a_reason(area: Area, size: int) -> None:
    cut = cut_turfs(area.points, area.doors, doors_per_turf=size)
    assert_whole(cut, area)
    limits = bounds(int(np.minimum(area.doors, size).sum()), cut.turfs, TOLERANCE)
    outside = np.flatnonzero((cut.doors < limits.low) | (cut.doors > limits.high))
    assert [found.turf for found in cut.unbalanced] == outside.tolist()


@given(areas(most_doors=3), st.integers(0, 5))
@settings(max_examples=15)
def test_same_input_and_seed_give_the_same_cut(area: Area, seed: int) -> None:
    first, second = (cut_turfs(area.points, area.doors, doors_per_turf=20, seed=seed) for _ in range(2))
    assert first.turf.tolist() == second.turf.tolist()
    assert first.order.tolist() == second.order.tolist()
    assert first.metres.tolist() == second.metres.tolist()


@given(areas(), st.integers(10, 60))
@settings(max_examples=30)
def test_metres_are_those_of_the_walk(area: Area, size: int) -> None:
    cut = cut_turfs(area.points, area.doors, doors_per_turf=size)
    for turf in range(cut.turfs):
        inside = np.flatnonzero(cut.turf == turf)
        metres = walking_metres(area.points[inside], np.argsort(cut.order[inside]))
        assert metres == pytest.approx(cut.metres[turf])


def test_a_block_too_large_for_a_turf_is_one_and_says_so() -> None:
    points = np.column_stack((np.arange(121) * 20.0, np.zeros(121)))
    doors = np.ones(121, np.int64)
    doors[60] = 400
    cut = cut_turfs(points, doors, doors_per_turf=60)
    block = int(cut.turf[60])
    assert cut.turfs == 3
    assert cut.unbalanced == (Unbalanced(block, Reason.LARGE_POINT),)
    assert cut.doors[block] <= 403
    assert np.delete(cut.doors, block).min() >= 57


def test_lumps_that_no_sum_brings_near_the_mean_are_named() -> None:
    cut = cut_turfs(np.arange(6.0).reshape(3, 2) * 50, np.array([40, 40, 40]), doors_per_turf=60)
    assert sorted(cut.doors.tolist()) == [40, 80]
    assert [found.reason for found in cut.unbalanced] == [Reason.UNEVEN_POINTS, Reason.UNEVEN_POINTS]


def test_dwellings_of_one_block_are_shared_by_several_turfs() -> None:
    cut = cut_turfs(np.zeros((400, 2)), np.ones(400, np.int64), doors_per_turf=60)
    assert cut.unbalanced == ()
    assert (cut.turfs, cut.doors.min() >= 55, cut.doors.max() <= 60) == (7, True, True)
    assert cut.metres.tolist() == [0.0] * 7
    assert np.lexsort((cut.order, cut.turf)).tolist() == list(range(400))


def test_turfs_of_a_grid_are_whole() -> None:
    """Neighbours in a grid of 20 metres are within 29 metres, across the corner included."""
    points = np.array([[x, y] for y in range(18) for x in range(20)]) * 20.0
    points += np.random.default_rng(4).uniform(-0.4, 0.4, points.shape)
    cut = cut_turfs(points, np.ones(360, np.int64), doors_per_turf=30)
    assert islands(cut, points, 29.5) == 0


def test_no_turf_crosses_a_river_with_enough_doors_on_both_sides() -> None:
    random = np.random.default_rng(3)
    points = random.uniform(0, 1000, (600, 2))
    points = points[np.abs(points[:, 1] - 480 - 60 * np.sin(points[:, 0] / 150)) > 15]
    x = np.linspace(-500, 1500, 80)
    river = np.column_stack((x, 480 + 60 * np.sin(x / 150)))
    cut = cut_turfs(points, np.ones(len(points), np.int64), doors_per_turf=50, barriers=[river])
    north = points[:, 1] > 480 + 60 * np.sin(points[:, 0] / 150)
    assert all(len(set(north[cut.turf == turf].tolist())) == 1 for turf in range(cut.turfs))
    walk = np.lexsort((cut.order, cut.turf))
    same = cut.turf[walk][1:] == cut.turf[walk][:-1]
    assert not crossed(points[walk][:-1][same], points[walk][1:][same], stretches([river])).any()


def test_a_few_doors_behind_a_river_join_the_others() -> None:
    points = np.array([[x, y] for y in (0.0, 100.0) for x in np.arange(0.0, 600.0, 20.0)])
    points = np.vstack((points, [[x, 150.0] for x in (200.0, 220.0, 240.0)]))
    river = np.array([[-5000.0, 125.0], [5000.0, 125.0]])
    cut = cut_turfs(points, np.ones(len(points), np.int64), doors_per_turf=21, barriers=[river])
    assert cut.unbalanced == ()
    assert cut.turfs == 3
    assert len(set(cut.turf[-3:].tolist())) == 1


def test_a_zone_that_holds_no_whole_number_of_turfs_is_named() -> None:
    points = np.array([[x, y] for y in (0.0, 200.0) for x in np.arange(0.0, 1600.0, 20.0)])[:130]
    river = np.array([[-5000.0, 100.0], [5000.0, 100.0]])
    cut = cut_turfs(points, np.ones(130, np.int64), doors_per_turf=60, barriers=[river])
    assert sorted(cut.doors.tolist()) == [50, 80]
    assert {found.reason for found in cut.unbalanced} == {Reason.ZONE}


def test_half_the_walk_of_the_list_by_street_and_number() -> None:
    town = generate_town(doors=5000, seed=1)
    points = np.column_stack((town.east, town.north))
    cut = cut_turfs(points, town.doors, doors_per_turf=60)
    paper = np.lexsort((town.letter, town.number, np.array(town.street_names)[town.street]))
    piece = np.minimum(np.cumsum(town.doors[paper]) * cut.turfs // town.doors.sum(), cut.turfs - 1)
    legs = np.hypot(*np.diff(points[paper], axis=0).T)[piece[1:] == piece[:-1]]
    assert cut.metres.sum() <= legs.sum() / 2


def test_one_changed_turf_is_evened_out_with_its_neighbours_and_no_other_is_touched() -> None:
    """Half of a turf has been walked; what is left of it and three neighbours are shared out evenly."""
    points = np.array([[x, y] for y in range(20) for x in range(24)]) * 20.0
    cut = cut_turfs(points, np.ones(480, np.int64), doors_per_turf=40)
    left = ~((cut.turf == 5) & (cut.order < 20))
    points, turf = points[left], cut.turf[left] + 100
    recut = recut_around(points, np.ones(len(points), np.int64), turf, changed=105)
    numbers = sorted(set(turf[recut.points].tolist()))
    assert len(numbers) == 4
    assert sorted(set(recut.turf.tolist())) == numbers == sorted(recut.metres)
    assert recut.points.tolist() == np.flatnonzero(np.isin(turf, numbers)).tolist()
    sizes = np.bincount(recut.turf)[numbers]
    assert 33 <= sizes.min() <= sizes.max() <= 37
    inside = recut.turf == numbers[0]
    walk = walking_metres(points[recut.points[inside]], np.argsort(recut.order[inside]))
    assert walk == pytest.approx(recut.metres[numbers[0]])


def test_a_turf_without_points_or_neighbours_cannot_be_evened_out_but_its_order_found() -> None:
    points, doors = np.array([[0.0, 0], [20, 0], [10, 0]]), np.ones(3, np.int64)
    with pytest.raises(ValueError, match="No point is in turf 7"):
        recut_around(points, doors, np.zeros(3, np.int64), changed=7)
    alone = recut_around(points, doors, np.zeros(3, np.int64), changed=0)
    assert alone.turf.tolist() == [0, 0, 0]
    assert alone.metres == {0: 20.0}


@pytest.mark.parametrize(
    ("points", "doors", "size", "words"),
    [
        (np.empty((0, 2)), np.empty(0, np.int64), 60, "no points"),
        (np.array([[0.0, np.nan]]), np.array([1]), 60, "Point 0 has no place"),
        (np.zeros((2, 2)), np.array([1, 0]), 60, "Point 1 has no doors"),
        (np.zeros((2, 2)), np.array([1]), 60, "each of the 2 points"),
        (np.zeros((2, 2)), np.array([1.5, 2.0]), 60, "whole number of doors"),
        (np.zeros((2, 2)), np.array([1, 1]), 0, "at least one door"),
        (np.zeros(4), np.ones(4, np.int64), 60, "pairs of metres"),
    ],
)
def test_input_that_makes_no_sense_is_refused(points: np.ndarray, doors: np.ndarray, size: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        cut_turfs(points, doors, doors_per_turf=size)


def test_a_barrier_of_one_point_is_refused() -> None:
    with pytest.raises(ValueError, match="Barrier 0 is not a line"):
        cut_turfs(np.zeros((2, 2)), np.ones(2, np.int64), doors_per_turf=2, barriers=[np.zeros((1, 2))])
