"""Keeping track of branches that have nothing planned."""

from __future__ import annotations

from datetime import date, datetime

from gjennomslag.activities.models import NothingPlanned
from gjennomslag.activities.queries.gaps import branches_on, next_by_unit
from gjennomslag.core.history import writing


def note_gaps(*, day: date, now: datetime) -> list[int]:
    """Note which branches have nothing planned, and forget those that have again; return the units not told yet."""
    branches = [unit.pk for unit in branches_on(day)]
    coming = next_by_unit(branches, now)
    empty = [pk for pk in branches if pk not in coming]
    with writing(by=None, why="branches with nothing planned"):
        NothingPlanned.objects.exclude(unit__in=empty).delete()
        NothingPlanned.objects.bulk_create(
            (NothingPlanned(unit_id=pk) for pk in empty), ignore_conflicts=True, batch_size=2000
        )
    return list(NothingPlanned.objects.filter(told_on__isnull=True).order_by("unit").values_list("unit_id", flat=True))


def mark_told(*, unit_id: int, day: date) -> bool:
    """Note that the unit's leaders are told; False where somebody was first."""
    with writing(by=None, why="told that nothing is planned"):
        return bool(NothingPlanned.objects.filter(unit=unit_id, told_on__isnull=True).update(told_on=day))
