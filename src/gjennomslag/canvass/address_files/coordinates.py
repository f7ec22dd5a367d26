"""Coordinates of the address files in one system: metres in EPSG:25833, and degrees in EPSG:4258.

All of Norway is kept in zone 33, as Kartverket's national files are; eastings run from below 0 in the west to
above 1,100,000 in the far north-east.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

Floats = NDArray[np.float64]

METRIC = "25833"
DEGREES = "4258"
KNOWN_EPSG = frozenset({"25832", METRIC, "25835", DEGREES})
_MARGIN = (0.35, 0.15)
"""How far outside its municipality's box an address may lie, in degrees east and north: about 15 km."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees."""

    west: float
    south: float
    east: float
    north: float


NORWAY = Box(-10.0, 57.0, 36.0, 81.5)
"""The mainland, Svalbard and Jan Mayen."""


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(f"EPSG:{source}", f"EPSG:{target}", always_xy=True)


@cache
def municipality_boxes() -> Mapping[str, Box]:
    """Return the rectangle around each municipality of 2024, by code (``data/README.md`` names the source)."""
    text = (files("gjennomslag.canvass") / "data" / "municipality_boxes.csv").read_text("utf-8")
    return {
        row["code"]: Box(float(row["west"]), float(row["south"]), float(row["east"]), float(row["north"]))
        for row in csv.DictReader(text.splitlines())
    }


def to_metres(east: Floats, north: Floats, epsg: str) -> tuple[Floats, Floats]:
    """Return points in EPSG:25833, given in one of ``KNOWN_EPSG``; degrees as longitude and latitude.

    Points that the projection cannot hold come out infinite.
    """
    if epsg == METRIC:
        return east, north
    metres_east, metres_north = _transformer(epsg, METRIC).transform(east, north)
    return metres_east, metres_north


def from_metres(east: Floats, north: Floats, epsg: str) -> tuple[Floats, Floats]:
    """Return points of EPSG:25833 in one of ``KNOWN_EPSG``; degrees as longitude and latitude."""
    if epsg == METRIC:
        return east, north
    there_east, there_north = _transformer(METRIC, epsg).transform(east, north)
    return there_east, there_north


def place(east: Floats, north: Floats, epsg: NDArray[np.str_]) -> tuple[Floats, Floats, Floats, Floats]:
    """Return east, north, longitude and latitude of points whose systems may differ from row to row.

    Metres are rounded to centimetres and degrees to seven decimals, so that the same place read from two files is
    the same. Points with an unknown system or no number come out as not-a-number.
    """
    metres_east, metres_north = np.full(len(east), np.nan), np.full(len(east), np.nan)
    for code in KNOWN_EPSG.intersection(epsg.tolist()):
        rows = epsg == code
        metres_east[rows], metres_north[rows] = to_metres(east[rows], north[rows], code)
    metres_east[~np.isfinite(metres_east)] = np.nan
    metres_north[~np.isfinite(metres_north)] = np.nan
    metres_east, metres_north = np.round(metres_east, 2), np.round(metres_north, 2)
    longitude, latitude = from_metres(metres_east, metres_north, DEGREES)
    return metres_east, metres_north, np.round(longitude, 7), np.round(latitude, 7)


def is_outside(longitude: Floats, latitude: Floats, municipality: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Say which points lie clearly outside their municipality (or, where its code is not known, outside Norway)."""
    outside = np.full(len(longitude), False)
    for code in set(municipality.tolist()):
        box, (sideways, up) = municipality_boxes().get(code, NORWAY), _MARGIN
        rows = municipality == code
        x, y = longitude[rows], latitude[rows]
        inside = (x >= box.west - sideways) & (x <= box.east + sideways) & (y >= box.south - up) & (y <= box.north + up)
        outside[rows] = ~inside
    return outside
