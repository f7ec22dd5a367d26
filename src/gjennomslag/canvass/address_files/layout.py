"""Columns of the two products, found by name in any order and any case."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gjennomslag.canvass.address_files.faults import FileFault, UnreadableFileError


class Product(StrEnum):
    """Which of Kartverket's products a file is."""

    ADDRESSES = "addresses"
    """MatrikkelenAdresse (or MatrikkelenVegadresse): one row for each address, no dwellings."""
    DWELLINGS = "dwellings"
    """MatrikkelenAdresseLeilighetsniva: one row for each dwelling."""


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "register_id": ("adresseid", "lokalid"),
    "municipality": ("kommunenummer",),
    "municipality_name": ("kommunenavn",),
    "type": ("adressetype",),
    "extra_name": ("adressetilleggsnavn",),
    "street_code": ("adressekode",),
    "street": ("adressenavn",),
    "number": ("nummer",),
    "letter": ("bokstav",),
    "farm": ("gardsnummer",),
    "holding": ("bruksnummer",),
    "lease": ("festenummer",),
    "part": ("undernummer",),
    "dwelling_id": ("bruksenhetid",),
    "dwelling_number": ("bruksenhetsnummertekst",),
    "epsg": ("epsg-kode",),
    "north": ("nord",),
    "east": ("øst",),
    "postal_code": ("postnummer",),
    "postal_place": ("poststed",),
    "basic_unit": ("grunnkretsnummer",),
    "basic_unit_name": ("grunnkretsnavn",),
    "polling_district": ("valgkretsnummer",),
    "extracted": ("datauttaksdato",),
}
"""Our names for the columns that are used, and the names in the files, lower case, the better one first."""

_NEEDED = ("municipality", "street_code", "street", "number", "letter", "epsg", "north", "east")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns are in one file. ``titles`` are the names as the file writes them."""

    product: Product
    width: int
    places: Mapping[str, int]
    titles: Mapping[str, str]

    def has(self, name: str) -> bool:
        """Say whether the file has the column."""
        return name in self.places


def read_layout(header: str) -> Layout:
    """Return where the columns are, given the file's first line.

    The first of two columns with the same name counts. Raises ``UnreadableFileError`` for a file that is not one
    of the products, naming the columns that are missing.
    """
    titles = [title.strip() for title in unicodedata.normalize("NFC", header).split(";")]
    found: dict[str, int] = {}
    for place, title in enumerate(titles):
        found.setdefault(title.casefold(), place)
    places = {
        name: next(found[written] for written in spellings if written in found)
        for name, spellings in COLUMNS.items()
        if any(written in found for written in spellings)
    }
    missing = [COLUMNS[name][0] for name in _NEEDED if name not in places]
    if len(missing) > len(_NEEDED) // 2:
        raise UnreadableFileError(FileFault.NOT_ADDRESSES)
    if missing:
        raise UnreadableFileError(FileFault.MISSING_COLUMNS, columns=", ".join(missing))
    product = Product.DWELLINGS if "dwelling_number" in places else Product.ADDRESSES
    return Layout(product, len(titles), places, {name: titles[place] for name, place in places.items()})
