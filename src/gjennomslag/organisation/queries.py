"""Reads about units and people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import get_language

from gjennomslag.organisation.geography import municipalities
from gjennomslag.organisation.models import Membership, OfficeHolding, Person, Unit, UnitArea
from gjennomslag.organisation.scope import active_on


def ancestors_of(unit: Unit) -> list[Unit]:
    """Return the units above this one, the country first."""
    above = [unit.path[: unit.steplen * level] for level in range(1, unit.depth)]
    return list(Unit.objects.filter(path__in=above))


def children_of(unit: Unit, day: date) -> list[Unit]:
    """Return the units directly below this one that exist on the day."""
    return list(Unit.objects.filter(path__startswith=unit.path, depth=unit.depth + 1).filter(active_on(day)))


def paths_below(unit: Unit, first: date, last: date) -> list[tuple[int, str]]:
    """Return id and path of the unit and of all units below it that exist at some time between the days.

    In the order of the tree, for sums over subtrees (``algorithms.rollups``); the unit itself comes first, always.
    """
    existing = Q(valid_from__lte=last) & (Q(valid_until__isnull=True) | Q(valid_until__gte=first))
    below = Unit.objects.filter(existing | Q(pk=unit.pk), path__startswith=unit.path)
    return list(below.values_list("pk", "path"))


def unit_with_code(code: str) -> Unit | None:
    """Return the unit with this code, or None."""
    found: Unit | None = Unit.objects.filter(code=code).first()
    return found


def units_with_ids(ids: Sequence[int]) -> dict[int, Unit]:
    """Return the units by id."""
    return Unit.objects.in_bulk(ids)


def members_on(day: date) -> Mapping[int, int]:
    """Return how many members each unit has on the day, by unit id; units without members are absent."""
    running = Q(joined_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))
    rows = Membership.objects.filter(running).values("unit_id").annotate(members=Count("person_id", distinct=True))
    return {row["unit_id"]: row["members"] for row in rows}


def inhabitants_by_unit() -> Mapping[int, int]:
    """Return the inhabitants of each unit's municipalities, by unit id.

    A municipality shared by several units is divided equally among them: there is no open count of inhabitants
    for parts of a municipality.
    """
    areas = list(UnitArea.objects.values_list("unit_id", "municipality_code"))
    sharing: dict[str, int] = {}
    for _, code in areas:
        sharing[code] = sharing.get(code, 0) + 1
    facts = municipalities()
    totals: dict[int, int] = {}
    for unit_id, code in areas:
        if code in facts:
            totals[unit_id] = totals.get(unit_id, 0) + facts[code].inhabitants // sharing[code]
    return totals


def municipality_codes_of(unit: Unit) -> set[str]:
    """Return the codes of the municipalities that the unit and the units below it cover."""
    return set(UnitArea.objects.filter(unit__path__startswith=unit.path).values_list("municipality_code", flat=True))


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in which a person is a member or holds an office, with the names of the offices held there today."""

    unit: Unit
    offices: tuple[str, ...]
    member: bool


def places_of(person: Person, day: date) -> list[Place]:
    """Return the units the person belongs to on the day, those with offices first."""
    holdings = OfficeHolding.objects.filter(active_on(day), person=person).select_related("unit", "office")
    running = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    memberships = Membership.objects.filter(running, person=person, joined_on__lte=day).select_related("unit")
    offices: dict[int, list[str]] = {}
    units: dict[int, Unit] = {}
    for holding in holdings:
        units[holding.unit_id] = holding.unit
        offices.setdefault(holding.unit_id, []).append(holding.office.name_in(get_language() or "nb"))
    member_of = {membership.unit_id: membership.unit for membership in memberships}
    units |= member_of
    return [Place(unit, tuple(offices.get(key, ())), key in member_of) for key, unit in units.items()]


def holders_of(capability: str, unit: Unit, day: date) -> Sequence[OfficeHolding]:
    """Return the running holdings that give the capability in the unit: who is responsible here."""
    above = [unit.path[: unit.steplen * level] for level in range(1, unit.depth)]
    here = Q(unit__path=unit.path)
    reaching = Q(unit__path__in=above, office__grants__reach="below")
    return list(
        OfficeHolding.objects.filter(active_on(day), here | reaching, office__grants__capability=capability)
        .select_related("person", "office", "unit")
        .order_by("-unit__depth", "office__order", "person__sort_name")
        .distinct()
    )
