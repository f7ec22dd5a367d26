"""Make torn turfs whole: forget how a few neighbours were cut, and cut a tree of their places into as many pieces.

A tree that links all places of the group is cut at one of its links, so that both sides hang together; which tree is
left to chance, short links preferred. Of several trials the one that costs least stays. After D. DeFord, M. Duchin and
J. Solomon, "Recombination: a family of Markov chains for redistricting", 2021.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import inner, part
from gjennomslag.algorithms.distances import Indices, Matrix
from gjennomslag.algorithms.joint_search import search_together
from gjennomslag.algorithms.joint_turfs import Weights, cost, start_joint
from gjennomslag.algorithms.route_search import draw, next_random, write_over
from gjennomslag.algorithms.street_distances import pop, push
from gjennomslag.algorithms.tour import group_of
from gjennomslag.algorithms.wholeness import Lie

TRIALS = 4
"""How many trees are tried for each group."""
_ATTEMPTS = 6
"""How many trees are looked at, at most, for each that is tried."""


@part
def random_tree(matrix: Matrix, lie: Lie, first: Indices, free: NDArray[np.bool_], state: int) -> tuple[Indices, int]:
    """Return the links (t, 2) of a tree of the ``free`` places, and the next random state.

    ``first`` names a stop at each place (p,). The tree has fewer links than places less one where they do not all
    hang together.
    """
    places = len(first)
    heap = np.empty(len(lie.links) + 1, np.int64)
    ends = np.empty((len(lie.links), 2), np.int32)
    count = 0
    for here in range(places):
        for link in range(lie.starts[here], lie.starts[here + 1]):
            there = int(lie.links[link])
            if there > here and free[here] and free[there]:
                state = next_random(state)
                length = (int(matrix[first[here], first[there]]) + 10) * (64 + draw(state, 256))
                ends[count, 0], ends[count, 1] = here, there
                count = push(heap, count, (length << 20) | count)
    group = np.arange(places).astype(np.int32)
    tree = np.empty((places, 2), np.int32)
    filled = 0
    while count > 0:
        link = int(heap[0] & 0xFFFFF)
        count = pop(heap, count)
        one, other = group_of(group, int(ends[link, 0])), group_of(group, int(ends[link, 1]))
        if one != other:
            group[one] = other
            tree[filled, 0], tree[filled, 1] = ends[link, 0], ends[link, 1]
            filled += 1
    return tree[:filled], state


@part
def hang(tree: Indices, places: int, root: int) -> tuple[Indices, Indices]:
    """Return the parent of each place (p,) when the tree hangs from ``root``, −1 for none, and the order from there."""
    starts = np.zeros(places + 1, np.int32)
    for i in range(len(tree)):
        starts[tree[i, 0] + 1] += 1
        starts[tree[i, 1] + 1] += 1
    for i in range(places):
        starts[i + 1] += starts[i]
    filled = starts.copy()
    leads = np.empty(2 * len(tree), np.int32)
    for i in range(len(tree)):
        for side in range(2):
            here = tree[i, side]
            leads[filled[here]] = tree[i, 1 - side]
            filled[here] += 1
    parent = np.full(places, -1, np.int32)
    order = np.empty(len(tree) + 1, np.int32)
    order[0] = root
    reached = 1
    for i in range(len(tree) + 1):
        here = order[i]
        for link in range(starts[here], starts[here + 1]):
            there = leads[link]
            if there != parent[here]:
                parent[there] = here
                order[reached] = there
                reached += 1
    return parent, order


@inner
def weigh_below(parent: Indices, order: Indices, weight: Weights, below: Weights) -> None:
    """Write what hangs at each place, itself included, into ``below`` (p,)."""
    for here in order:
        below[here] = weight[here]
    for i in range(len(order) - 1, 0, -1):
        below[parent[order[i]]] += below[order[i]]


@inner
def within(weight: int, limits: Weights, turfs: int) -> bool:
    """Say whether so many turfs together may weigh ``weight``."""
    return bool(turfs * limits[0] <= weight <= turfs * limits[1])


@inner
def where_to_cut(
    matrix: Matrix, first: Indices, tree: tuple[Indices, Indices, Weights], limits: Weights, rest: int, state: int
) -> tuple[int, bool]:
    """Return the place above which to cut the tree (−1 for none) and whether the turf is what lies outside it.

    ``tree`` is the parents, the order from the root and what hangs below each place. One side becomes a turf, the
    other ``rest`` turfs. Long links are cut rather than short ones.
    """
    parent, order, below = tree
    cut, best, outside = -1, -1, False
    for i in range(1, len(order)):
        here = int(order[i])
        state = next_random(state)
        worth = int(matrix[first[here], first[parent[here]]]) * (64 + draw(state, 64)) + draw(state, 64)
        inner_weight, outer_weight = below[here], below[order[0]] - below[here]
        if worth <= best:
            continue
        if within(inner_weight, limits, 1) and within(outer_weight, limits, rest):
            cut, best, outside = here, worth, False
        elif within(outer_weight, limits, 1) and within(inner_weight, limits, rest):
            cut, best, outside = here, worth, True
    return cut, outside


@part
def carve(
    matrix: Matrix, lie: Lie, first: Indices, weight: Weights, limits: Weights, turfs: int, side: Indices, state: int
) -> int:
    """Write into ``side`` (p,) which of the ``turfs`` each place goes to, each whole and within its bounds.

    ``weight`` (p,) is that of all stops at each place. Returns the next random state, or −1 where no way was found.
    """
    places = len(first)
    free, inside = np.ones(places, np.bool_), np.zeros(places, np.bool_)
    below = np.empty(places, np.int64)
    root, left = 0, places
    for number in range(turfs - 1):
        tree, state = random_tree(matrix, lie, first, free, state)
        while not free[root]:
            root += 1
        if len(tree) + 1 != left:
            return -1
        parent, order = hang(tree, places, root)
        weigh_below(parent, order, weight, below)
        state = next_random(state)
        cut, outside = where_to_cut(matrix, first, (parent, order, below), limits, turfs - 1 - number, state)
        if cut < 0:
            return -1
        for here in order:
            inside[here] = here == cut or (here != root and inside[parent[here]])
            if inside[here] != outside:
                side[here] = number
                free[here] = False
                left -= 1
    for here in range(places):
        if free[here]:
            side[here] = turfs - 1
    return state


@part
def nearest_first_paths(matrix: Matrix, lie: Lie, side: Indices, turfs: int, tour: Indices) -> None:
    """Write a round into ``tour`` that goes through each turf of ``side`` from each stop to the nearest one left."""
    stops = len(lie.place)
    done = np.zeros(stops, np.bool_)
    filled = 0
    for number in range(turfs):
        tour[filled] = stops + number
        filled += 1
        at = -1
        while True:
            nearest, least = -1, 0
            for stop in range(stops):
                if not done[stop] and side[lie.place[stop]] == number:
                    gap = 0 if at < 0 else int(matrix[at, stop])
                    if nearest < 0 or gap < least:
                        nearest, least = stop, gap
            if nearest < 0:
                break
            done[nearest] = True
            tour[filled] = nearest
            filled += 1
            at = nearest


@part
def mend(matrix: Matrix, tour: Indices, weights: Weights, limits: Weights, lie: Lie, state: int) -> int:
    """Cut the turfs on the round ``tour`` anew in place where one is torn and that makes them cost less.

    Returns by how many decimetres they cost less; the arguments are those of :func:`search_together`.
    """
    count, places = len(weights), len(lie.present)
    turfs = len(tour) - count
    joint = start_joint(tour, weights, limits, lie)
    began = cost(matrix, joint)
    if joint.torn[0] == 0:
        return 0
    first, weight = np.zeros(places, np.int32), np.zeros(places, np.int64)
    for stop in range(count):
        first[lie.place[stop]] = stop
        weight[lie.place[stop]] += weights[stop]
    side, tried = np.zeros(places, np.int32), np.empty(len(tour), np.int32)
    least, trials = began, 0
    for _ in range(TRIALS * _ATTEMPTS):
        state = next_random(state)
        found = carve(matrix, lie, first, weight, limits, turfs, side, state)
        if found < 0:
            continue
        state, trials = found, trials + 1
        nearest_first_paths(matrix, lie, side, turfs, tried)
        search_together(matrix, tried, weights, limits, lie, 0, state)
        now = cost(matrix, start_joint(tried, weights, limits, lie))
        if now < least:
            least = now
            write_over(tour, tried)
        if trials == TRIALS:
            break
    return int(began - least)
