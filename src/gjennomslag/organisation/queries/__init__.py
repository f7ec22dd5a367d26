"""Reads about units, memberships and offices. The commonest ones can be imported from here."""

from gjennomslag.organisation.queries.memberships import members_on
from gjennomslag.organisation.queries.offices import Place, holders_of, offices_in, places_of
from gjennomslag.organisation.queries.units import (
    ancestors_of,
    children_of,
    inhabitants_by_unit,
    municipality_codes_of,
    paths_below,
    unit_for_home,
    unit_with_code,
    units_with_ids,
)

__all__ = [
    "Place",
    "ancestors_of",
    "children_of",
    "holders_of",
    "inhabitants_by_unit",
    "members_on",
    "municipality_codes_of",
    "offices_in",
    "paths_below",
    "places_of",
    "unit_for_home",
    "unit_with_code",
    "units_with_ids",
]
