"""Norway's municipalities and counties as facts of our own (``data/README.md`` says where they come from)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


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
