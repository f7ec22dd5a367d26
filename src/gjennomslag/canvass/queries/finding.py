"""Finding an address by what somebody writes."""

from __future__ import annotations

from dataclasses import dataclass

from gjennomslag.canvass.models import Address
from gjennomslag.canvass.queries.areas import covered_by
from gjennomslag.organisation.models import Unit

MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """An address in words, and where it is in metres."""

    text: str
    east: float
    north: float


def addresses_like(unit: Unit, words: str) -> list[FoundAddress]:
    """Return the unit's addresses that are written so, or else the first that begin so.

    Upper and lower case are the same; fewer than two letters find nothing.
    """
    words = " ".join(words.split())
    if len(words) < 2:
        return []
    ours = Address.objects.filter(covered_by(unit), retired_on__isnull=True)
    rows = ours.filter(text__istartswith=words).order_by("street", "number", "letter", "pk")
    found = [FoundAddress(*row) for row in rows.values_list("text", "east", "north")[:MOST_FOUND]]
    exact = [each for each in found if each.text.casefold() == words.casefold()]
    return exact or found
