"""Make torn turfs whole: forget how a few neighbours were cut, and cut a tree of their places into as many pieces.

A tree that links all places of the group is cut so that every piece is within the bounds and what is cut through is as
long as it gets; a dynamic programme from the leaves to the root finds that, or that there is no such way. Which tree is
left to chance, short links preferred. After D. DeFord, M. Duchin and J. Solomon, "Recombination: a family of Markov
chains for redistricting", 2021, and G. N. Frederickson, "Optimal algorithms for tree partitioning", 1991.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import inner, part
from gjennomslag.algorithms.distances import Indices, Matrix, Walk, fill_matrix, straight
from gjennomslag.algorithms.joint_search import search_together
from gjennomslag.algorithms.joint_turfs import Weights, cost, start_joint
from gjennomslag.algorithms.route_search import draw, next_random, write_over
from gjennomslag.algorithms.union_find import group_of
from gjennomslag.algorithms.wholeness import Lie

TREES = 100
"""How many trees are looked at for each group, at most."""
ENOUGH = 4
"""No more trees are looked at once so many could be cut."""
ANY_LINK = 200
"""Decimetres that count for every link, however short."""
GRADES = 256
"""How many lengths are told apart when links are put in order to draw a tree."""
AS_BEFORE = 8
"""By how much links within a turf are preferred in every other tree: most turfs can then stay about as they are."""
LEVELS = 96
"""How many different weights of an unfinished turf are told apart, at most."""


class Links(NamedTuple):
    """The links between the places of a group, each once, and room to draw trees of them."""

    ends: Indices
    """The two places of each link (l, 2)."""
    length: Weights
    """Its decimetres (l,), straight, and ``ANY_LINK`` more."""
    within: NDArray[np.bool_]
    """Whether both places (l,) were in one turf."""
    drawn: Indices
    """Room: which of the ``GRADES`` each link (l,) was drawn into."""
    order: Indices
    """Room: the links (l,) as drawn."""
    group: Indices
    """Room for a place each (p,)."""
    tree: Indices
    """Room: the links (p, 2) of the tree drawn last."""


@part
def links_between(walk: Walk, lie: Lie, first: Indices, own: Indices) -> Links:
    """Return the links between places; ``first`` names a stop of ``walk`` at each (p,), ``own`` the turf it was in."""
    places = len(first)
    count = 0
    for here in range(places):
        for link in range(lie.starts[here], lie.starts[here + 1]):
            count += lie.links[link] > here
    ends, length, within = np.empty((count, 2), np.int32), np.empty(count, np.int64), np.empty(count, np.bool_)
    filled = 0
    for here in range(places):
        for link in range(lie.starts[here], lie.starts[here + 1]):
            there = int(lie.links[link])
            if there > here:
                ends[filled, 0], ends[filled, 1] = here, there
                length[filled] = straight(walk, first[here], first[there]) + ANY_LINK
                within[filled] = own[here] == own[there]
                filled += 1
    drawn, order = np.empty(count, np.int32), np.empty(count, np.int32)
    return Links(ends, length, within, drawn, order, np.empty(places, np.int32), np.empty((places, 2), np.int32))


@inner
def grade_of(length: int) -> int:
    """Return a number below ``GRADES`` that grows by eight each time that the ``length`` (at least 8) doubles."""
    grade = 0
    while length >= 16:
        length >>= 1
        grade += 8
    return min(grade + (length & 7), GRADES - 1)


@part
def random_tree(links: Links, as_before: bool, state: int) -> tuple[int, int]:
    """Draw a tree of all places into ``links.tree``; return how many links it has and the next random state.

    Short links are preferred and, ``as_before``, those within a turf. The tree has fewer links than places less one
    where they do not all hang together.
    """
    begins = np.zeros(GRADES + 1, np.int32)
    for link in range(len(links.ends)):
        state = next_random(state)
        length = int(links.length[link]) * (16 + draw(state, 512))
        if as_before and links.within[link]:
            length //= AS_BEFORE
        links.drawn[link] = grade_of(length)
        begins[links.drawn[link] + 1] += 1
    for grade in range(GRADES):
        begins[grade + 1] += begins[grade]
    for link in range(len(links.ends)):
        links.order[begins[links.drawn[link]]] = link
        begins[links.drawn[link]] += 1
    for here in range(len(links.group)):
        links.group[here] = here
    filled = 0
    for link in links.order:
        here, there = links.ends[link, 0], links.ends[link, 1]
        one, other = group_of(links.group, here), group_of(links.group, there)
        if one != other:
            links.group[one] = other
            links.tree[filled, 0], links.tree[filled, 1] = here, there
            filled += 1
    return filled, state


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


class Tables(NamedTuple):
    """What is known of the tree below each place: one entry (p, levels) for each weight of the turf it would be in."""

    worth: Weights
    """The decimetres of all links cut below, −1 where no way of cutting leads to this weight."""
    weight: Weights
    """The weight itself."""
    before: Indices
    """For each child: the level of its parent before the child was added …"""
    added: Indices
    """… and the level of the child that was added, −1 where the link between them was cut."""
    finished: Indices
    """The level at which each place (p,) is best cut off, −1 where that is not possible."""


@part
def no_tables(places: int, levels: int) -> Tables:
    """Return room for so many places and levels."""
    return Tables(
        np.empty((places, levels), np.int64),
        np.empty((places, levels), np.int64),
        np.empty((places, levels), np.int32),
        np.empty((places, levels), np.int32),
        np.empty(places, np.int32),
    )


@inner
def level_of(weight: int, limits: Weights, levels: int) -> int:
    """Return the level of a turf of this weight, which is not above the upper bound."""
    return int(weight * (levels - 1) // limits[1])


@inner
def finish(tables: Tables, limits: Weights, here: int) -> None:
    """Note at which level the turf of ``here`` is within the bounds and most worth."""
    tables.finished[here] = -1
    for level in range(tables.worth.shape[1]):
        if tables.worth[here, level] < 0 or tables.weight[here, level] < limits[0]:
            continue
        best = tables.finished[here]
        if best < 0 or tables.worth[here, level] > tables.worth[here, best]:
            tables.finished[here] = level


@inner
def add_child(tables: Tables, limits: Weights, spare: Weights, parent: int, child: int, length: int) -> None:
    """Work the tree below ``child``, ``length`` decimetres away, into what is known of its ``parent``."""
    levels = tables.worth.shape[1]
    cut_at = int(tables.finished[child])
    for level in range(levels):
        spare[0, level], spare[1, level] = -1, 0
    for level in range(levels):
        worth = tables.worth[parent, level]
        if worth < 0:
            continue
        if cut_at >= 0 and worth + tables.worth[child, cut_at] + length > spare[0, level]:
            spare[0, level] = worth + tables.worth[child, cut_at] + length
            spare[1, level] = tables.weight[parent, level]
            tables.before[child, level], tables.added[child, level] = level, -1
        for other in range(levels - level):
            if tables.worth[child, other] < 0:
                continue
            weight = tables.weight[parent, level] + tables.weight[child, other]
            if weight > limits[1]:
                break
            both = level_of(weight, limits, levels)
            if worth + tables.worth[child, other] > spare[0, both]:
                spare[0, both] = worth + tables.worth[child, other]
                spare[1, both] = weight
                tables.before[child, both], tables.added[child, both] = level, other
    for level in range(levels):
        tables.worth[parent, level] = spare[0, level]
        tables.weight[parent, level] = spare[1, level]


@inner
def can_be_cut(parent: Indices, order: Indices, weight: Weights, limits: Weights, possible: NDArray[np.uint64]) -> bool:
    """Say whether :func:`cut_tree` would find a way; only for weights below 64, each a bit of ``possible`` (p,)."""
    one, most = np.uint64(1), np.uint64(limits[1])
    everything = (one << most) | ((one << most) - one)
    within = everything & ~((one << np.uint64(limits[0])) - one)
    for here in order:
        if weight[here] > limits[1]:
            return False
        possible[here] = one << np.uint64(weight[here])
    for i in range(len(order) - 1, 0, -1):
        below, above = possible[order[i]], possible[parent[order[i]]]
        both = above if below & within else np.uint64(0)
        while below != 0:
            least = below & (~below + one)
            both |= above * least
            below ^= least
        possible[parent[order[i]]] = both & everything
        if both & everything == 0:
            return False
    return bool(possible[order[0]] & within != 0)


@part
def cut_tree(
    tables: Tables, spare: Weights, hung: tuple[Indices, Indices, Indices], weight: Weights, limits: Weights
) -> int:
    """Find out how the tree is best cut into turfs within the bounds; return what that is worth, −1 if it cannot be.

    ``hung`` is the parent of each place, the order from the root, and the decimetres from each place to its parent;
    ``weight`` (p,) what each place weighs.
    """
    parent, order, length = hung
    levels = tables.worth.shape[1]
    for here in order:
        if weight[here] > limits[1]:
            return -1
        for level in range(levels):
            tables.worth[here, level] = -1
        level = level_of(weight[here], limits, levels)
        tables.worth[here, level], tables.weight[here, level] = 0, weight[here]
    for i in range(len(order) - 1, 0, -1):
        here = int(order[i])
        finish(tables, limits, here)
        add_child(tables, limits, spare, int(parent[here]), here, int(length[here]))
    root = int(order[0])
    finish(tables, limits, root)
    return int(tables.worth[root, tables.finished[root]]) if tables.finished[root] >= 0 else -1


@part
def share_out(tables: Tables, parent: Indices, order: Indices, side: Indices) -> int:
    """Write into ``side`` (p,) which turf each place goes to, as :func:`cut_tree` found; return how many turfs."""
    level = np.empty(len(parent), np.int32)
    level[order[0]], side[order[0]] = tables.finished[order[0]], 0
    turfs = 1
    for i in range(1, len(order)):
        here, above = order[i], parent[order[i]]
        added, level[above] = tables.added[here, level[above]], tables.before[here, level[above]]
        if added < 0:
            side[here], level[here] = turfs, tables.finished[here]
            turfs += 1
        else:
            side[here], level[here] = side[above], added
    return turfs


@part
def carve(
    walk: Walk,
    lie: Lie,
    first: Indices,
    own: Indices,
    weight: Weights,
    limits: Weights,
    turfs: int,
    side: Indices,
    state: int,
) -> bool:
    """Write into ``side`` (p,) which of the ``turfs`` each place goes to, each whole and within its bounds.

    ``first`` names a stop of ``walk`` at each place (p,), ``own`` the turf that it was in, ``weight`` is that of all
    stops there. Says whether a way was found.
    """
    places, levels = len(first), min(int(limits[1]), LEVELS) + 1
    tables, spare = no_tables(places, levels), np.empty((2, levels), np.int64)
    length, tried = np.zeros(places, np.int32), np.zeros(places, np.int32)
    links = links_between(walk, lie, first, own)
    best, found = -1, 0
    possible, exact = np.empty(places, np.uint64), limits[1] < 64
    for number in range(TREES):
        count, state = random_tree(links, number % 2 == 1, next_random(state))
        if count + 1 < places:
            return False
        state = next_random(state)
        parent, order = hang(links.tree[:count], places, draw(state, places))
        if exact and not can_be_cut(parent, order, weight, limits, possible):
            continue
        for i in range(1, places):
            length[order[i]] = straight(walk, first[order[i]], first[parent[order[i]]])
        worth = cut_tree(tables, spare, (parent, order, length), weight, limits)
        if worth < 0 or share_out(tables, parent, order, tried) != turfs:
            continue
        found += 1
        if worth > best:
            best = worth
            write_over(side, tried)
        if found == ENOUGH:
            break
    return found > 0


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
def mend(walk: Walk, stops: Indices, tour: Indices, weights: Weights, limits: Weights, lie: Lie, state: int) -> int:
    """Cut the turfs on the round ``tour`` anew in place where one is torn and that makes them cost less.

    Returns by how many decimetres they cost less. ``stops`` (n,) are those of ``walk`` that the round numbers from 0;
    the other arguments are those of :func:`search_together`.
    """
    count, places = len(weights), len(lie.present)
    turfs = len(tour) - count
    joint = start_joint(tour, weights, limits, lie)
    if joint.torn[0] == 0:
        return 0
    first, own, weight = np.zeros(places, np.int32), np.zeros(places, np.int32), np.zeros(places, np.int64)
    for stop in range(count):
        first[lie.place[stop]], own[lie.place[stop]] = stops[stop], joint.turf[stop]
        weight[lie.place[stop]] += weights[stop]
    side = np.zeros(places, np.int32)
    if not carve(walk, lie, first, own, weight, limits, turfs, side, state):
        return 0
    matrix = joint_matrix(walk, stops, turfs)
    tried = np.empty(len(tour), np.int32)
    nearest_first_paths(matrix, lie, side, turfs, tried)
    search_together(matrix, tried, weights, limits, lie, 0, state)
    gain = cost(matrix, joint) - cost(matrix, start_joint(tried, weights, limits, lie))
    if gain > 0:
        write_over(tour, tried)
    return int(max(gain, 0))


@part
def joint_matrix(walk: Walk, stops: Indices, turfs: int) -> Matrix:
    """Return the distances between the ``stops`` (n,) and as many separators as ``turfs``, which are no way away."""
    count = len(stops)
    matrix = np.zeros((count + turfs, count + turfs), np.int32)
    fill_matrix(walk, stops, matrix)
    return matrix
