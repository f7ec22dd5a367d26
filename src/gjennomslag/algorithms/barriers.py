"""Rivers, railways and motorways: what nobody walks across, and the zones into which they part an area."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay, KDTree, QhullError

from gjennomslag.algorithms.distances import Floats

_IN_A_SQUARE = 16
"""Places in a square of the grid that barriers are looked for in, on average."""
_SQUARES = 2_000
"""Squares from side to side of the grid, at most."""


def stretches(barriers: Sequence[Floats] | None) -> Floats:
    """Return the straight pieces (m, 4) of the polylines (k, 2): both ends of each.

    Raises ``ValueError`` for a polyline of fewer than two points, or with points that are not finite.
    """
    pieces = [np.empty((0, 4))]
    for number, barrier in enumerate(barriers or ()):
        line = np.asarray(barrier, dtype=np.float64)
        if line.ndim != 2 or line.shape[1] != 2 or len(line) < 2 or not np.isfinite(line).all():
            raise ValueError(f"Barrier {number} is not a line of at least two points in metres.")
        pieces.append(np.hstack((line[:-1], line[1:])))
    return np.ascontiguousarray(np.concatenate(pieces))


def crossed(a: Floats, b: Floats, barriers: Floats) -> NDArray[np.bool_]:
    """Say for each straight line from ``a`` to ``b`` (both (n, 2)) whether it crosses or touches a barrier (m, 4)."""
    found = np.zeros(len(a), np.bool_)
    lines = shapely.linestrings(np.stack((a, b), axis=1))
    pieces = shapely.STRtree(np.asarray(shapely.linestrings(barriers.reshape(-1, 2, 2))))
    found[pieces.query(lines, predicate="intersects")[0]] = True
    return found


def zones(places: Floats, barriers: Floats) -> NDArray[np.int32]:
    """Return for each place (n, 2) the number of the zone it lies in, counted from 0.

    Two places are in one zone when a chain of neighbours that no barrier (m, 4) parts leads from one to the other.
    Of many places that lie together far from any barrier, one stands for all. Zones are numbered in the order of their
    first places.
    """
    if not len(barriers) or len(places) == 1:
        return np.zeros(len(places), np.int32)
    chosen, stands_for = _standing_for_all(places, barriers)
    kept = places[chosen]
    a, b = neighbours(kept) if len(kept) > 1 else (chosen[:0], chosen[:0])
    open_way = ~crossed(kept[a], kept[b], barriers)
    links = coo_array((np.ones(open_way.sum()), (a[open_way], b[open_way])), shape=(len(kept), len(kept)))
    return _numbered_by_first(connected_components(links, directed=False)[1][stands_for])


def _standing_for_all(places: Floats, barriers: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Choose places that the others need not be looked at beside; return them, and which of them stands for each (n,).

    The area is laid out in squares. Where no barrier comes near a square, nothing parts the places in it.
    """
    low, high = places.min(axis=0), places.max(axis=0)
    side = max(float(np.sqrt(np.prod(high - low) / len(places) * _IN_A_SQUARE)), float((high - low).max()) / _SQUARES)
    if side == 0:
        return np.arange(len(places)), np.arange(len(places))
    square = np.floor((places - low) / side).astype(np.int64) + 1
    count = square.max(axis=0) + 2
    free = ~_near_barriers(np.floor((_dense(barriers, side) - low) / side).astype(np.int64) + 1, count)
    number = square[:, 0] * count[1] + square[:, 1]
    alone = ~free[square[:, 0], square[:, 1]]
    number[alone] = count.prod() + np.flatnonzero(alone)
    _, chosen, stands_for = np.unique(number, return_index=True, return_inverse=True)
    return chosen, stands_for


def _dense(barriers: Floats, apart: float) -> Floats:
    """Return points (k, 2) along the barriers (m, 4), their ends among them, no further ``apart`` than that."""
    start, way = barriers[:, :2], barriers[:, 2:] - barriers[:, :2]
    pieces = np.ceil(np.hypot(*way.T) / apart).astype(np.int64) + 1
    along = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    share = along / np.maximum(np.repeat(pieces, pieces) - 1, 1)
    return np.asarray(np.repeat(start, pieces, axis=0) + share[:, None] * np.repeat(way, pieces, axis=0))


def _near_barriers(square: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which squares of the grid have a barrier in them or at most one square away.

    ``square`` (k, 2) are those in which points on barriers lie, a side of a square apart or less: between two of them
    the barrier may touch one more square, which is next to both.
    """
    inside = square[((square >= 0) & (square < count)).all(axis=1)]
    marked = np.zeros(count, np.bool_)
    marked[inside[:, 0], inside[:, 1]] = True
    return np.asarray(binary_dilation(marked, np.ones((3, 3), np.bool_), iterations=2))


def _numbered_by_first(labels: NDArray[np.integer]) -> NDArray[np.int32]:
    """Number the labels (n,) anew from 0, in the order in which they come first."""
    _, firsts, numbers = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(firsts))[numbers].astype(np.int32)


def neighbours(places: Floats) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return pairs of places (at least 2, all different) that are neighbours, as two arrays of equal length.

    They are the edges of the Delaunay triangulation; along a straight line each place's neighbours are the next ones.
    """
    try:
        mesh = Delaunay(places - places.mean(axis=0))
    except QhullError:
        along = np.lexsort((places[:, 1], places[:, 0])).astype(np.int32)
        return along[:-1], along[1:]
    corners = mesh.simplices
    sides = (corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]], mesh.coplanar[:, [0, 2]])
    return pairs_once(*np.concatenate(sides).T)


def pairs_once(a: NDArray[np.integer], b: NDArray[np.integer]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return each pair of numbers once, whichever comes first in it, as two arrays: the smaller ones and the others.

    In order. Sorts: ``np.unique`` takes several times as long to look each up.
    """
    keys = np.sort(np.minimum(a, b).astype(np.int64) << 32 | np.maximum(a, b))
    keys = keys[np.diff(keys, prepend=-1) > 0]
    return (keys >> 32).astype(np.int32), (keys & 0xFFFF_FFFF).astype(np.int32)


def join_small_zones(
    places: Floats, zone: NDArray[np.int32], weights: NDArray[np.int64], least: float
) -> NDArray[np.int32]:
    """Return ``zone`` with every zone lighter than ``least`` joined to the zone of the nearest place outside.

    ``weights`` (n,) belong to the places. The lightest zone goes first; zones are numbered anew from 0 in the order
    of their first places.
    """
    joined = zone.copy()
    while True:
        totals = np.bincount(joined, weights)
        present = np.flatnonzero(np.bincount(joined))
        lightest = int(present[np.argmin(totals[present])])
        if len(present) == 1 or totals[lightest] >= least:
            break
        inside, outside = np.flatnonzero(joined == lightest), np.flatnonzero(joined != lightest)
        gap, nearest = KDTree(places[outside]).query(places[inside])
        joined[inside] = joined[outside[np.asarray(nearest)[np.argmin(gap)]]]
    return _numbered_by_first(joined)
