"""The walking order: a permutation, as short as it can be, the same with and without compiler."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.algorithms import compiled
from gjennomslag.algorithms.distances import straight_walk
from gjennomslag.algorithms.route_search import MOST_STOPS, measure_walk, search_walk
from gjennomslag.algorithms.routes import Pace, minutes, route, walking_metres
from gjennomslag.algorithms.warm_up import warm_up
from tests.algorithms.areas import Area, areas


@pytest.fixture(autouse=True, scope="module")
def _compiled_loops() -> None:
    warm_up()


@given(areas())
def test_every_point_is_visited_once(area: Area) -> None:
    order = route(area.points)
    assert sorted(order.tolist()) == list(range(len(area.points)))


@given(st.integers(1, 6), st.integers(0, 1000), st.booleans(), st.booleans())
@settings(max_examples=40)
def test_a_few_doors_are_visited_by_the_shortest_walk(count: int, seed: int, starts: bool, ends: bool) -> None:
    random = np.random.default_rng(seed)
    points = random.uniform(0, 500, (count, 2))
    start = random.uniform(0, 500, 2) if starts else None
    finish = random.uniform(0, 500, 2) if ends else None
    found = walking_metres(points, route(points, start=start, finish=finish), start=start, finish=finish)
    best = min(
        walking_metres(points, np.array(order), start=start, finish=finish) for order in permutations(range(count))
    )
    assert found == pytest.approx(best, abs=0.01)


@given(areas(), st.booleans(), st.integers(0, 3))
@settings(max_examples=40)
def test_compiled_and_interpreted_agree(area: Area, free: bool, seed: int) -> None:
    places = np.unique(area.points[:25], axis=0)
    walk = straight_walk(np.vstack((places, places[:1], places[-1:])), np.array([[0.0, 50.0, 800.0, 60.0]]))
    order = search_walk(walk, free, free, 5, seed)
    assert order.tolist() == search_walk.interpreted(walk, free, free, 5, seed).tolist()
    assert measure_walk(walk, free, free, order) == measure_walk.interpreted(walk, free, free, order)


def test_without_machine_code_the_order_is_still_good(monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.random.default_rng(5).uniform(0, 400, (60, 2))
    best = walking_metres(points, route(points))
    monkeypatch.setattr(compiled, "ready", lambda: False)
    assert best <= walking_metres(points, route(points)) <= 1.1 * best


def test_the_doors_of_a_block_stay_together_in_the_order_given() -> None:
    points = np.array([[0.0, 0.0], [90.0, 0.0], [0.0, 0.0], [50.0, 0.0], [0.0, 0.0]])
    assert route(points, start=np.array([-10.0, 0.0])).tolist() == [0, 2, 4, 3, 1]


def test_the_walk_past_some_of_many_points_is_measured() -> None:
    points = np.column_stack((np.arange(3.0 * MOST_STOPS), np.zeros(3 * MOST_STOPS)))
    assert walking_metres(points, np.array([10, 30, 20])) == 30.0


def test_a_line_is_walked_from_end_to_end() -> None:
    points = np.column_stack((np.array([30.0, 0.0, 20.0, 10.0, 50.0, 40.0]), np.zeros(6)))
    assert walking_metres(points, route(points)) == 50.0


def test_the_walk_goes_round_a_barrier_by_way_of_other_doors() -> None:
    points = np.array([[0.0, 0.0], [0.0, 20.0], [100.0, 0.0], [100.0, 20.0]])
    wall = [np.array([[-20.0, 10.0], [80.0, 10.0]])]
    assert walking_metres(points, np.array([0, 1, 3, 2])) == 140.0
    assert walking_metres(points, np.array([0, 1, 3, 2]), barriers=wall) == 340.0
    assert walking_metres(points, route(points, barriers=wall), barriers=wall) == 220.0


def test_doors_beyond_a_barrier_without_a_way_round_cost_a_kilometre_more() -> None:
    points = np.array([[0.0, 0.0], [0.0, 20.0]])
    assert walking_metres(points, np.array([0, 1]), barriers=[np.array([[-9.0, 9.0], [9.0, 9.0]])]) == 1020.0


def test_minutes_add_walking_doors_and_floors() -> None:
    pace = Pace(metres_per_minute=50, minutes_per_door=2, minutes_per_floor=0.5)
    assert minutes(500, 10, 6, pace) == 33.0
    assert minutes(140, 2) == 5.0


def test_a_pace_that_never_finishes_is_refused() -> None:
    with pytest.raises(ValueError, match="metres per minute above 0"):
        Pace(metres_per_minute=0)


def test_what_is_no_turf_is_refused() -> None:
    with pytest.raises(ValueError, match="no points"):
        route(np.empty((0, 2)))
    with pytest.raises(ValueError, match="more than the 2000"):
        route(np.column_stack((np.arange(MOST_STOPS + 1.0), np.zeros(MOST_STOPS + 1))))
