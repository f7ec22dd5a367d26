"""Invented towns: exact numbers of doors, houses beside their streets, nobody across the river but on a bridge."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gjennomslag.algorithms.towns import Kind, Level, Town, generate_town

towns = st.builds(generate_town, doors=st.integers(20, 8000), seed=st.integers(0, 2**32 - 1), motorway=st.booleans())


def _edge_lines(town: Town) -> Any:
    return shapely.linestrings(town.nodes[town.edges])


@settings(max_examples=30, deadline=None)
@given(towns)
def test_every_town_keeps_its_promises(town: Town) -> None:
    doors = int(town.doors.sum())
    assert doors == len(town.door_address)
    assert town.doors.min() >= 1
    assert np.array_equal(np.bincount(town.door_address, minlength=town.addresses), town.doors)
    parts = connected_components(
        coo_array((np.ones(len(town.edges)), tuple(town.edges.T)), shape=(len(town.nodes),) * 2)
    )[0]
    assert parts == 1
    assert np.array_equal(town.edge_street[town.edge], town.street)
    assert len(set(town.street_names)) == len(town.street_names) == town.street.max() + 1


@settings(max_examples=30, deadline=None)
@given(towns)
def test_no_two_addresses_and_no_two_doors_have_the_same_name(town: Town) -> None:
    addresses = np.column_stack((town.street, town.number, town.letter))
    doors = np.column_stack((town.door_address, town.door_level, town.door_floor, town.door_number))
    assert len(np.unique(addresses, axis=0)) == town.addresses
    assert len(np.unique(doors, axis=0)) == len(town.door_address)


@settings(max_examples=30, deadline=None)
@given(towns)
def test_odd_numbers_stand_on_the_left_of_the_street_and_even_ones_on_the_right(town: Town) -> None:
    first, second = town.nodes[town.edges[town.edge, 0]], town.nodes[town.edges[town.edge, 1]]
    way, point = second - first, np.column_stack((town.east, town.north)) - first
    turn = way[:, 0] * point[:, 1] - way[:, 1] * point[:, 0]
    assert np.array_equal(turn > 0, town.number % 2 == 1)
    distance = np.abs(turn) / np.hypot(way[:, 0], way[:, 1])
    assert distance.min() > 8
    assert distance.max() < 51


@settings(max_examples=30, deadline=None)
@given(towns)
def test_only_main_roads_and_bridges_cross_a_barrier(town: Town) -> None:
    lines = _edge_lines(town)
    for barrier in town.barriers:
        crossed = shapely.intersects(lines, shapely.LineString(barrier.line))
        assert set(town.edge_street[crossed].tolist()) <= {-1}
    points = shapely.points(town.east, town.north)
    for barrier in town.barriers:
        assert shapely.distance(points, shapely.LineString(barrier.line)).min() > 10


def test_a_town_of_some_size_has_everything() -> None:
    town = generate_town(doors=5000, seed=1, motorway=True)
    assert int(town.doors.sum()) == 5000
    assert {Kind(kind) for kind in np.unique(town.kind)} == set(Kind)
    assert {Level(level) for level in np.unique(town.door_level)} == set(Level)
    assert [barrier.kind for barrier in town.barriers] == ["river", "motorway"]
    assert int((town.kind == Kind.FARM).sum()) == 250
    crossing = shapely.intersects(_edge_lines(town), shapely.LineString(town.barriers[0].line))
    assert int(crossing.sum()) >= 2


def test_the_same_arguments_give_the_same_town_and_another_seed_another() -> None:
    first, again, other = (generate_town(doors=700, seed=seed) for seed in (5, 5, 6))
    for field in fields(Town):
        mine, theirs = getattr(first, field.name), getattr(again, field.name)
        if isinstance(mine, np.ndarray):
            assert np.array_equal(mine, theirs), field.name
    assert first.street_names == again.street_names
    assert not np.array_equal(first.east[:20], other.east[:20])


def test_the_centre_moves_the_town() -> None:
    here, there = (generate_town(doors=200, seed=3, centre=(0.0, north)) for north in (0.0, 1000.0))
    assert np.allclose(there.north - here.north, 1000.0, atol=0.011)
    assert np.array_equal(here.east, there.east)


@pytest.mark.parametrize("doors", [0, 19, 3_000_001])
def test_a_size_no_town_has_is_refused(doors: int) -> None:
    with pytest.raises(ValueError, match=f"not {doors}"):
        generate_town(doors=doors, seed=1)
