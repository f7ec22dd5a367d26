"""Shifts at the doors, as something to join beside activities, and days at the doors as something held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gjennomslag.activities.choices import ActivityKind
from gjennomslag.activities.sources import HeldDay, Listed
from gjennomslag.canvass.links import shift_token_of
from gjennomslag.canvass.models import DayCount, Shift


class Doors:
    """What the doors add to activities."""

    def coming(self, unit_ids: Sequence[int], now: datetime) -> list[Listed]:
        """Return the units' shifts that take people."""
        shifts: QuerySet[Shift] = Shift.objects.filter(
            drive__unit__in=unit_ids, drive__closed_on=None, called_off=False, starts_at__gt=now
        )
        rows = shifts.select_related("drive__unit").annotate(number=Count("sign_ups")).order_by("starts_at", "pk")
        return [self._listed(each, full=each.number >= each.capacity) for each in rows]

    def held(self, first: date, last: date) -> list[HeldDay]:
        """Return the days on which units knocked on doors."""
        rows = DayCount.objects.filter(day__gte=first, day__lte=last, doors__gt=0).values_list("unit_id", "day")
        return [HeldDay(unit, day, ActivityKind.DOOR_KNOCKING) for unit, day in rows.distinct()]

    def _listed(self, shift: Shift, *, full: bool) -> Listed:
        unit = shift.drive.unit
        return Listed(
            key=f"shift-{shift.pk}",
            unit_id=unit.pk,
            unit_name=unit.name,
            kind=ActivityKind.DOOR_KNOCKING,
            title=_("Door-knocking: %(drive)s") % {"drive": shift.drive.title},
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            place=shift.place,
            address=reverse("canvass:join_shift", args=[shift_token_of(shift)]),
            full=full,
        )
