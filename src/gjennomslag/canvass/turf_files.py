"""Turfs from files alone: addresses and barriers read into arrays, turfs written as GeoJSON. No database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely import GEOSException, LineString, MultiLineString, from_geojson, get_parts

from gjennomslag.canvass.address_files import AddressRow, open_address_file
from gjennomslag.canvass.address_files.coordinates import DEGREES, Floats, to_metres
from gjennomslag.core.command import CommandError


@dataclass(frozen=True, slots=True)
class AddressList:
    """The addresses of a file, one per row, in the order of the file."""

    ids: list[str]
    """Kartverket's number of the address, or our own key where the file has none."""
    municipality: NDArray[np.str_]
    points: Floats
    """Metres in EPSG:25833 (n, 2)."""
    degrees: Floats
    """Longitude and latitude (n, 2)."""
    doors: NDArray[np.int64]
    """Dwellings at each address; 1 where the file has no dwellings."""
    rows_lost: int
    """Rows of the file that could not be used."""


def read_addresses(path: Path) -> AddressList:
    """Return the addresses in one of Kartverket's files; a second row for an address is one more dwelling.

    In the product without dwellings every address counts as one door. Raises what ``open_address_file`` raises.
    """
    first: dict[str, AddressRow] = {}
    dwellings: dict[str, set[str]] = {}
    with open_address_file(path) as file:
        for rows in file.chunks():
            for row in rows:
                first.setdefault(row.key, row)
                dwellings.setdefault(row.key, set()).add(row.dwelling_id or row.dwelling_number)
        lost = file.faults.rows_lost
    found = first.values()
    return AddressList(
        ids=[row.register_id or row.key for row in found],
        municipality=np.array([row.municipality_code for row in found]),
        points=np.array([(row.east, row.north) for row in found]),
        degrees=np.array([(row.longitude, row.latitude) for row in found]),
        doors=np.array([len(numbers) for numbers in dwellings.values()], np.int64),
        rows_lost=lost,
    )


def read_barriers(path: Path) -> list[Floats]:
    """Return the lines of a GeoJSON file in degrees as polylines (k, 2) in metres of EPSG:25833.

    The borders of areas, such as lakes, count as lines; points are left out. Raises ``CommandError`` for a file that is
    no GeoJSON, not in degrees, or without any line.
    """
    try:
        shapes = get_parts(from_geojson(path.read_text("utf-8")))
    except (GEOSException, UnicodeDecodeError) as fault:
        raise CommandError(f"{path} is not GeoJSON. Lines are expected, in degrees (EPSG:4258 or WGS 84).") from fault
    except OSError as fault:
        raise CommandError(f"{path} cannot be read: {fault.strerror}.") from fault
    lines = [np.array(line.coords)[:, :2] for shape in shapes for line in _lines(shape) if not line.is_empty]
    if not lines:
        raise CommandError(f"{path} has no lines.")
    return [_metres(line, path) for line in lines]


def _lines(shape: Any) -> Iterator[LineString]:
    """Yield the lines of one shape, whatever it is made of."""
    if isinstance(shape, LineString):
        yield shape
    elif hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from _lines(part)
    elif shape.boundary is not None and isinstance(shape.boundary, LineString | MultiLineString):
        yield from _lines(shape.boundary)


def _metres(line: Floats, path: Path) -> Floats:
    if not (np.abs(line) <= (180.0, 90.0)).all():
        raise CommandError(f"{path} is not in degrees. GeoJSON has longitude and latitude; convert it first.")
    return np.column_stack(to_metres(line[:, 0], line[:, 1], DEGREES))


def write_turfs(path: Path, addresses: AddressList, turf: NDArray[np.integer], order: NDArray[np.integer]) -> None:
    """Write one point per address, turf by turf in walking order; turfs and places in them are counted from 1.

    The file appears whole or not at all.
    """
    lines = []
    for row in np.lexsort((order, turf)).tolist():
        properties = {
            "address_id": addresses.ids[row],
            "doors": int(addresses.doors[row]),
            "turf": int(turf[row]) + 1,
            "order": int(order[row]) + 1,
        }
        geometry = {"type": "Point", "coordinates": addresses.degrees[row].tolist()}
        lines.append(json.dumps({"type": "Feature", "properties": properties, "geometry": geometry}))
    text = '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"
    unfinished = path.with_name(path.name + ".part")
    try:
        unfinished.write_text(text, "utf-8")
        unfinished.replace(path)
    except OSError as fault:
        raise CommandError(f"{path} cannot be written: {fault.strerror}.") from fault
