"""Reads about offices: where somebody belongs and what they do there, and who is responsible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import get_language

from gjennomslag.organisation.models import Membership, OfficeHolding, Person, Unit
from gjennomslag.organisation.scope import active_on


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
