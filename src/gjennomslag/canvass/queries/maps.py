"""Turfs for maps: as GeoJSON for the screen and as a drawing for paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db.models import Count, Min

from gjennomslag.canvass.address_files.coordinates import DEGREES, Floats, from_metres
from gjennomslag.canvass.models import Drive, Turf, TurfDoor
from gjennomslag.canvass.queries.barriers import barriers_for
from gjennomslag.canvass.queries.streets import streets_for
from gjennomslag.canvass.queries.walks import Stop
from gjennomslag.canvass.turf_drawings import Mark, Picture, Scene, draw_turf

_MARGIN = 250.0
"""Metres around the addresses within which streets are drawn."""


def drive_map(drive: Drive) -> dict[str, Any]:
    """Return the drive as GeoJSON: a point per address (turf, order, doors), a line per turf's walking order, start
    and meeting place, and the streets and barriers near them that the unit's turfs keep to now.
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
    around = _around(drive)
    return {"type": "FeatureCollection", "features": [*around, *routes, *points, *_ends(drive)]}


def _around(drive: Drive) -> list[dict[str, Any]]:
    """Return the streets and barriers near the drive's addresses that the unit's turfs keep to now."""
    places = list(TurfDoor.objects.filter(drive=drive).values_list("door__address__east", "door__address__north"))
    if not places:
        return []
    points = np.array(places, dtype=np.float64)
    barriers, streets = barriers_for(drive.unit).around(points), streets_for(drive.unit).lines_around(points, _MARGIN)
    found = [_feature("LineString", line, {"kind": "barrier"}) for line in _in_degrees(barriers, 7)]
    if streets:
        found.insert(0, _feature("MultiLineString", _in_degrees(streets, 6), {"kind": "street"}))
    return found


def _in_degrees(lines: Sequence[Floats], decimals: int) -> list[list[list[float]]]:
    """Return the lines (k, 2) in metres as lists of longitude and latitude."""
    if not lines:
        return []
    metres = np.concatenate(lines)
    degrees = np.column_stack(from_metres(metres[:, 0], metres[:, 1], DEGREES)).round(decimals)
    return [line.tolist() for line in np.split(degrees, np.cumsum([len(line) for line in lines])[:-1])]


def _ends(drive: Drive) -> list[dict[str, Any]]:
    """Return where the drive's walks begin and where people meet afterwards."""
    ends = (("start", drive.start, drive.start_name), ("meeting", drive.meeting, drive.meeting_name))
    return [
        _feature("Point", _in_degrees([np.array([place])], 7)[0][0], {"kind": kind, "label": name})
        for kind, place, name in ends
        if place
    ]


def _feature(kind: str, coordinates: object, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def picture_of(turf: Turf, stops: Sequence[Stop], title: str = "") -> Picture | None:
    """Return the turf's walk drawn for paper, with streets, barriers, start and meeting place; None without addresses.

    A pair that drives to the turf starts where it parks, at the first address.
    """
    if not stops:
        return None
    marks, drive = [_mark(stop) for stop in stops], turf.drive
    points = np.array([(mark.east, mark.north) for mark in marks])
    barriers, streets = barriers_for(drive.unit).around(points), streets_for(drive.unit).lines_around(points, _MARGIN)
    start, meeting = (None, None) if turf.parked else (drive.start, drive.meeting)
    return draw_turf(Scene(marks, streets, barriers, start, meeting), title=title)


def _mark(stop: Stop) -> Mark:
    address = stop.address
    house = "" if address.number is None else f"{address.number}{address.letter}"
    return Mark(stop.number, address.east, address.north, address.street, house, len(stop.doors))
