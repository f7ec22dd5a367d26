"""What canvassing publishes to plans and boards."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gjennomslag.canvass.models import DayCount
from gjennomslag.canvass.queries.counts import conversations_by_unit, doors_by_unit
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


def publish_indicators() -> None:
    """Publish conversations and doors."""
    page = Page("canvass:drives", _("Go knocking on doors"))
    for key, label, measure in (
        ("canvass.conversations", _("Conversations at the door"), conversations_by_unit),
        ("canvass.doors", _("Doors knocked on"), doors_by_unit),
    ):
        publish(Indicator(key, label, measure, examples=drives_behind, page=page))
