"""Where the doors have been knocked on, and where one should go next: never by who lives there, only by when."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count
from django.db.models.functions import TruncMonth

from gjennomslag.canvass.models import AreaCount, Visit
from gjennomslag.canvass.queries.areas import Area
from gjennomslag.canvass.queries.drives import KNOCKED
from gjennomslag.canvass.queries.workload import Workload

ROUND_TO = 10
"""Counts of an area's doors are rounded up to whole tens before they are kept."""


class Visited(StrEnum):
    """How much of an area was visited in the last twelve months, or that it was visited before, or never."""

    NEVER = "never"
    LONG_AGO = "long-ago"
    BEGUN = "begun"
    MOSTLY = "mostly"


MOSTLY = 0.5
"""The share of an area's doors from which on it counts as mostly visited."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """An area, the month it was last visited in (its first day, or None) and the doors knocked on in twelve months.

    ``doors`` is about right, and never more than the area has. ``lately``: somebody was there this month.
    """

    area: Area
    last: date | None
    doors: int
    lately: bool

    @property
    def left(self) -> int:
        """Return the doors that nobody has knocked on in twelve months."""
        return self.area.doors - self.doors

    @property
    def share(self) -> float:
        """Return the share of the area's doors that were knocked on in twelve months."""
        return self.doors / self.area.doors if self.area.doors else 1.0

    @property
    def visited(self) -> Visited:
        """Return how much of the area was visited, and when."""
        if self.last is None:
            return Visited.NEVER
        if not self.doors:
            return Visited.LONG_AGO
        return Visited.MOSTLY if self.share >= MOSTLY else Visited.BEGUN


MonthlyDoors = dict[tuple[str, date], int]


def doors_by_month(areas: Collection[str]) -> MonthlyDoors:
    """Return the doors knocked on in each of the areas (codes) and each month.

    Counts that are kept and visits that are not deleted yet together. A door knocked on twice in a month of a drive
    counts once.
    """
    found: MonthlyDoors = {}
    kept = AreaCount.objects.filter(area__in=areas).values_list("area", "month", "doors")
    fresh = (
        Visit.objects.filter(door__address__basic_unit__in=areas, state__in=KNOCKED)
        .values_list("door__address__basic_unit", TruncMonth("day"))
        .annotate(n=Count("door", distinct=True))
    )
    for area, month, doors in [*kept, *fresh]:
        found[area, month] = found.get((area, month), 0) + doors
    return found


def coverage_of(areas: Sequence[Area], today: date) -> list[Coverage]:
    """Return when each of the areas was last visited and how much of it in the last twelve months, in two queries."""
    months = doors_by_month([area.code for area in areas])
    this_month = today.replace(day=1)
    year_ago = this_month.replace(year=this_month.year - 1)
    last: dict[str, date] = {}
    recent: dict[str, int] = {}
    for (code, month), doors in months.items():
        last[code] = max(last.get(code, month), month)
        if month > year_ago:
            recent[code] = recent.get(code, 0) + doors
    return [
        Coverage(
            area,
            last.get(area.code),
            min(area.doors, recent.get(area.code, 0)),
            lately=last.get(area.code, date.min) >= this_month,
        )
        for area in areas
    ]


_VISITED = list(Visited)


def suggested(
    coverage: Sequence[Coverage],
    works: Mapping[str, Workload],
    middles: Mapping[str, tuple[float, float]],
    minutes: float,
) -> list[Coverage]:
    """Return the areas to go to next: those least visited that lie together and fill the minutes one has.

    The first is the area least visited (``Visited``, never before all), then longest ago, then least of it, then with
    most to do. The next ones are as little visited as the first is, the nearest first, as long as the minutes last.
    ``works`` are all doors of the areas, since that is what a drive there walks. What people there may think plays no
    part, and nothing is kept that could say it. ``middles`` are in metres.
    """

    def how_visited(each: Coverage) -> tuple[int, date, float, float, str]:
        needed = works[each.area.code].minutes
        return _VISITED.index(each.visited), each.last or date.min, each.share, -needed, each.area.code

    waiting = sorted((each for each in coverage if each.area.code in works), key=how_visited)
    if not waiting:
        return []
    first = waiting[0]
    here = middles[first.area.code]
    others = sorted(
        (each for each in waiting[1:] if each.visited == first.visited),
        key=lambda each: (math.dist(here, middles[each.area.code]), each.area.code),
    )
    found, left = [first], minutes - works[first.area.code].minutes
    for each in others:
        if left < works[each.area.code].minutes:
            break
        found.append(each)
        left -= works[each.area.code].minutes
    return found
