"""Zones between barriers."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gjennomslag.algorithms.barriers import crossed, neighbours, stretches, zones
from gjennomslag.algorithms.distances import Floats
from gjennomslag.algorithms.stops import gather
from gjennomslag.algorithms.towns import generate_town


def _zones_of_all(places: Floats, barriers: Floats) -> list[int]:
    """Return the zone of each place when every place is looked at."""
    a, b = neighbours(places)
    open_way = ~crossed(places[a], places[b], barriers)
    links = coo_array((np.ones(open_way.sum()), (a[open_way], b[open_way])), shape=(len(places), len(places)))
    labels = connected_components(links, directed=False)[1].tolist()
    numbers: dict[int, int] = {}
    return [numbers.setdefault(label, len(numbers)) for label in labels]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 2_000), st.floats(0, 3.1), st.floats(-300, 300))
def test_no_zone_reaches_across_a_line_from_edge_to_edge(seed: int, count: int, angle: float, off: float) -> None:
    places = np.random.default_rng(seed).uniform(-500, 500, (count, 2)).round(1)
    places = np.unique(places, axis=0)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    wall = stretches([np.array([off * across - 5_000 * along, off * across + 5_000 * along])])
    zone = zones(places, wall)
    beyond = places @ across > off
    assert not set(zone[beyond].tolist()) & set(zone[~beyond].tolist())


def test_places_on_both_sides_of_a_line_are_two_zones_and_all_others_one() -> None:
    east, north = np.meshgrid(np.arange(100) * 10.0, np.arange(100) * 10.0)
    places = np.column_stack((east.ravel(), north.ravel()))
    whole, gap = np.array([[333.0, -50], [666, 1050]]), np.array([[333.0, -50], [503, 507]])
    beyond = (places[:, 0] - 333) * 1_100 > (places[:, 1] + 50) * 333
    assert zones(places, stretches([whole])).tolist() == beyond.astype(int).tolist()
    assert np.bincount(zones(places, stretches([gap]))).tolist() == [10_000]


def test_a_town_has_the_zones_that_looking_at_every_place_finds() -> None:
    town = generate_town(doors=8_000, seed=4, motorway=True)
    places = gather(np.column_stack((town.east, town.north))).places
    walls = stretches([barrier.line for barrier in town.barriers])
    found = zones(places, walls).tolist()
    assert found == _zones_of_all(places, walls)
    assert len(set(found)) > 1
