"""The areas a unit can canvass: its basic units, with how many doors there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from gjennomslag.canvass.models import BasicUnit, Door
from gjennomslag.core.norwegian import sort_key
from gjennomslag.organisation.geography import municipalities
from gjennomslag.organisation.models import Unit, UnitArea


@dataclass(frozen=True, slots=True)
class Area:
    """A basic unit with its doors: those one may knock on, and all of them, which are its ``households``."""

    code: str
    name: str
    municipality_code: str
    doors: int
    households: int


def covered_by(unit: Unit, prefix: str = "") -> Q:
    """Return the condition that keeps what lies in the unit's own area: its municipalities, or parts of them.

    ``prefix`` leads from the row to the address. A unit above covers what the units below it cover.
    """
    condition = Q(pk__in=[])
    for code, basic_units in UnitArea.objects.filter(unit__path__startswith=unit.path).values_list(
        "municipality_code", "basic_units"
    ):
        if basic_units:
            condition |= Q(**{f"{prefix}basic_unit__in": basic_units})
        else:
            condition |= Q(**{f"{prefix}municipality_code": code})
    return condition


def areas_of(unit: Unit) -> list[Area]:
    """Return the unit's areas that have doors, by name in Norwegian order.

    Where they lie in several municipalities their names begin with the municipality's: every town has a centre.
    """
    standing = Door.objects.filter(covered_by(unit, "address__"), retired_on__isnull=True)
    counts = list(
        standing.filter(address__retired_on__isnull=True, address__basic_unit__isnull=False)
        .values_list("address__basic_unit")
        .annotate(doors=Count("pk", Q(do_not_knock_on__isnull=True)), households=Count("pk"))
    )
    units = BasicUnit.objects.in_bulk([code for code, _, _ in counts])
    several = len({unit.municipality_code for unit in units.values()}) > 1
    areas = [
        Area(code, _name(units[code], with_municipality=several), units[code].municipality_code, doors, households)
        for code, doors, households in counts
    ]
    return sorted(areas, key=lambda area: (sort_key(area.name), area.code))


def walkers_in(unit: Unit, areas: Iterable[Area]) -> dict[str, Unit]:
    """Return which unit walks in each of the areas (codes): the lowest that covers it, of this one and those below.

    So a branch and the units above it reckon its doors with the same pace, along the same streets.
    """
    whole: dict[str, Unit] = {}
    parts: dict[str, Unit] = {}
    covered = UnitArea.objects.filter(unit__path__startswith=unit.path).select_related("unit")
    for row in covered.order_by("unit__depth", "-unit__path"):
        parts.update(dict.fromkeys(row.basic_units, row.unit))
        if not row.basic_units:
            whole[row.municipality_code] = row.unit
    return {area.code: parts.get(area.code) or whole[area.municipality_code] for area in areas}


def municipalities_of(unit: Unit) -> set[str]:
    """Return the codes of the municipalities that the unit and those below it cover, in whole or in part."""
    covered = UnitArea.objects.filter(unit__path__startswith=unit.path)
    return set(covered.values_list("municipality_code", flat=True))


def _name(area: BasicUnit, *, with_municipality: bool) -> str:
    place = municipalities().get(area.municipality_code) if with_municipality else None
    return f"{place.name}, {area.name}" if place else area.name
