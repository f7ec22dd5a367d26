"""The unit's areas from above: each as the outline of its addresses, since basic units come without borders.

Drawn for paper and where a browser cannot draw maps, and as GeoJSON for the map on the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gjennomslag.canvass.address_files.coordinates import DEGREES, from_metres
from gjennomslag.canvass.queries.places import Places

WIDTH = 700
_CLOSENESS = 0.4
"""How closely an outline follows its addresses: 0 as close as it gets, 1 a rubber band around them."""
_AROUND = 40.0
"""Metres that an outline keeps outside its addresses."""
_PLAIN = 5.0
"""Metres that an outline on the screen may be off, to have fewer corners."""


@dataclass(frozen=True, slots=True)
class AreasDrawing:
    """Outlines by the area's code in a box of ``width`` × ``height`` units, ``metres_across`` wide, north up."""

    width: int
    height: int
    outlines: dict[str, str]
    metres_across: int


def points_by_area(places: Places) -> dict[str, NDArray[np.float64]]:
    """Return the places (n, 2) of each area (code), in metres."""
    codes = np.array(places.areas)
    return {code: places.points[codes == code] for code in dict.fromkeys(places.areas) if code}


def middles_of(points: Mapping[str, NDArray[np.float64]]) -> dict[str, tuple[float, float]]:
    """Return the middle of each area's addresses: the median, so that one far farm does not move it."""
    return {code: (float(np.median(each[:, 0])), float(np.median(each[:, 1]))) for code, each in points.items()}


def areas_drawing(points: Mapping[str, NDArray[np.float64]]) -> AreasDrawing | None:
    """Return the areas as SVG paths, the largest first so that small ones lie on top; None where there are none."""
    if not points:
        return None
    shapes = {code: _outline(each) for code, each in points.items()}
    west, south, east, north = shapely.union_all(list(shapes.values())).bounds
    span = max(east - west, 2 * _AROUND)
    scale = WIDTH / span
    largest_first = sorted(shapes, key=lambda code: (-shapes[code].area, code))
    outlines = {code: _path(_plain(shapes[code], span / WIDTH), west, north, scale) for code in largest_first}
    return AreasDrawing(WIDTH, max(1, round((north - south) * scale)), outlines, round(span))


def areas_geojson(
    points: Mapping[str, NDArray[np.float64]], properties: Mapping[str, Mapping[str, str | bool]]
) -> dict[str, Any]:
    """Return the areas (codes) as GeoJSON with these properties, the largest first; those without are left out."""
    shapes = {code: _plain(_outline(points[code]), _PLAIN) for code in properties if code in points}
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [_corners_in_degrees(shapes[code])]},
            "properties": {"kind": "visited", **properties[code]},
        }
        for code in sorted(shapes, key=lambda code: (-shapes[code].area, code))
    ]
    return {"type": "FeatureCollection", "features": features}


def _corners_in_degrees(shape: shapely.Polygon) -> list[list[float]]:
    corners = np.array(shape.exterior.coords)
    degrees: list[list[float]] = np.column_stack(from_metres(corners[:, 0], corners[:, 1], DEGREES)).round(6).tolist()
    return degrees


def _outline(points: NDArray[np.float64]) -> shapely.Polygon:
    hull = shapely.concave_hull(shapely.MultiPoint(points), ratio=_CLOSENESS)
    shape = hull.buffer(_AROUND)
    return shape if isinstance(shape, shapely.Polygon) else shape.convex_hull


def _plain(shape: shapely.Polygon, tolerance: float) -> shapely.Polygon:
    plain = shape.simplify(tolerance)
    return plain if isinstance(plain, shapely.Polygon) else shape


def _path(shape: shapely.Polygon, west: float, north: float, scale: float) -> str:
    corners = np.rint((np.array(shape.exterior.coords)[:-1] - (west, north)) * (scale, -scale)).astype(int)
    return "M" + "L".join(f"{x} {y}" for x, y in corners.tolist()) + "Z"
