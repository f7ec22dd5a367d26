"""Doors and conversations counted, by unit and by week: only what was recorded in the unit itself."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Sum

from gjennomslag.canvass.models import DayCount
from gjennomslag.core.clock import Week, week_of
from gjennomslag.core.indicators import Period
from gjennomslag.organisation.models import Unit


def _sums(field: str, period: Period) -> Mapping[int, float]:
    rows = DayCount.objects.filter(day__gte=period.first, day__lte=period.last).values_list("unit")
    return dict(rows.annotate(n=Sum(field)))


def conversations_by_unit(period: Period) -> Mapping[int, float]:
    """Return the conversations held at doors in the period, by unit id."""
    return _sums("conversations", period)


def doors_by_unit(period: Period) -> Mapping[int, float]:
    """Return the doors knocked on in the period, by unit id. A door knocked on two days counts twice."""
    return _sums("doors", period)


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
