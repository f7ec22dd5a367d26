"""Likely links: the least tree, what a link would make it longer by, and a bound that no path goes below."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import minimum_spanning_tree

from gjennomslag.algorithms.distances import Floats, Matrix, straight_walk
from gjennomslag.algorithms.likely_links import detours, grow, likely_links, priced_tree
from gjennomslag.algorithms.route_search import link_ends, matrix_with_ends


def distances(count: int, seed: int, *, free: bool = False) -> Matrix:
    """Return the distances between some stops, the start and the finish (count + 2, count + 2)."""
    walk = straight_walk(np.random.default_rng(seed).uniform(0, 300, (count + 2, 2)))
    matrix = matrix_with_ends(walk, free, free)
    link_ends(matrix)
    return matrix


def least_tree(priced: Floats) -> float:
    """Return what scipy's least tree costs, of distances of which none is 0."""
    return float(minimum_spanning_tree(priced).sum())


def priced_distances(matrix: Matrix, prices: Floats) -> Floats:
    """Return the distances between the stops with both prices, all of them made longer by 10,000 to be above 0."""
    return matrix[:-2, :-2] + prices[:, None] + prices[None, :] + 10_000.0


@given(st.integers(2, 12), st.integers(0, 1000))
@settings(max_examples=40)
def test_the_tree_is_the_least_there_is(count: int, seed: int) -> None:
    matrix = distances(count, seed)
    prices = np.random.default_rng(seed).uniform(-200, 200, count)
    tree, _ = priced_tree(matrix)
    links = least_tree(priced_distances(matrix, prices)) - 10_000 * (count - 1)
    assert grow(matrix, prices, tree) == pytest.approx(links + tree.ends.sum() - 2 * prices.sum())
    assert sorted(tree.joined.tolist()) == list(range(count))
    assert tree.links.sum() == 2 * (count - 1) + 2


@given(st.integers(2, 6), st.integers(0, 1000), st.booleans())
@settings(max_examples=30)
def test_no_path_is_shorter_than_the_priced_tree(count: int, seed: int, free: bool) -> None:
    matrix = distances(count, seed, free=free)
    tree, prices = priced_tree(matrix)
    shortest = min(
        int(matrix[-2, order[0]] + matrix[list(order[:-1]), list(order[1:])].sum() + matrix[-1, order[-1]])
        for order in permutations(range(count))
    )
    assert grow(matrix, prices, tree) <= shortest + 1e-6


@given(st.integers(3, 8), st.integers(0, 1000))
@settings(max_examples=20)
def test_a_link_makes_the_tree_longer_by_what_a_tree_with_it_costs_more(count: int, seed: int) -> None:
    matrix = distances(count, seed)
    longer = detours(matrix)
    priced = priced_distances(matrix, priced_tree(matrix)[1])
    least = least_tree(priced)
    for a, b in zip(*np.triu_indices(count, 1), strict=True):
        with_link = priced.copy()
        with_link[a, b] = with_link[b, a] = 1e-3
        assert longer[a, b] == pytest.approx(least_tree(with_link) - 1e-3 + priced[a, b] - least, abs=1e-6)
        assert longer[b, a] == pytest.approx(longer[a, b], abs=1e-6)


def test_the_likeliest_links_of_houses_on_a_line_are_the_houses_next_door_and_the_ends() -> None:
    points = np.column_stack((np.array([0.0, 10.0, 20.0, 30.0, 40.0, 40.0, 40.0]), np.zeros(7)))
    matrix = matrix_with_ends(straight_walk(points), True, True)
    link_ends(matrix)
    likely = likely_links(matrix, 4)
    assert [sorted(row.tolist()) for row in likely[1:4]] == [[0, 2, 5, 6], [1, 3, 5, 6], [2, 4, 5, 6]]
