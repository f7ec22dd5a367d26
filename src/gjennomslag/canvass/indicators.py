"""What canvassing publishes to plans and boards."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gjennomslag.canvass.models import DayCount, Drive
from gjennomslag.canvass.queries.area_counts import areas_by_unit, areas_visited_by_unit
from gjennomslag.canvass.queries.counts import (
    conversations_by_unit,
    days_by_unit,
    doors_by_unit,
    first_timers_by_unit,
    structures_by_unit,
)
from gjennomslag.core.indicators import Example, Indicator, Page, Period, publish


def drives_behind(period: Period, unit_ids: Sequence[int]) -> list[Example]:
    """Return the drives in which the counted doors were knocked on, newest first, at most fifty."""
    rows = (
        DayCount.objects.filter(day__gte=period.first, day__lte=period.last, unit__in=unit_ids, doors__gt=0)
        .values_list("drive__title", "drive_id", "unit__code", "unit__name")
        .distinct()
        .order_by("-drive_id")[:50]
    )
    return [
        Example(f"{title}, {unit}", reverse("canvass:drive", kwargs={"code": code, "drive": drive}))
        for title, drive, code, unit in rows
    ]


def closed_drives_behind(period: Period, unit_ids: Sequence[int]) -> list[Example]:
    """Return the drives closed in the period that brought out somebody for the first time, newest first, at most 50."""
    drives = Drive.objects.filter(closed_on__range=period, unit__in=unit_ids, first_timers__gt=0).order_by("-closed_on")
    return [
        Example(f"{drive.title}, {drive.unit.name}: {drive.first_timers}", _address("canvass:summary", drive))
        for drive in drives.select_related("unit")[:50]
    ]


def _address(name: str, drive: Drive) -> str:
    return reverse(name, kwargs={"code": drive.unit.code, "drive": drive.pk})


def publish_indicators() -> None:
    """Publish what is done at doors, where, and by how many new people."""
    knock, areas = Page("canvass:drives", _("Go knocking on doors")), Page("canvass:areas", _("Choose where to knock"))
    for key, label, measure, examples, page in (
        ("canvass.conversations", _("Conversations at the door"), conversations_by_unit, drives_behind, knock),
        ("canvass.doors", _("Doors knocked on"), doors_by_unit, drives_behind, knock),
        ("canvass.sessions", _("Days of door-knocking"), days_by_unit, drives_behind, knock),
        ("canvass.voter_contact_structures", _("Units with a lead and turfs"), structures_by_unit, None, knock),
        ("canvass.first_time_canvassers", _("First-timers"), first_timers_by_unit, closed_drives_behind, knock),
        ("canvass.areas", _("Areas with doors"), areas_by_unit, None, areas),
        ("canvass.areas_visited", _("Areas visited"), areas_visited_by_unit, drives_behind, areas),
    ):
        publish(Indicator(key, label, measure, examples=examples, page=page))
