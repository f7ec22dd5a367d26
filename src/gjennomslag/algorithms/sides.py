"""On which side of a drawn line a point lies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gjennomslag.algorithms.distances import Floats

_FORGIVEN = 0.25
"""The share of a drawn line's length by which it may stop short at each end."""


class NotDividing(ValueError):
    """The line does not part the plane in two: too short, not finite, or crossing itself."""


def left_of_line(points: Floats, line: Sequence[tuple[float, float]] | Floats) -> NDArray[np.bool_]:
    """Say for each of the ``points`` (n, 2) whether it lies left of the ``line`` (k, 2), seen along it.

    The line goes on straight at both ends, past all points. A point on the line is not left of it. Raises
    ``NotDividing`` for a line of fewer than two different places, or one that crosses itself.
    """
    drawn = np.asarray(line, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(drawn).all():
        raise NotDividing
    drawn = drawn[np.append(True, (np.diff(drawn, axis=0) != 0).any(axis=1))] if len(drawn) else drawn
    if len(drawn) < 2:
        raise NotDividing
    low, high = np.vstack((points, drawn)).min(axis=0), np.vstack((points, drawn)).max(axis=0)
    far = 4 * float(np.hypot(*(high - low)))
    ends = drawn[0] - far * _direction(drawn[0], drawn[1]), drawn[-1] + far * _direction(drawn[-2], drawn[-1])
    path = np.vstack((ends[0], drawn, ends[1]))
    around = _way_back(path, (low + high) / 2, far)
    if not shapely.LineString(path).is_simple or not shapely.Polygon(np.vstack((path, around))).is_valid:
        raise NotDividing
    on_line = shapely.distance(shapely.points(points), shapely.LineString(path)) == 0
    return np.asarray(shapely.contains_xy(shapely.Polygon(np.vstack((path, around))), points) & ~on_line)


def goes_through(points: Floats, line: Sequence[tuple[float, float]] | Floats) -> bool:
    """Say whether the ``line`` (k, 2) as it is drawn parts the ``points`` (n, 2) from edge to edge.

    What it is lengthened by at either end must not come between the points any more. A quarter of the drawn length is
    forgiven at each end: hands are not exact. Takes a line that ``left_of_line`` accepts.
    """
    drawn = np.asarray(line, dtype=np.float64).reshape(-1, 2)
    drawn = drawn[np.append(True, (np.diff(drawn, axis=0) != 0).any(axis=1))]
    forgiven = _FORGIVEN * float(np.hypot(*np.diff(drawn, axis=0).T).sum())
    far = float(np.hypot(*np.ptp(np.vstack((points, drawn)), axis=0))) + forgiven
    ground = shapely.MultiPoint(points).convex_hull
    for end, inner in ((drawn[0], drawn[1]), (drawn[-1], drawn[-2])):
        outwards = _direction(inner, end)
        if ground.intersects(shapely.LineString([end + forgiven * outwards, end + far * outwards])):
            return False
    return True


def _direction(start: Floats, end: Floats) -> Floats:
    return (end - start) / float(np.hypot(*(end - start)))


def _way_back(path: Floats, middle: Floats, far: float) -> Floats:
    """Return corners of a wide arc from the path's end back to its start, with the path's left side inside."""
    start = np.arctan2(*(path[0] - middle)[::-1])
    end = np.arctan2(*(path[-1] - middle)[::-1])
    sweep = (start - end) % (2 * np.pi)
    angles = end + sweep * np.linspace(0, 1, 34)[1:-1]
    return middle + 8 * far * np.column_stack((np.cos(angles), np.sin(angles)))
