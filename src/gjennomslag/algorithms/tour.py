"""One round trip past every stop of an area: the order in which the area is cut into turfs.

Links are taken shortest first (greedy), what is left is joined the same way, and the round is shortened until no small
change helps. A still shorter round is not worth its time: neighbouring turfs are improved together afterwards.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from gjennomslag.algorithms.compiled import loop
from gjennomslag.algorithms.distances import Floats, Indices, Walk, distance
from gjennomslag.algorithms.local_search import positions_of, shorten
from gjennomslag.algorithms.union_find import group_of

NEAREST = 8
"""How many near stops are looked at around each stop."""


def round_trip(walk: Walk, nearest: Indices) -> Indices:
    """Return an order (n,) of all stops of ``walk``, no two at the same place, in which a round past them is short.

    ``nearest`` (n, k) are each stop's near stops, as :func:`nearest_stops` finds them.
    """
    if len(nearest) < 4:
        return np.arange(len(nearest), dtype=np.int32)
    tour = _greedy_round(walk, nearest)
    shorten_round(walk, nearest, tour)
    return tour


def nearest_stops(walk: Walk) -> Indices:
    """Return near other stops of each stop (n, k), nearest first: ``NEAREST``, or all others where they are fewer.

    They are the nearest by the way along streets among the three times as many nearest in a straight line.
    """
    points = np.column_stack((walk.x, walk.y))
    count = min(NEAREST, len(points) - 1)
    if count == 0:
        return np.empty((1, 0), np.int32)
    if not len(walk.roads.stops):
        return nearest_points(points, count)
    candidates = nearest_points(points, min(3 * count, len(points) - 1))
    return nearest_first(walk, candidates, count)


@loop
def nearest_first(walk: Walk, candidates: Indices, count: int) -> Indices:
    """Return the ``count`` nearest of each stop's ``candidates`` (n, k), nearest first, ties as they come."""
    nearest = np.empty((len(candidates), count), np.int32)
    lengths = np.empty(candidates.shape[1], np.int64)
    order = np.empty(count, np.int64)
    for stop in range(len(candidates)):
        for i in range(candidates.shape[1]):
            lengths[i] = distance(walk, stop, candidates[stop, i])
        for i in range(candidates.shape[1]):
            place = min(i, count)
            while place > 0 and lengths[order[place - 1]] > lengths[i]:
                if place < count:
                    order[place] = order[place - 1]
                place -= 1
            if place < count:
                order[place] = i
        for i in range(count):
            nearest[stop, i] = candidates[stop, order[i]]
    return nearest


def nearest_points(points: Floats, count: int) -> Indices:
    """Return the ``count`` nearest other points of each point (n, count), nearest first."""
    found = np.asarray(KDTree(points).query(points, k=count + 1, workers=2)[1], np.int32)
    others = found[:, 1:].copy()
    strays = np.flatnonzero(found[:, 0] != np.arange(len(points)))
    for row in strays:
        others[row] = [point for point in found[row] if point != row][:count]
    return others


@loop
def shorten_round(walk: Walk, nearest: Indices, tour: Indices) -> None:
    """Shorten the round trip in place; see :func:`gjennomslag.algorithms.local_search.shorten`."""
    shorten(walk, tour, positions_of(tour), nearest, tour.copy())


def _greedy_round(walk: Walk, nearest: Indices) -> Indices:
    """Link the nearest loose ends again and again until one path is left; return its order."""
    points = np.column_stack((walk.x, walk.y))
    count = len(points)
    links = np.full((count, 2), -1, np.int32)
    group = np.arange(count, dtype=np.int32)
    ends = np.arange(count, dtype=np.int32)
    near, row = nearest, ends.copy()
    while True:
        row[ends] = np.arange(len(ends))
        a, b = pairs_near(ends, near, row)
        shortest_first = np.argsort(pair_lengths(walk, a, b), kind="stable")
        link_pairs(a[shortest_first], b[shortest_first], links, group)
        ends = np.flatnonzero(links[:, 1] < 0).astype(np.int32)
        lonely = int(np.count_nonzero(links[ends, 0] < 0))
        if len(ends) + lonely <= 2:
            return follow_links(links, int(ends[0]))
        near = ends[nearest_points(points[ends], min(NEAREST, len(ends) - 1))]


@loop
def pairs_near(ends: Indices, near: Indices, row: Indices) -> tuple[Indices, Indices]:
    """Return each pair of an end (e,) and one ``near`` it (e, k) once; ``row`` tells of each stop which end it is."""
    a, b = np.empty(near.size, np.int32), np.empty(near.size, np.int32)
    count = 0
    for i in range(len(ends)):
        for other in near[i]:
            known = False
            if other < ends[i]:
                for back in near[row[other]]:
                    known |= back == ends[i]
            if not known:
                a[count], b[count] = ends[i], other
                count += 1
    return a[:count], b[:count]


@loop
def pair_lengths(walk: Walk, a: Indices, b: Indices) -> NDArray[np.int64]:
    """Return the decimetres between the two stops of each pair (k,)."""
    lengths = np.empty(len(a), np.int64)
    for i in range(len(a)):
        lengths[i] = distance(walk, a[i], b[i])
    return lengths


@loop
def link_pairs(a: Indices, b: Indices, links: Indices, group: Indices) -> None:
    """Link each pair in turn where both still have a loose end and are on different paths."""
    for i in range(len(a)):
        first, second = int(a[i]), int(b[i])
        if links[first, 1] >= 0 or links[second, 1] >= 0:
            continue
        one, other = group_of(group, first), group_of(group, second)
        if one == other:
            continue
        group[one] = other
        links[first, 0 if links[first, 0] < 0 else 1] = second
        links[second, 0 if links[second, 0] < 0 else 1] = first


@loop
def follow_links(links: Indices, end: int) -> Indices:
    """Return the order of the one path that begins at ``end``."""
    count = len(links)
    order = np.empty(count, np.int32)
    previous, stop = -1, end
    for i in range(count):
        order[i] = stop
        onward = links[stop, 0] if links[stop, 0] != previous else links[stop, 1]
        previous, stop = stop, int(onward)
    return order
