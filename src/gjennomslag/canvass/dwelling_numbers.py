"""Official dwelling numbers (bruksenhetsnummer) such as H0203: letter, floor, number on the floor."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

_FORM = re.compile(r"([KUHL])([0-9]{2})([0-9]{2})")
_FROM_BELOW = "KUHL"


class DwellingNumber(NamedTuple):
    """K basement, U lower ground floor, H main floors, L loft; numbers count from the left as one comes up."""

    letter: str
    floor: int
    number: int

    def __str__(self) -> str:
        return f"{self.letter}{self.floor:02}{self.number:02}"


def parse_dwelling_number(text: str) -> DwellingNumber | None:
    """Return the parts of a number such as ``H0203``, in any case, or None where it is none."""
    match = _FORM.fullmatch(text.strip().upper())
    return DwellingNumber(match[1], int(match[2]), int(match[3])) if match else None


def climbing_order(text: str) -> tuple[int, int, int]:
    """Return a sort key for dwellings in one entrance: from the basement up to the loft, floor by floor.

    A dwelling without a number comes first.
    """
    parsed = parse_dwelling_number(text)
    return (_FROM_BELOW.index(parsed.letter), parsed.floor, parsed.number) if parsed else (-1, 0, 0)


def floors_to_climb(dwelling_numbers: Collection[str]) -> int:
    """Return how many floors above the first one has to climb to reach all these dwellings."""
    parsed = filter(None, map(parse_dwelling_number, dwelling_numbers))
    storeys = [each.floor - (each.letter == "H") for each in parsed if each.letter in "HL"]
    return max(storeys, default=0)
