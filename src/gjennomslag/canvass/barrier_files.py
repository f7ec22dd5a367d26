"""Rivers, railways and motorways from GeoJSON: lines in degrees, checked, in metres."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

import numpy as np
from shapely import GEOSException, LineString, MultiLineString, from_geojson, get_parts
from shapely.geometry.base import BaseGeometry

from gjennomslag.canvass.address_files.coordinates import DEGREES, NORWAY, Box, Floats, to_metres

MOST_POINTS = 200_000


class BarrierFault(StrEnum):
    """Why a file of barriers cannot be used."""

    NOT_GEOJSON = "not-geojson"
    NO_LINES = "no-lines"
    NOT_DEGREES = "not-degrees"
    NOT_NORWAY = "not-norway"
    TOO_LARGE = "too-large"
    ELSEWHERE = "elsewhere"


class UnusableBarriers(ValueError):
    """A file of barriers cannot be used; ``fault`` says why."""

    def __init__(self, fault: BarrierFault) -> None:
        super().__init__(fault)
        self.fault = fault


def lines_in(text: str) -> list[Floats]:
    """Return the lines of a GeoJSON text as longitudes and latitudes (k, 2) each.

    The borders of areas, such as lakes, count as lines; points are left out. Raises ``UnusableBarriers`` for a text
    that is no GeoJSON, has no line, is not in degrees or not in Norway, or has more than ``MOST_POINTS`` points.
    """
    try:
        shapes = get_parts(from_geojson(text))
    except GEOSException as fault:
        raise UnusableBarriers(BarrierFault.NOT_GEOJSON) from fault
    lines = [np.array(line.coords)[:, :2] for shape in shapes for line in _lines(shape) if not line.is_empty]
    if not lines:
        raise UnusableBarriers(BarrierFault.NO_LINES)
    points = np.concatenate(lines)
    if len(points) > MOST_POINTS:
        raise UnusableBarriers(BarrierFault.TOO_LARGE)
    if not (np.abs(points) <= (180.0, 90.0)).all():
        raise UnusableBarriers(BarrierFault.NOT_DEGREES)
    low, high = points.min(axis=0), points.max(axis=0)
    if (low < (NORWAY.west, NORWAY.south)).any() or (high > (NORWAY.east, NORWAY.north)).any():
        raise UnusableBarriers(BarrierFault.NOT_NORWAY)
    return lines


def lines_within(lines: Sequence[Floats], boxes: Sequence[Box]) -> list[Floats]:
    """Return the lines that come into one of the boxes; both are in degrees. Raises ``UnusableBarriers`` for none."""
    found = [line for line in lines if any(_comes_into(line, box) for box in boxes)]
    if not found:
        raise UnusableBarriers(BarrierFault.ELSEWHERE)
    return found


def _comes_into(line: Floats, box: Box) -> bool:
    """Say whether a piece of the line reaches into the box, as far as the rectangle around the piece tells."""
    low, high = np.minimum(line[:-1], line[1:]), np.maximum(line[:-1], line[1:])
    return bool(((high >= (box.west, box.south)) & (low <= (box.east, box.north))).all(axis=1).any())


def in_metres(line: Floats) -> Floats:
    """Return a line in degrees (k, 2) in metres of EPSG:25833."""
    return np.column_stack(to_metres(line[:, 0], line[:, 1], DEGREES))


def _lines(shape: BaseGeometry) -> Iterator[LineString]:
    """Yield the lines of one shape, whatever it is made of."""
    if isinstance(shape, LineString):
        yield shape
    elif hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from _lines(part)
    elif isinstance(shape.boundary, LineString | MultiLineString):
        yield from _lines(shape.boundary)
