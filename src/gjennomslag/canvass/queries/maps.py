"""Turfs for maps: as GeoJSON for the screen and as a plain drawing for paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Count, Min

from gjennomslag.canvass.address_files.coordinates import DEGREES, from_metres
from gjennomslag.canvass.models import Drive, TurfDoor
from gjennomslag.canvass.queries.barriers import barriers_for
from gjennomslag.canvass.queries.walks import Stop


def drive_map(drive: Drive) -> dict[str, Any]:
    """Return the drive as GeoJSON: a point per address (turf, order, doors), a line per turf's walking order, and the
    barriers near them that the unit's turfs keep to now.
    """
    rows = (
        TurfDoor.objects.filter(drive=drive)
        .values_list("turf__number", "door__address__text", "door__address__longitude", "door__address__latitude")
        .annotate(first=Min("position"), doors=Count("pk"))
        .order_by("turf__number", "first")
    )
    points: list[dict[str, Any]] = []
    lines: dict[int, list[tuple[float, float]]] = {}
    for turf, text, longitude, latitude, _, doors in rows:
        line = lines.setdefault(turf, [])
        line.append((longitude, latitude))
        properties = {"kind": "address", "turf": turf, "order": len(line), "doors": doors, "label": text}
        points.append(_feature("Point", (longitude, latitude), properties))
    routes = [
        _feature("LineString", line, {"kind": "route", "turf": turf}) for turf, line in lines.items() if len(line) > 1
    ]
    return {"type": "FeatureCollection", "features": [*_barriers_near(drive), *routes, *points]}


def _barriers_near(drive: Drive) -> list[dict[str, Any]]:
    places = TurfDoor.objects.filter(drive=drive).values_list("door__address__east", "door__address__north").distinct()
    barriers = barriers_for(drive.unit)
    if not barriers.name or not places:
        return []
    pieces = barriers.around(np.array(places, dtype=np.float64))
    degrees = [np.column_stack(from_metres(piece[:, 0], piece[:, 1], DEGREES)).round(7).tolist() for piece in pieces]
    return [_feature("LineString", line, {"kind": "barrier"}) for line in degrees]


def _feature(kind: str, coordinates: object, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A turf drawn in a box of ``width`` × ``height`` units: a point per address and the line between them."""

    width: int
    height: int
    points: list[tuple[int, int, int]]
    line: str
    metres_across: int


def turf_drawing(stops: Sequence[Stop], width: int = 700, margin: int = 24) -> Drawing | None:
    """Return the walk as a drawing, north up, or None where there is nothing to draw. Points are (x, y, number)."""
    if not stops:
        return None
    easts = [stop.address.east for stop in stops]
    norths = [stop.address.north for stop in stops]
    span = max(max(easts) - min(easts), max(norths) - min(norths), 50.0)
    scale = (width - 2 * margin) / span
    points = [
        (
            round(margin + (stop.address.east - min(easts)) * scale),
            round(margin + (max(norths) - stop.address.north) * scale),
            stop.number,
        )
        for stop in stops
    ]
    height = round((max(norths) - min(norths)) * scale) + 2 * margin
    across = round(max(easts) - min(easts))
    return Drawing(width, height, points, " ".join(f"{x},{y}" for x, y, _ in points), across)
