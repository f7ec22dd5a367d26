"""Street networks: made smaller without changing a walk, and walked along exactly."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from gjennomslag.algorithms.distances import fill_matrix
from gjennomslag.algorithms.routes import route, walking_metres
from gjennomslag.algorithms.street_walk import paths_to_doors, walk_between
from gjennomslag.algorithms.streets import UNNAMED, StreetNetwork, contract, street_network, without_pavements
from gjennomslag.algorithms.towns import generate_town
from gjennomslag.algorithms.turfs import cut_turfs


def test_bends_are_taken_out_and_junctions_stay() -> None:
    """A street with a bend and a side street; the bend goes, whichever way its pieces were drawn."""
    nodes = np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 50.0], [200.0, 50.0], [300.0, 50.0], [200.0, 90.0]])
    network = street_network(nodes, np.array([[0, 1], [2, 1], [2, 3], [3, 4], [3, 5]]))
    edges = contract(network)
    assert edges.ends.tolist() == [[0, 3], [3, 4], [3, 5]]
    assert edges.lengths.tolist() == [250.0, 100.0, 40.0]
    assert edges.edge.tolist() == [0, 0, 0, 1, 2]
    assert edges.begins.tolist() == [0.0, 100.0, 150.0, 0.0, 0.0]
    assert edges.forward.tolist() == [True, False, True, True, True]


def test_a_loop_without_a_junction_becomes_one_edge() -> None:
    square = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])
    edges = contract(street_network(square, np.array([[0, 1], [1, 2], [2, 3], [3, 0]])))
    assert (edges.lengths.tolist(), len(edges.ends)) == ([40.0], 1)


def test_a_pavement_beside_a_named_street_is_left_out_and_a_path_elsewhere_stays() -> None:
    nodes = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 6.0], [100.0, 6.0], [50.0, 100.0], [150.0, 100.0]])
    network = street_network(
        nodes,
        np.array([[0, 1], [2, 3], [0, 2], [4, 5]]),
        name=np.array([7, UNNAMED, UNNAMED, UNNAMED]),
        footway=np.array([False, True, True, True]),
    )
    kept = without_pavements(network)
    assert kept.nodes[kept.edges].tolist() == [[[0.0, 0.0], [100.0, 0.0]], [[50.0, 100.0], [150.0, 100.0]]]


@pytest.mark.parametrize(
    ("nodes", "edges", "words"),
    [
        (np.array([[0.0, np.nan]]), np.empty((0, 2), int), "no place"),
        (np.zeros((2, 2)), np.array([[0, 2]]), "not among the 2"),
    ],
)
def test_a_network_that_makes_no_sense_is_refused(nodes: np.ndarray, edges: np.ndarray, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        street_network(nodes, edges)


def test_walks_across_the_street_and_round_the_corner() -> None:
    """Along one side, across, round the corner; the paths from the street to the doors are told separately."""
    corner = street_network(np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 100.0]]), np.array([[0, 1], [1, 2]]))
    doors = np.array([[10.0, 12.0], [40.0, 12.0], [40.0, -12.0], [110.0, 50.0]])

    def metres(*order: int) -> float:
        return walking_metres(doors, np.array(order), streets=corner)

    assert [metres(0, 1), metres(1, 2), metres(0, 2), metres(2, 3)] == [30.0, 8.0, 38.0, 110.0]
    assert paths_to_doors(doors, corner).tolist() == [12.0, 12.0, 12.0, 10.0]
    assert route(doors, start=np.array([0.0, 1.0]), streets=corner).tolist() == [0, 1, 2, 3]


def test_where_no_street_leads_the_walk_is_long_but_there_is_one() -> None:
    islands = street_network(
        np.array([[0.0, 0.0], [50.0, 0.0], [0.0, 400.0], [50.0, 400.0]]), np.array([[0, 1], [2, 3]])
    )
    assert walking_metres(np.array([[0.0, 5.0], [0.0, 395.0]]), np.array([0, 1]), streets=islands) == 390 * 1.3 + 1000


def town_streets(doors: int) -> tuple[np.ndarray, StreetNetwork]:
    town = generate_town(doors=doors, seed=4)
    return np.column_stack((town.east, town.north)), street_network(town.nodes, town.edges, name=town.edge_street)


def test_walks_are_the_shortest_on_the_whole_network() -> None:
    """Against scipy on the network as it came, with every door as a node of its own on a street without sides."""
    points, network = town_streets(400)
    network = street_network(network.nodes, network.edges, crossing=np.zeros(len(network.edges)))
    doors = points[np.random.default_rng(0).permutation(len(points))[:40]]
    ends = network.nodes[network.edges]
    way = ends[:, 1] - ends[:, 0]
    share = np.clip(((doors[:, None] - ends[:, 0]) * way).sum(2) / (way**2).sum(1), 0, 1)
    gap = np.hypot(*np.moveaxis(doors[:, None] - ends[:, 0] - share[:, :, None] * way, 2, 0))
    on, count = gap.argmin(axis=1), len(network.nodes)
    pairs = [network.edges]
    lengths = [network.lengths]
    for edge in np.unique(on):
        here = np.flatnonzero(on == edge)
        here = here[np.argsort(share[here, edge])]
        chain = np.concatenate((network.edges[edge, :1], count + here, network.edges[edge, 1:]))
        pairs.append(np.column_stack((chain[:-1], chain[1:])))
        lengths.append(np.diff(np.concatenate(([0.0], share[here, edge], [1.0]))) * network.lengths[edge] + 1e-9)
    a, b = np.concatenate(pairs).T
    graph = coo_array((np.concatenate(lengths), (a, b)), shape=(count + 40, count + 40))
    expected = dijkstra(graph.tocsr(), directed=False)[count:, count:]
    within = gap.min(axis=1) < 60
    for i, j in np.argwhere(np.triu(within[:, None] & within, 1)).tolist():
        assert walking_metres(doors, np.array([i, j]), streets=network) == pytest.approx(expected[i, j], abs=0.5)


def test_ways_are_as_long_whether_tables_of_near_junctions_are_at_hand_or_not() -> None:
    points, network = town_streets(3_000)
    some = np.random.default_rng(3).permutation(len(points))[:14]
    found = []
    for tables in (True, False):
        walk = walk_between(points, None, network, tables=tables)
        matrix = np.zeros((len(some), len(some)), np.int32)
        fill_matrix(walk, some.astype(np.int32), matrix)
        found.append(matrix.tolist())
    assert found[0] == found[1]


def test_a_cut_along_streets_walks_less_along_streets() -> None:
    points, network = town_streets(3_000)
    doors = np.ones(len(points), np.int64)
    along = cut_turfs(points, doors, doors_per_turf=60, streets=network)
    straight = cut_turfs(points, doors, doors_per_turf=60)
    walked = 0.0
    for turf in range(straight.turfs):
        inside = np.flatnonzero(straight.turf == turf)
        walked += walking_metres(points[inside], np.argsort(straight.order[inside]), streets=network)
    assert along.metres.sum() < 0.9 * walked
