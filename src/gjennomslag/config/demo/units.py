"""The invented party's units, from ``data/units.csv``."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from gjennomslag.organisation.choices import LanguageForm, UnitKind
from gjennomslag.organisation.geography import municipalities
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.services import cover_part, found_unit, name_unit

FOUNDED = date(1976, 3, 14)
AREAS_IN_A_PART = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of the file.

    ``municipalities`` are codes; ``0301/04`` is the fourth part of a municipality that several branches share.
    ``names`` are further official names by language.
    """

    code: str
    kind: UnitKind
    parent: str
    name: str
    municipalities: tuple[str, ...]
    names: Mapping[str, str]


def rows() -> Iterator[Row]:
    """Return the rows of the file, parents before children."""
    text = (files("gjennomslag.config.demo") / "data" / "units.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        names = dict(pair.split(":", 1) for pair in row["names"].split("|") if pair)
        codes = tuple(row["municipalities"].split())
        yield Row(row["code"], UnitKind(row["kind"]), row["parent"], row["name"], codes, names)


def basic_units_of_part(part: str) -> list[str]:
    """Return the codes of the basic units in a part: well-formed, and as invented as the division itself."""
    municipality, number = part.split("/")
    return [f"{municipality}{number}{area:02d}" for area in range(1, AREAS_IN_A_PART + 1)]


def found_units(chance: random.Random) -> dict[str, Unit]:
    """Make all units and return them by code."""
    units: dict[str, Unit] = {}
    for row in rows():
        founded = FOUNDED if row.kind in {UnitKind.NATIONAL, UnitKind.COUNTY} else _some_day_after(FOUNDED, chance)
        whole = [code for code in row.municipalities if "/" not in code]
        unit = found_unit(
            kind=row.kind,
            code=row.code,
            name=row.name,
            parent=units.get(row.parent),
            valid_from=founded,
            municipalities=whole,
            language_form=_language_form(row),
            by=None,
        )
        for part in set(row.municipalities) - set(whole):
            cover_part(unit=unit, municipality_code=part[:4], basic_units=basic_units_of_part(part), by=None)
        for language, name in row.names.items():
            name_unit(unit=unit, language=language, name=name, valid_from=founded, by=None)
        units[row.code] = unit
    return units


def _some_day_after(day: date, chance: random.Random) -> date:
    return date(chance.randint(day.year, 2023), chance.randint(1, 12), chance.randint(1, 28))


def _language_form(row: Row) -> LanguageForm:
    """Return the written form of the unit's first municipality."""
    if not row.municipalities:
        return LanguageForm.NEUTRAL
    return LanguageForm(municipalities()[row.municipalities[0][:4]].language_form)
