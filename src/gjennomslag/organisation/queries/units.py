"""Reads about units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q

from gjennomslag.core.norwegian import sort_key
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.geography import municipalities, municipality_of_postal_code
from gjennomslag.organisation.models import Unit, UnitArea, UnitPostalCodes
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


def root_unit() -> Unit | None:
    """Return the country, or None in an empty installation."""
    found: Unit | None = Unit.objects.filter(depth=1).first()
    return found


def units_with_ids(ids: Sequence[int]) -> dict[int, Unit]:
    """Return the units by id."""
    return Unit.objects.in_bulk(ids)


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


def unit_for_home(postal_code: str, municipality_code: str, day: date) -> Unit | None:
    """Return the local branch that somebody who lives there belongs to on the day, or None where there is none.

    Postal codes that a branch has been given go first, the narrowest span of them. Then the municipality, if one
    branch alone covers it. Where several share a municipality and none has the postal code, nobody can know.
    """
    existing = Unit.objects.filter(active_on(day), kind=UnitKind.LOCAL)
    spans = UnitPostalCodes.objects.filter(first__lte=postal_code, last__gte=postal_code, unit__in=existing)
    narrowest = min(spans, key=lambda span: (int(span.last) - int(span.first), span.pk), default=None)
    if postal_code and narrowest is not None:
        return narrowest.unit
    covering = list(existing.filter(areas__municipality_code=municipality_code)[:2]) if municipality_code else []
    return covering[0] if len(covering) == 1 else None


def branches_for_home(postal_code: str, day: date) -> list[Unit]:
    """Return the local branches that somebody with this postal code may belong to on the day, by name.

    One where it is clear, several where they share the municipality, none where no branch covers it.
    """
    municipality = municipality_of_postal_code(postal_code)
    clear = unit_for_home(postal_code, municipality, day)
    if clear is not None:
        return [clear]
    existing = Unit.objects.filter(active_on(day), kind=UnitKind.LOCAL, areas__municipality_code=municipality)
    return sorted(existing, key=lambda unit: sort_key(unit.name)) if municipality else []


def unit_above_home(postal_code: str, day: date) -> Unit:
    """Return the county branch that somebody with this postal code belongs to on the day, else the country.

    It is the one that covers most municipalities of that county, itself or by its branches. Raises
    ``Unit.DoesNotExist`` where there is no country either.
    """
    municipality = municipalities().get(municipality_of_postal_code(postal_code))
    counties = {unit.path: unit for unit in Unit.objects.filter(active_on(day), kind=UnitKind.COUNTY)}
    covering: Counter[str] = Counter()
    if municipality is not None:
        rows = UnitArea.objects.filter(active_on(day, "unit__"), municipality_code__startswith=municipality.county_code)
        for path in rows.values_list("unit__path", flat=True):
            covering[path[: Unit.steplen * 2]] += 1
    best: Unit | None = next((counties[path] for path, _ in covering.most_common() if path in counties), None)
    country: Unit = best or Unit.objects.get(kind=UnitKind.NATIONAL)
    return country


def units_to_belong_to(day: date) -> list[Unit]:
    """Return the units one can be a member of on the day, by name."""
    kinds = (UnitKind.LOCAL, UnitKind.STUDENT, UnitKind.SUB_GROUP)
    return sorted(Unit.objects.filter(active_on(day), kind__in=kinds), key=lambda unit: sort_key(unit.name))
