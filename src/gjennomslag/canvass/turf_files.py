"""Turfs from files alone: addresses and barriers read into arrays, turfs written as GeoJSON. No database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.routes import Pace
from gjennomslag.algorithms.streets import StreetNetwork
from gjennomslag.algorithms.workload import minutes_at_doors
from gjennomslag.canvass.address_files import AddressRow, open_address_file
from gjennomslag.canvass.address_files.coordinates import Box, Floats
from gjennomslag.canvass.barrier_files import (
    MOST_POINTS,
    BarrierFault,
    UnusableBarriers,
    in_metres,
    lines_in,
    lines_within,
)
from gjennomslag.canvass.dwelling_numbers import floors_to_climb
from gjennomslag.canvass.street_files import StreetFault, UnusableStreets, network_of, read_streets
from gjennomslag.core.command import CommandError

_AROUND = 0.02
"""Degrees around the addresses within which streets and barriers are read: a kilometre or two."""


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
    floors: NDArray[np.int64]
    """Floors one climbs at each address; 0 where the file has no dwellings."""
    rows_lost: int
    """Rows of the file that could not be used."""

    def minutes_at_doors(self) -> Floats:
        """Return the minutes at each address (n,) at the usual pace."""
        return minutes_at_doors(self.doors, self.floors, Pace())


def read_addresses(path: Path) -> AddressList:
    """Return the addresses in one of Kartverket's files; a second row for an address is one more dwelling.

    In the product without dwellings every address counts as one door. Raises what ``open_address_file`` raises.
    """
    first: dict[str, AddressRow] = {}
    dwellings: dict[str, set[str]] = {}
    numbers: dict[str, list[str]] = {}
    with open_address_file(path) as file:
        for rows in file.chunks():
            for row in rows:
                first.setdefault(row.key, row)
                dwellings.setdefault(row.key, set()).add(row.dwelling_id or row.dwelling_number)
                numbers.setdefault(row.key, []).append(row.dwelling_number)
        lost = file.faults.rows_lost
    found = first.values()
    return AddressList(
        ids=[row.register_id or row.key for row in found],
        municipality=np.array([row.municipality_code for row in found]),
        points=np.array([(row.east, row.north) for row in found]),
        degrees=np.array([(row.longitude, row.latitude) for row in found]),
        doors=np.array([len(each) for each in dwellings.values()], np.int64),
        floors=np.array([floors_to_climb(each) for each in numbers.values()], np.int64),
        rows_lost=lost,
    )


_BARRIER_FAULTS = {
    BarrierFault.NOT_GEOJSON: "is not GeoJSON. Lines are expected, in degrees (EPSG:4258 or WGS 84).",
    BarrierFault.NO_LINES: "has no lines.",
    BarrierFault.NOT_DEGREES: "is not in degrees. GeoJSON has longitude and latitude; convert it first.",
    BarrierFault.NOT_NORWAY: "has lines outside Norway. GeoJSON has longitude first, then latitude.",
    BarrierFault.ELSEWHERE: "has no lines near these addresses. GeoJSON has longitude first, then latitude.",
    BarrierFault.TOO_LARGE: f"has more than {MOST_POINTS} points. Cut out the area you need.",
}


def read_barriers(path: Path, addresses: AddressList) -> list[Floats]:
    """Return the lines of a GeoJSON file that come near the addresses, as polylines (k, 2) in metres of EPSG:25833.

    What counts as a line, ``lines_in`` says. Raises ``CommandError`` for a file that cannot be used, or has none there.
    """
    try:
        return [in_metres(line) for line in lines_within(lines_in(path.read_text("utf-8")), [_around(addresses)])]
    except UnicodeDecodeError as fault:
        raise CommandError(f"{path} {_BARRIER_FAULTS[BarrierFault.NOT_GEOJSON]}") from fault
    except UnusableBarriers as fault:
        raise CommandError(f"{path} {_BARRIER_FAULTS[fault.fault]}") from fault
    except OSError as fault:
        raise CommandError(f"{path} cannot be read: {fault.strerror}.") from fault


def _around(addresses: AddressList) -> Box:
    west, south = (addresses.degrees.min(axis=0) - _AROUND).tolist()
    east, north = (addresses.degrees.max(axis=0) + _AROUND).tolist()
    return Box(west, south, east, north)


_STREET_FAULTS = {
    StreetFault.NOT_PBF: "is not an OpenStreetMap extract (.osm.pbf), or only part of one.",
    StreetFault.NO_STREETS: "has no streets.",
    StreetFault.OUTSIDE: "has no streets near these addresses. Choose an extract of the same place.",
    StreetFault.TOO_LARGE: "has too many streets near these addresses. Cut one municipality at a time.",
}


def read_street_network(path: Path, addresses: AddressList) -> StreetNetwork:
    """Return the streets and paths of an OpenStreetMap extract around the addresses.

    Raises ``CommandError`` for a file that cannot be used.
    """
    try:
        with path.open("rb"):
            return network_of(read_streets(path, [_around(addresses)]).pieces)
    except UnusableStreets as fault:
        raise CommandError(f"{path} {_STREET_FAULTS[fault.fault]}") from fault
    except OSError as fault:
        raise CommandError(f"{path} cannot be read: {fault.strerror}.") from fault


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
