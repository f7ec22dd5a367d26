"""Norway's municipalities, counties, universities and colleges as facts of our own.

``data/README.md`` says where they come from.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from gjennomslag.core.norwegian import sort_key


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality on 1 January 2026. ``code`` is four digits as text; names are not unique."""

    code: str
    county_code: str
    name: str
    official_name: str
    language_form: str
    inhabitants: int


@dataclass(frozen=True, slots=True)
class County:
    """A county on 1 January 2026. ``code`` is two digits as text; ``region`` is the part of the country."""

    code: str
    name: str
    official_name: str
    region: str


@dataclass(frozen=True, slots=True)
class PostalCode:
    """A postal code of four digits as text, its place, and the municipality that most of it lies in."""

    code: str
    place: str
    municipality_code: str


@dataclass(frozen=True, slots=True)
class Institution:
    """A university or college. ``municipalities`` are the codes of those in which it has a campus."""

    code: str
    short_name: str
    name: str
    municipalities: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("gjennomslag.organisation") / "data" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def municipalities() -> Mapping[str, Municipality]:
    """Return the 357 municipalities by code."""
    return MappingProxyType(
        {
            row["code"]: Municipality(
                row["code"],
                row["county_code"],
                row["name"],
                row["official_name"],
                row["language_form"],
                int(row["inhabitants"]),
            )
            for row in _rows("municipalities.csv")
        }
    )


@cache
def counties() -> Mapping[str, County]:
    """Return the 15 counties by code."""
    return MappingProxyType({row["code"]: County(**row) for row in _rows("counties.csv")})


@cache
def postal_codes() -> Mapping[str, PostalCode]:
    """Return Norway's 5,121 postal codes of 2026."""
    rows = _rows("postal_codes.csv")
    return MappingProxyType(
        {row["postal_code"]: PostalCode(row["postal_code"], row["place"], row["municipality_code"]) for row in rows}
    )


@cache
def institutions() -> Mapping[str, Institution]:
    """Return the accredited universities and colleges by code."""
    return MappingProxyType(
        {
            row["code"]: Institution(
                row["code"],
                row["short_name"],
                row["name"],
                tuple(row["municipalities"].split()),
            )
            for row in _rows("institutions.csv")
        }
    )


def institution_choices(kept: str = "") -> list[tuple[str, str]]:
    """Return the institutions by name, to choose one or none among. ``kept`` stays one of them, known or not."""
    known = sorted(((each.code, each.name) for each in institutions().values()), key=lambda pair: sort_key(pair[1]))
    lost = [(kept, kept)] if kept and kept not in institutions() else []
    return [("", ""), *known, *lost]


def institution_name(code: str) -> str:
    """Return the institution's name, the code where it is no longer known, or an empty text for none."""
    known = institutions().get(code)
    return known.name if known else code


def place_of_postal_code(code: str) -> str:
    """Return the name of the place, or an empty text for a postal code that does not exist."""
    known = postal_codes().get(code)
    return known.place if known else ""


def municipality_of_postal_code(code: str) -> str:
    """Return the code of the municipality, or an empty text for a postal code that does not exist."""
    known = postal_codes().get(code)
    return known.municipality_code if known else ""
