"""How far it is to walk from one door to another, in whole decimetres.

Whole numbers, because a local search that compares sums of rounded fractions can go round in circles for ever.
Knowing addresses alone, the distance is the straight line, which is shorter than the walk along streets. Knowing the
streets it is the walk along these, between the places where the doors' own paths meet the street, with what crossing
counts as where two doors face each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numba import types
from numba.extending import overload
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import inner, part
from gjennomslag.algorithms.street_distances import (
    ALONG,
    AWAY,
    FIRST,
    SECOND,
    UNREACHED,
    Roads,
    along_one_edge,
    between_nodes,
    distinct,
    least_street_length,
    no_roads,
    place_among,
)

Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.int32]
Matrix = NDArray[np.int32]

DECIMETRES = 10.0
"""Decimetres in a metre."""
NO_WAY = 10_000
"""Decimetres added where no way round a barrier is known: a kilometre."""


FACING = 1_200
"""Decimetres by which a straight line may be longer than the walk, which leaves out both doors' own paths."""
OFF_STREET = 13
"""Tenths of the straight line that a way off the streets counts as."""


class Walk(NamedTuple):
    """Where the stops are and what lies between: what compiled code needs to tell the distance between any two."""

    x: Floats
    """Metres, length n."""
    y: Floats
    barriers: Floats
    """Stretches (m, 4) that nobody walks across: x and y of one end, x and y of the other."""
    roads: Roads
    """The streets and where the stops lie on them; without streets distances are straight lines."""


def straight_walk(points: Floats, barriers: Floats | None = None) -> Walk:
    """Return the walk in straight lines between ``points`` (n, 2), metres; barriers (m, 4) as in :class:`Walk`."""
    if barriers is None:
        barriers = np.empty((0, 4))
    return Walk(np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1]), barriers, no_roads())


def part_of(walk: Walk, stops: NDArray[np.integer]) -> Walk:
    """Return the walk between some of the stops, numbered from 0 in the order given; a stop may be given twice."""
    roads = walk.roads._replace(stops=walk.roads.stops[stops]) if len(walk.roads.stops) else walk.roads
    return Walk(walk.x[stops], walk.y[stops], walk.barriers, roads)


@inner
def straight(walk: Walk, a: int, b: int) -> int:
    """Return the decimetres from stop ``a`` straight to stop ``b``, whatever lies between."""
    east = walk.x[a] - walk.x[b]
    north = walk.y[a] - walk.y[b]
    return int(DECIMETRES * math.sqrt(east * east + north * north) + 0.5)


@inner
def distance(walk: Walk, a: int, b: int) -> int:
    """Return the decimetres from stop ``a`` to stop ``b``: along the streets, if they are known, else straight.

    Of stops far apart it is a lower bound; :func:`fill_matrix` searches for the way.
    """
    if len(walk.roads.stops) == 0:
        return straight(walk, a, b)
    return with_ways_off(walk, a, b, max(least_street_length(walk.roads, a, b), straight(walk, a, b) - FACING))


@inner
def off_street(walk: Walk, a: int, b: int) -> int:
    """Return what walking from ``a`` to ``b`` regardless of streets counts as, in decimetres."""
    return straight(walk, a, b) * OFF_STREET // 10


@inner
def with_ways_off(walk: Walk, a: int, b: int, length: int) -> int:
    """Return the way along streets with what leads to stops far from them, or the way past the streets if shorter."""
    away = int(walk.roads.stops[a, AWAY]) + int(walk.roads.stops[b, AWAY])
    if away == 0:
        return length
    return min(length + away, off_street(walk, a, b))


Metric: TypeAlias = Walk | Matrix
"""Either where the stops are, or the distances between them, worked out."""


def length(metric: Metric, a: int, b: int) -> int:
    """Return the decimetres from ``a`` to ``b``, worked out or looked up."""
    if isinstance(metric, tuple):
        return distance(metric, a, b)
    return int(metric[a, b])


@overload(length, strict=False, jit_options={"_nrt": False})  # type: ignore[typeddict-unknown-key]
def _compiled_length(metric: Any, a: int, b: int) -> Callable[[Any, int, int], Any]:
    """Choose between working out and looking up when compiling, not at every step."""
    if isinstance(metric, types.Array):
        # Not signed, so that the compiled code need not look whether an index counts from the end.
        return lambda metric, a, b: np.int64(metric[np.uint64(a), np.uint64(b)])
    return distance


def at(values: Indices, place: int) -> int:
    """Return what stands at a place that is not below 0."""
    return int(values[place])


@overload(at, strict=False, jit_options={"_nrt": False})  # type: ignore[typeddict-unknown-key]
def _compiled_at(values: Any, place: int) -> Callable[[Any, int], Any]:
    return lambda values, place: np.int64(values[np.uint64(place)])


@part
def fill_matrix(walk: Walk, stops: Indices, matrix: Matrix) -> None:
    """Write the distances between ``stops`` (k) into the first k rows and columns of ``matrix``.

    With streets they lead along these, whole and exact; a stop that no street leads to costs the straight line and
    ``NO_WAY`` more. Without, they are straight lines, and where a barrier lies between two stops the way leads past
    others of ``stops``; where there is no such way, it is the straight line and ``NO_WAY`` more.
    """
    if len(walk.roads.stops) > 0:
        fill_from_streets(walk, stops, matrix)
        return
    for i in range(len(stops)):
        matrix[i, i] = 0
        for j in range(i):
            length = straight(walk, stops[i], stops[j])
            matrix[i, j] = length
            matrix[j, i] = length
    if len(walk.barriers) > 0:
        go_round(walk, stops, matrix)


@part
def fill_from_streets(walk: Walk, stops: Indices, matrix: Matrix) -> None:
    """Fill ``matrix`` with the walks along streets; see :func:`fill_matrix`."""
    roads = walk.roads
    count = len(stops)
    ends = np.empty(2 * count, np.int32)
    for i in range(count):
        ends[2 * i], ends[2 * i + 1] = roads.stops[stops[i], FIRST], roads.stops[stops[i], SECOND]
    nodes = distinct(ends)
    lengths = between_nodes(roads, nodes)
    place = np.empty(len(ends), np.int32)
    for i in range(len(ends)):
        place[i] = place_among(nodes, ends[i])
    for i in range(count):
        matrix[i, i] = 0
        for j in range(i):
            shortest = along_one_edge(roads, stops[i], stops[j])
            for one in range(2):
                first = int(roads.stops[stops[i], ALONG + one])
                for other in range(2):
                    last = int(roads.stops[stops[j], ALONG + other])
                    shortest = min(shortest, first + last + int(lengths[place[2 * i + one], place[2 * j + other]]))
            if shortest >= UNREACHED:
                shortest = off_street(walk, stops[i], stops[j]) + NO_WAY
            else:
                shortest = with_ways_off(walk, stops[i], stops[j], shortest)
            matrix[i, j] = shortest
            matrix[j, i] = shortest


@part
def nearest_in(matrix: Matrix | Floats, count: int, near: int) -> Indices:
    """Return the ``near`` nearest of the first ``count`` stops to each (n, near), nearest first, ties as numbered."""
    nearest = np.empty((count, near), np.int32)
    for i in range(count):
        found = 0
        for j in range(count):
            if j == i:
                continue
            place = found
            while place > 0 and matrix[i, nearest[i, place - 1]] > matrix[i, j]:
                if place < near:
                    nearest[i, place] = nearest[i, place - 1]
                place -= 1
            if place < near:
                nearest[i, place] = j
                found = min(found + 1, near)
    return nearest


@inner
def crosses(walk: Walk, barrier: int, a: int, b: int) -> bool:
    """Say whether the straight line from ``a`` to ``b`` crosses one stretch of a barrier."""
    x, y = walk.barriers[barrier, 0], walk.barriers[barrier, 1]
    to_x, to_y = walk.barriers[barrier, 2], walk.barriers[barrier, 3]
    east, north = to_x - x, to_y - y
    side_a = east * (walk.y[a] - y) - north * (walk.x[a] - x)
    side_b = east * (walk.y[b] - y) - north * (walk.x[b] - x)
    if (side_a > 0) == (side_b > 0):
        return False
    east, north = walk.x[b] - walk.x[a], walk.y[b] - walk.y[a]
    side_from = east * (y - walk.y[a]) - north * (x - walk.x[a])
    side_to = east * (to_y - walk.y[a]) - north * (to_x - walk.x[a])
    return bool((side_from > 0) != (side_to > 0))


@inner
def may_part(walk: Walk, barrier: int, stops: Indices) -> bool:
    """Say whether one stretch of a barrier reaches into the rectangle around ``stops``."""
    x, y = walk.barriers[barrier, 0], walk.barriers[barrier, 1]
    to_x, to_y = walk.barriers[barrier, 2], walk.barriers[barrier, 3]
    west, east = walk.x[stops[0]], walk.x[stops[0]]
    south, north = walk.y[stops[0]], walk.y[stops[0]]
    for stop in stops:
        west, east = min(west, walk.x[stop]), max(east, walk.x[stop])
        south, north = min(south, walk.y[stop]), max(north, walk.y[stop])
    return bool(max(x, to_x) >= west and min(x, to_x) <= east and max(y, to_y) >= south and min(y, to_y) <= north)


@inner
def mark_parted(walk: Walk, stops: Indices, parted: NDArray[np.bool_]) -> bool:
    """Mark the pairs of ``stops`` that have a barrier between them; say whether there are any."""
    found = False
    for barrier in range(len(walk.barriers)):
        if may_part(walk, barrier, stops):
            for i in range(len(stops)):
                for j in range(i):
                    if crosses(walk, barrier, stops[i], stops[j]):
                        parted[i, j] = True
                        found = True
    return found


@part
def go_round(walk: Walk, stops: Indices, matrix: Matrix) -> None:
    """Lengthen the distances between stops that have a barrier between them."""
    count = len(stops)
    parted = np.zeros((count, count), np.bool_)
    if not mark_parted(walk, stops, parted):
        return
    for i in range(count):
        for j in range(i):
            if parted[i, j]:
                matrix[i, j] += NO_WAY
                matrix[j, i] += NO_WAY
    for middle in range(count):
        for i in range(count):
            for j in range(count):
                matrix[i, j] = min(matrix[i, j], matrix[i, middle] + matrix[middle, j])
