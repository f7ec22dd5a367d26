"""Who holds what in a unit and in those below it, which offices stand empty, and which terms end soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from gjennomslag.core.indicators import Period
from gjennomslag.organisation.models import BoardChange, Office, OfficeHolding, Unit
from gjennomslag.organisation.queries.units import children_of
from gjennomslag.organisation.scope import active_on

ENDS_SOON = timedelta(days=60)
UNDO_FOR = timedelta(days=30)
CALLER = "caller"
"""Callers come and go by the evening; they are no part of a board."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One office in one unit, and those who hold it."""

    unit: Unit
    office: Office
    holdings: Sequence[OfficeHolding]

    @property
    def exists(self) -> bool:
        """Say whether a unit of this kind has the office."""
        return self.unit.kind in self.office.unit_kinds

    @property
    def vacant(self) -> bool:
        """Say whether somebody should hold it and nobody does."""
        return not self.holdings and self.unit.kind in self.office.needed_in


def board_offices(unit: Unit) -> QuerySet[Office]:
    """Return the offices of a board in such a unit, in order."""
    return Office.objects.filter(unit_kinds__contains=[unit.kind]).exclude(code=CALLER)


def holdings_of(units: Sequence[Unit], day: date) -> list[OfficeHolding]:
    """Return the running holdings in the units themselves, with person and office, by name."""
    rows = OfficeHolding.objects.filter(active_on(day), unit__in=units).select_related("person", "office")
    return list(rows.order_by("office__order", "person__sort_name", "pk"))


def terms_not_over(unit: Unit, day: date) -> list[OfficeHolding]:
    """Return the board's terms in the unit that run on the day or begin later."""
    running = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    rows = OfficeHolding.objects.filter(running, unit=unit).exclude(office__code=CALLER)
    return list(rows.select_related("person", "office").order_by("office__order", "person__sort_name", "pk"))


def seats_of(unit: Unit, day: date) -> list[Seat]:
    """Return every office of the unit with those who hold it."""
    return _seats([unit], board_offices(unit), day)[0]


def matrix_below(unit: Unit, day: date) -> tuple[list[Office], list[tuple[Unit, list[Seat]]]]:
    """Return the offices that units directly below this one need, and each of those units with its seats."""
    units = children_of(unit, day)
    offices = list(Office.objects.filter(needed_in__overlap=sorted({each.kind for each in units})))
    return offices, list(zip(units, _seats(units, offices, day), strict=True))


def _seats(units: Sequence[Unit], offices: Sequence[Office] | QuerySet[Office], day: date) -> list[list[Seat]]:
    held: dict[tuple[int, int], list[OfficeHolding]] = {}
    for holding in holdings_of(units, day):
        held.setdefault((holding.unit_id, holding.office_id), []).append(holding)
    columns = list(offices)
    return [[Seat(unit, office, held.get((unit.pk, office.pk), [])) for office in columns] for unit in units]


def terms_that_end(unit: Unit, day: date) -> list[OfficeHolding]:
    """Return the terms in the unit and below it that end within two months, the first to end first."""
    rows = OfficeHolding.objects.filter(
        active_on(day), unit__path__startswith=unit.path, valid_until__lte=day + ENDS_SOON
    ).exclude(office__code=CALLER)
    return list(rows.select_related("person", "office", "unit").order_by("valid_until", "unit__path")[:50])


def changes_to_undo(unit: Unit, day: date) -> list[BoardChange]:
    """Return the changes of the unit's board that may still be undone, newest first."""
    rows = BoardChange.objects.filter(unit=unit, undone_at__isnull=True, at__date__gt=day - UNDO_FOR)
    return list(rows.select_related("by").order_by("-at")[:3])


def _needed(period: Period) -> list[tuple[int, int]]:
    """Return unit and office of every office that a unit of the period's last day should have filled."""
    offices = [(pk, set(kinds)) for pk, kinds in Office.objects.values_list("pk", "needed_in") if kinds]
    units = Unit.objects.filter(active_on(period.last)).values_list("pk", "kind")
    return [(unit, office) for unit, kind in units for office, kinds in offices if kind in kinds]


def offices_needed(period: Period) -> Mapping[int, float]:
    """Return how many offices each unit should have filled on the period's last day."""
    counts: dict[int, float] = {}
    for unit, _office in _needed(period):
        counts[unit] = counts.get(unit, 0) + 1
    return counts


def offices_filled(period: Period) -> Mapping[int, float]:
    """Return how many of the offices it should have filled each unit has filled on the period's last day."""
    filled = set(OfficeHolding.objects.filter(active_on(period.last)).values_list("unit_id", "office_id"))
    counts: dict[int, float] = {}
    for unit, office in _needed(period):
        if (unit, office) in filled:
            counts[unit] = counts.get(unit, 0) + 1
    return counts
