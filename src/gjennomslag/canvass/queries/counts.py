"""What was done at doors, counted by unit and by week: only what was recorded in the unit itself."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, Exists, OuterRef, Sum

from gjennomslag.canvass.models import DayCount, Drive, Turf
from gjennomslag.core.clock import Week, week_of
from gjennomslag.core.indicators import Period
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.queries.offices import terms_in


def _sums(field: str, period: Period) -> Mapping[int, float]:
    rows = DayCount.objects.filter(day__gte=period.first, day__lte=period.last).values_list("unit")
    return dict(rows.annotate(n=Sum(field)))


def conversations_by_unit(period: Period) -> Mapping[int, float]:
    """Return the conversations held at doors in the period, by unit id."""
    return _sums("conversations", period)


def doors_by_unit(period: Period) -> Mapping[int, float]:
    """Return the doors knocked on in the period, by unit id. A door knocked on two days counts twice."""
    return _sums("doors", period)


def days_by_unit(period: Period) -> Mapping[int, float]:
    """Return on how many days of the period doors were knocked on, by unit id (G1.P1b, G1.L1)."""
    rows = DayCount.objects.filter(day__range=period, doors__gt=0).values_list("unit")
    return dict(rows.annotate(n=Count("day", distinct=True)))


def first_timers_by_unit(period: Period) -> Mapping[int, float]:
    """Return how many were out for the first time in the drives that were closed in the period, by unit id (G1.S1c).

    That is told when a drive closes, and of nobody by name, so that a drive counts on the day it was closed.
    """
    rows = Drive.objects.filter(closed_on__range=period, first_timers__gt=0).values_list("unit")
    return dict(rows.annotate(n=Sum("first_timers")))


def structures_by_unit(period: Period) -> Mapping[int, float]:
    """Return 1 for each unit that in the period had turfs to walk and a canvass lead at the same time (G1.P1a)."""
    terms = terms_in(period, "canvass_lead")
    cut = Exists(Turf.objects.filter(drive=OuterRef("pk")))
    drives = Drive.objects.filter(cut, starts_on__lte=period.last, ends_on__gte=period.first, unit__in=terms)
    return {
        unit: 1
        for unit, first, last in drives.values_list("unit", "starts_on", "ends_on")
        if any(begins <= last and first <= ends for begins, ends in terms[unit])
    }


def counts_by_week(unit: Unit, period: Period) -> dict[Week, tuple[int, int]]:
    """Return (doors, conversations) for each ISO week with any, for the unit and all units below it."""
    days = (
        DayCount.objects.filter(unit__path__startswith=unit.path, day__gte=period.first, day__lte=period.last)
        .values_list("day")
        .annotate(all_doors=Sum("doors"), all_conversations=Sum("conversations"))
    )
    weeks: dict[Week, tuple[int, int]] = {}
    for day, doors, conversations in days.order_by("day"):
        before = weeks.get(week_of(day), (0, 0))
        weeks[week_of(day)] = (before[0] + doors, before[1] + conversations)
    return weeks
