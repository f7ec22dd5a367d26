"""Turfs for maps: as GeoJSON for the screen and as a drawing for paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db.models import Count, Min

from gjennomslag.canvass.address_files.coordinates import DEGREES, from_metres
from gjennomslag.canvass.models import Drive, Turf, TurfDoor
from gjennomslag.canvass.queries.barriers import barriers_for
from gjennomslag.canvass.queries.walks import Stop
from gjennomslag.canvass.turf_drawings import Mark, Picture, Scene, draw_turf


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


def picture_of(turf: Turf, stops: Sequence[Stop], title: str = "") -> Picture | None:
    """Return the turf's walk drawn for paper, with the barriers near it; None without addresses."""
    if not stops:
        return None
    marks = [_mark(stop) for stop in stops]
    points = np.array([(mark.east, mark.north) for mark in marks])
    barriers = barriers_for(turf.drive.unit).around(points)
    return draw_turf(Scene(marks, barriers=barriers), title=title)


def _mark(stop: Stop) -> Mark:
    address = stop.address
    house = "" if address.number is None else f"{address.number}{address.letter}"
    return Mark(stop.number, address.east, address.north, address.street, house, len(stop.doors))
