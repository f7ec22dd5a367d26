"""Writes an invented town as the two files that Kartverket would offer for it, with barriers as GeoJSON and
the streets as GeoJSON and as OpenStreetMap has them.

The files are for demonstration, tests and measurements: names and numbers are invented, codes are well-formed, and
the identifiers lie outside the ranges in use.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import osmium
from osmium.osm.mutable import Node, Way

from gjennomslag.algorithms.town_names import farm_names
from gjennomslag.algorithms.towns import Kind, Level, Town
from gjennomslag.canvass.address_files.coordinates import (
    DEGREES,
    METRIC,
    Floats,
    from_metres,
    municipality_boxes,
    to_metres,
)
from gjennomslag.canvass.address_texts import cadastre_text

ADDRESS_HEADER = (
    "lokalid;kommunenummer;kommunenavn;adressetype;adressetilleggsnavn;adressetilleggsnavnKilde;adressekode;"
    "adressenavn;nummer;bokstav;gardsnummer;bruksnummer;festenummer;undernummer;adresseTekst;"
    "adresseTekstUtenAdressetilleggsnavn;EPSG-kode;Nord;Øst;postnummer;poststed;grunnkretsnummer;grunnkretsnavn;"
    "soknenummer;soknenavn;organisasjonsnummer;tettstednummer;tettstednavn;valgkretsnummer;valgkretsnavn;"
    "oppdateringsdato;datauttaksdato;adresseId;uuidAdresse;atkomstId;uuidAtkomst;atkomstNord;atkomstØst;"
    "sommeratkomstId;uuidSommeratkomst;sommeratkomstNord;sommeratkomstØst;vinteratkomstId;uuidVinteratkomst;"
    "vinteratkomstNord;vinteratkomstØst"
)
DWELLING_HEADER = (
    "kommunenummer;kommunenavn;adressetype;adressetilleggsnavn;adressetilleggsnavnKilde;adressekode;adressenavn;"
    "nummer;bokstav;gardsnummer;bruksnummer;festenummer;seksjonsnummer;undernummer;bruksenhetid;"
    "bruksenhetsnummerTekst;offisiellAdresseTekst;offisiellAdresseTekstUtenAdressetilleggsnavn;EPSG-kode;Nord;Øst;"
    "postnummer;poststed;grunnkretsnummer;grunnkretsnavn;soknenummer;soknenavn;organisasjonsnummer;tettstednummer;"
    "tettstednavn;valgkretsnummer;valgkretsnavn;oppdateringsdato;datauttaksdato;adresseId;uuidAdresse"
)
_LEVELS = {Level.BASEMENT: "K", Level.LOWER_GROUND: "U", Level.MAIN: "H", Level.LOFT: "L"}
_NAMESPACE = uuid.UUID("6f1b6f0e-6d0a-4d53-9a52-0d5b8f6f2a11")
_MOMENT = "%d.%m.%Y %H:%M:%S"
_QUARTERS_PER_POLLING_DISTRICT = 25
_QUARTERS_PER_POSTAL_CODE = 16
_QUARTERS_PER_PART = 8


@dataclass(frozen=True, slots=True)
class Setting:
    """Which municipality the town claims to be, the files' coordinate system, and when they were taken out."""

    municipality_code: str = "9901"
    municipality_name: str = "Framnes"
    epsg: str = METRIC
    extracted_at: datetime = datetime(2026, 1, 15, 5, 30)  # noqa: DTZ001 -- the files have local time without zone


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written."""

    addresses: Path
    dwellings: Path
    barriers: Path
    streets: Path
    street_map: Path


def municipality_centre(code: str) -> tuple[float, float] | None:
    """Return the middle of a municipality as east and north in EPSG:25833, or None for an unknown code."""
    box = municipality_boxes().get(code)
    if box is None:
        return None
    middle = np.array([(box.west + box.east) / 2]), np.array([(box.south + box.north) / 2])
    east, north = to_metres(*middle, DEGREES)
    return float(east[0]), float(north[0])


def write_town(town: Town, folder: Path, setting: Setting) -> Written:
    """Write the town's five files into the folder, which is made if need be; files there are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    written = Written(
        addresses=folder / "matrikkelenAdresse.csv",
        dwellings=folder / "matrikkelenAdresseLeilighetsniva.csv",
        barriers=folder / "barriers.geojson",
        streets=folder / "streets.geojson",
        street_map=folder / "streets.osm.pbf",
    )
    with (
        written.addresses.open("w", encoding="utf-8-sig", newline="\r\n") as addresses,
        written.dwellings.open("w", encoding="utf-8", newline="\n") as dwellings,
    ):
        addresses.write(ADDRESS_HEADER + "\n")
        dwellings.write(DWELLING_HEADER + "\n")
        for address, doors in _lines(town, setting):
            addresses.write(address)
            dwellings.writelines(doors)
    _write_geojson(written.barriers, ((barrier.line, {"kind": barrier.kind}) for barrier in town.barriers))
    _write_geojson(written.streets, _street_features(town))
    _write_street_map(written.street_map, town)
    return written


def _lines(town: Town, setting: Setting) -> Iterator[tuple[str, list[str]]]:
    """Yield each address's line for the first file, and its doors' lines for the second."""
    address_columns, dwelling_columns = ADDRESS_HEADER.split(";"), DWELLING_HEADER.split(";")
    doors = _door_numbers(town)
    first_door = np.cumsum(town.doors) - town.doors
    for at, values in enumerate(_values(town, setting)):
        lines = []
        for door in range(int(first_door[at]), int(first_door[at] + town.doors[at])):
            values["bruksenhetid"] = f"8{setting.municipality_code}{door:07}"
            values["bruksenhetsnummerTekst"] = doors[door]
            lines.append(";".join([values.get(column, "") for column in dwelling_columns]) + "\n")
        yield ";".join([values.get(column, "") for column in address_columns]) + "\n", lines


def _door_numbers(town: Town) -> list[str]:
    """Return the official dwelling number of each door, empty for a single dwelling."""
    parts = zip(town.door_level.tolist(), town.door_floor.tolist(), town.door_number.tolist(), strict=True)
    return [f"{_LEVELS[level]}{floor:02}{number:02}" if level else "" for level, floor, number in parts]


def _values(town: Town, setting: Setting) -> Iterator[dict[str, str]]:
    """Yield each address's values by the names of the columns."""
    same = {
        "kommunenummer": setting.municipality_code,
        "kommunenavn": setting.municipality_name.upper(),
        "EPSG-kode": setting.epsg,
        "datauttaksdato": setting.extracted_at.strftime(_MOMENT),
    }
    decimals = 7 if setting.epsg == DEGREES else 2
    east, north = (axis.tolist() for axis in from_metres(town.east, town.north, setting.epsg))
    farms = farm_names(town.addresses, np.random.default_rng(town.addresses))
    kinds, quarters = town.kind.tolist(), town.quarter.tolist()
    holding: Counter[int] = Counter()
    for at in range(town.addresses):
        holding[quarters[at]] += 1
        farm = farms[at] if kinds[at] == Kind.FARM else ""
        yield (
            same
            | _identity(at, setting)
            | _areas(quarters[at], setting)
            | {"gardsnummer": str(quarters[at] + 1), "bruksnummer": str(holding[quarters[at]])}
            | {"Nord": f"{north[at]:.{decimals}f}", "Øst": f"{east[at]:.{decimals}f}"}
            | _name(town, at, farm, cadastre_text(quarters[at] + 1, holding[quarters[at]]))
        )


def _identity(at: int, setting: Setting) -> dict[str, str]:
    """The register's own numbers, and when it last changed the row."""
    number = f"9{setting.municipality_code}{at:06}"
    changed = setting.extracted_at - timedelta(days=30 + at % 2000)
    return {
        "lokalid": number,
        "adresseId": number,
        "uuidAdresse": str(uuid.uuid5(_NAMESPACE, number)),
        "oppdateringsdato": changed.strftime(_MOMENT),
    }


def _name(town: Town, at: int, farm: str, cadastre: str) -> dict[str, str]:
    """Street, number and letter; every tenth farm has a cadastral address instead, every third its name in front."""
    extra_name = farm if at % 3 == 0 else ""
    if farm and at % 10 == 1:
        way = {"adressetype": "matrikkeladresse"}
        text = cadastre
    else:
        letter = int(town.letter[at])
        way = {
            "adressetype": "vegadresse",
            "adressekode": str(1000 + int(town.street[at])),
            "adressenavn": town.street_names[town.street[at]],
            "nummer": str(town.number[at]),
            "bokstav": chr(64 + letter) if letter else "",
        }
        text = f"{way['adressenavn']} {way['nummer']}{way['bokstav']}"
    whole = f"{extra_name}, {text}" if extra_name else text
    return way | {
        "adressetilleggsnavn": extra_name,
        "adressetilleggsnavnKilde": "krevdAvEier" if extra_name else "",
        "adresseTekst": whole,
        "adresseTekstUtenAdressetilleggsnavn": text,
        "offisiellAdresseTekst": whole,
        "offisiellAdresseTekstUtenAdressetilleggsnavn": text,
    }


def _areas(quarter: int, setting: Setting) -> dict[str, str]:
    """The areas a quarter lies in: a basic unit of its own, and parts of larger areas."""
    part, unit = divmod(quarter, _QUARTERS_PER_PART)
    district, postal = quarter // _QUARTERS_PER_POLLING_DISTRICT, quarter // _QUARTERS_PER_POSTAL_CODE
    name, code = setting.municipality_name, setting.municipality_code
    return {
        "postnummer": f"{code[:2]}{postal % 100:02}",
        "poststed": name.upper(),
        "grunnkretsnummer": f"{code}{part % 99 + 1:02}{unit + 1 + 8 * (part // 99):02}",
        "grunnkretsnavn": f"{name} {quarter + 1}",
        "soknenummer": f"{code}0101",
        "soknenavn": name,
        "organisasjonsnummer": "999999999",
        "tettstednummer": code,
        "tettstednavn": name,
        "valgkretsnummer": str(district + 1),
        "valgkretsnavn": f"{name} {district + 1}",
    }


def _street_features(town: Town) -> Iterator[tuple[Floats, dict[str, str]]]:
    """Yield each edge of the street network with the street's name, empty for main roads, paths and bridges."""
    for edge, street in zip(town.edges.tolist(), town.edge_street.tolist(), strict=True):
        yield town.nodes[edge], {"street": town.street_names[street] if street >= 0 else ""}


def _write_street_map(path: Path, town: Town) -> None:
    """Write the street network as an OpenStreetMap extract: a way for each edge; main roads and paths have no name."""
    longitude, latitude = from_metres(town.nodes[:, 0], town.nodes[:, 1], DEGREES)
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(osmium.io.File(str(path), "osm.pbf")) as writer:
        for number, place in enumerate(zip(longitude.tolist(), latitude.tolist(), strict=True), 1):
            writer.add_node(Node(id=number, location=place))
        for number, (ends, street) in enumerate(zip(town.edges.tolist(), town.edge_street.tolist(), strict=True), 1):
            name = {"name": town.street_names[street]} if street >= 0 else {}
            tags = {"highway": "residential" if street >= 0 else "unclassified"} | name
            writer.add_way(Way(id=number, nodes=[end + 1 for end in ends], tags=tags))


def _write_geojson(path: Path, lines: Iterable[tuple[Floats, dict[str, str]]]) -> None:
    """Write lines in EPSG:25833 as GeoJSON, which is in degrees (RFC 7946)."""
    lines = list(lines)
    ends = np.cumsum([len(line) for line, _ in lines])[:-1]
    east, north = np.concatenate([line for line, _ in lines]).T
    degrees = np.column_stack(from_metres(east, north, DEGREES)).round(7)
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "LineString", "coordinates": points.tolist()},
        }
        for points, (_, properties) in zip(np.split(degrees, ends), lines, strict=True)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
