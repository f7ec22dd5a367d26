"""How far it is to walk from one door to another, in whole decimetres.

Whole numbers, because a local search that compares sums of rounded fractions can go round in circles for ever.
Knowing addresses alone, the distance is the straight line, and it says so: ``STRAIGHT_LINE`` metres are shorter than
the walk along streets, for every cut and every list alike, so they compare fairly but promise too little time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numba import types
from numba.extending import overload
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import part

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]
Matrix = NDArray[np.int32]

DECIMETRES = 10.0
"""Decimetres in a metre."""
NO_WAY = 10_000
"""Decimetres added where no way round a barrier is known: a kilometre."""


class Walk(NamedTuple):
    """Where the stops are and what lies between: what compiled code needs to tell the distance between any two."""

    x: Floats
    """Metres, length n."""
    y: Floats
    barriers: Floats
    """Stretches (m, 4) that nobody walks across: x and y of one end, x and y of the other."""


def walk_between(points: Floats, barriers: Floats | None = None) -> Walk:
    """Return the walk between ``points`` (n, 2), in metres, with barriers (m, 4) as :class:`Walk` has them."""
    if barriers is None:
        barriers = np.empty((0, 4))
    return Walk(np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1]), barriers)


@part
def distance(walk: Walk, a: int, b: int) -> int:
    """Return the decimetres from stop ``a`` straight to stop ``b``, whatever lies between."""
    east = walk.x[a] - walk.x[b]
    north = walk.y[a] - walk.y[b]
    return int(DECIMETRES * math.sqrt(east * east + north * north) + 0.5)


Metric: TypeAlias = Walk | Matrix
"""Either where the stops are, or the distances between them, worked out."""


def length(metric: Metric, a: int, b: int) -> int:
    """Return the decimetres from ``a`` to ``b``, worked out or looked up."""
    if isinstance(metric, tuple):
        return distance(metric, a, b)
    return int(metric[a, b])


@overload(length, strict=False)
def _compiled_length(metric: Any, a: int, b: int) -> Callable[[Any, int, int], int]:
    """Choose between working out and looking up when compiling, not at every step."""
    if isinstance(metric, types.Array):
        return lambda metric, a, b: metric[a, b]
    return distance


@part
def fill_matrix(walk: Walk, stops: Indices, matrix: Matrix) -> None:
    """Write the distances between ``stops`` (k) into the first k rows and columns of ``matrix``.

    Where a barrier lies between two stops, the way leads past others of ``stops``; where there is no such way, it is
    the straight line and ``NO_WAY`` more.
    """
    for i in range(len(stops)):
        matrix[i, i] = 0
        for j in range(i):
            length = distance(walk, stops[i], stops[j])
            matrix[i, j] = length
            matrix[j, i] = length
    if len(walk.barriers) > 0:
        go_round(walk, stops, matrix)


@part
def crosses(walk: Walk, barrier: int, a: int, b: int) -> bool:
    """Say whether the straight line from ``a`` to ``b`` crosses one stretch of a barrier."""
    x, y, to_x, to_y = walk.barriers[barrier]
    east, north = to_x - x, to_y - y
    side_a = east * (walk.y[a] - y) - north * (walk.x[a] - x)
    side_b = east * (walk.y[b] - y) - north * (walk.x[b] - x)
    if (side_a > 0) == (side_b > 0):
        return False
    east, north = walk.x[b] - walk.x[a], walk.y[b] - walk.y[a]
    side_from = east * (y - walk.y[a]) - north * (x - walk.x[a])
    side_to = east * (to_y - walk.y[a]) - north * (to_x - walk.x[a])
    return bool((side_from > 0) != (side_to > 0))


@part
def may_part(walk: Walk, barrier: int, stops: Indices) -> bool:
    """Say whether one stretch of a barrier reaches into the rectangle around ``stops``."""
    x, y, to_x, to_y = walk.barriers[barrier]
    return bool(
        max(x, to_x) >= walk.x[stops].min()
        and min(x, to_x) <= walk.x[stops].max()
        and max(y, to_y) >= walk.y[stops].min()
        and min(y, to_y) <= walk.y[stops].max()
    )


@part
def mark_parted(walk: Walk, stops: Indices, parted: NDArray[np.bool_]) -> None:
    """Mark the pairs of ``stops`` that have a barrier between them."""
    for barrier in range(len(walk.barriers)):
        if may_part(walk, barrier, stops):
            for i in range(len(stops)):
                for j in range(i):
                    parted[i, j] |= crosses(walk, barrier, stops[i], stops[j])


@part
def go_round(walk: Walk, stops: Indices, matrix: Matrix) -> None:
    """Lengthen the distances between stops that have a barrier between them."""
    count = len(stops)
    parted = np.zeros((count, count), np.bool_)
    mark_parted(walk, stops, parted)
    if not parted.any():
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
