"""The nearest straight piece of street of each of many points, by way of a grid of squares.

An index such as shapely's finds the same for a few points at a time; for a whole municipality that takes several times
as long as this, and an eighth of the whole cut.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import inner, loop
from gjennomslag.algorithms.distances import Floats, Indices

SIDE = 80.0
"""Metres from side to side of a square, at least."""
MOST_SQUARES = 4_000_000


@inner
def gap_to(ends: Floats, piece: int, east: float, north: float) -> float:
    """Return the square of the metres from a place to the nearest point of a piece, (x, y, x, y) in ``ends`` (k, 4)."""
    x, y = ends[piece, 0], ends[piece, 1]
    over, up = ends[piece, 2] - x, ends[piece, 3] - y
    share = ((east - x) * over + (north - y) * up) / max(over * over + up * up, 1e-9)
    share = min(max(share, 0.0), 1.0)
    away, above = east - x - share * over, north - y - share * up
    return float(away * away + above * above)


@loop
def squares_of(ends: Floats, low: Floats, side: float, wide: int, high: int) -> tuple[NDArray[np.int64], Indices]:
    """Return where the pieces of each square begin and the pieces, square by square: those whose rectangle is in it."""
    starts = np.zeros(wide * high + 1, np.int64)
    pieces = np.empty(0, np.int32)
    for filling in range(2):
        if filling:
            total = 0
            for square in range(len(starts)):
                total, starts[square] = total + starts[square], total
            pieces = np.empty(total, np.int32)
        for piece in range(len(ends)):
            west, east = min(ends[piece, 0], ends[piece, 2]), max(ends[piece, 0], ends[piece, 2])
            south, north = min(ends[piece, 1], ends[piece, 3]), max(ends[piece, 1], ends[piece, 3])
            for column in range(int((west - low[0]) / side), int((east - low[0]) / side) + 1):
                for row in range(int((south - low[1]) / side), int((north - low[1]) / side) + 1):
                    square = column * high + row
                    if filling:
                        pieces[starts[square]] = piece
                    starts[square] += 1
    for square in range(len(starts) - 1, 0, -1):
        starts[square] = starts[square - 1]
    starts[0] = 0
    return starts, pieces


@loop
def search_squares(
    points: Floats, ends: Floats, starts: NDArray[np.int64], pieces: Indices, low: Floats, side: float, high: int
) -> Indices:
    """Return the nearest piece of each point (n, 2), the first of those equally near: square by square outwards."""
    nearest = np.empty(len(points), np.int32)
    wide = (len(starts) - 1) // high
    for point in range(len(points)):
        east, north = points[point, 0], points[point, 1]
        at, up = int(np.floor((east - low[0]) / side)), int(np.floor((north - low[1]) / side))
        best, found, ring = np.inf, -1, 0
        while found < 0 or best > (side * (ring - 1)) ** 2:
            for column in range(max(at - ring, 0), min(at + ring, wide - 1) + 1):
                step = 1 if abs(column - at) == ring else max(2 * ring, 1)
                for row in range(up - ring, up + ring + 1, step):
                    if row < 0 or row >= high:
                        continue
                    for i in range(starts[column * high + row], starts[column * high + row + 1]):
                        gap = gap_to(ends, pieces[i], east, north)
                        if gap < best or (gap == best and pieces[i] < found):
                            best, found = gap, pieces[i]
            ring += 1
        nearest[point] = found
    return nearest


def nearest_pieces(points: Floats, ends: Floats) -> Indices:
    """Return the nearest piece, given by its ``ends`` (k, 2, 2), at least one, of each point (n, 2). Compiles."""
    flat = np.ascontiguousarray(ends.reshape(-1, 4))
    low = ends.min(axis=(0, 1))
    size = ends.max(axis=(0, 1)) - low
    side = max(SIDE, float(np.sqrt(np.prod(size) / MOST_SQUARES)), float(size.max()) / MOST_SQUARES)
    wide, high = (size / side).astype(np.int64) + 1
    starts, pieces = squares_of(flat, low, side, int(wide), int(high))
    return search_squares(np.ascontiguousarray(points), flat, starts, pieces, low, side, int(high))
