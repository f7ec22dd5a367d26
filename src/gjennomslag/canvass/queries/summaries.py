"""What a drive came to: counts, first-timers, what people care about as the rule lets it show, and what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gjennomslag.canvass.models import DayCount, Drive
from gjennomslag.canvass.queries.drives import turf_rows
from gjennomslag.canvass.queries.shifts import ShiftRow, coming_shifts_in
from gjennomslag.core.clock import week_of
from gjennomslag.voices.queries import PlaceThemes, areas_by_basic_unit, themes_by_area


@dataclass(frozen=True, slots=True)
class Summary:
    """A drive in numbers. ``left`` is None once what was noted at doors is deleted, ``first_timers`` until it closes.

    ``themes`` are the published states of the areas that the drive lies in, those of the whole year: what this drive
    added to them is not told apart, since that could be found by subtraction.
    """

    days: Sequence[DayCount]
    left: int | None
    first_timers: int | None
    themes: Sequence[PlaceThemes]
    shifts: Sequence[ShiftRow]

    @property
    def doors(self) -> int:
        """Return the doors knocked on; one knocked on two days counts twice."""
        return sum(day.doors for day in self.days)

    @property
    def conversations(self) -> int:
        """Return the conversations held."""
        return sum(day.conversations for day in self.days)


def summary_of(drive: Drive, now: datetime) -> Summary:
    """Return the summary, in a fixed number of queries."""
    days = list(DayCount.objects.filter(drive=drive).order_by("day"))
    deleted = any(day.frozen for day in days)
    left = None if deleted else sum(row.progress.left for row in turf_rows(drive, now))
    return Summary(
        days=[day for day in days if day.doors],
        left=left,
        first_timers=drive.first_timers,
        themes=_themes(drive),
        shifts=coming_shifts_in(drive.unit, now),
    )


def _themes(drive: Drive) -> list[PlaceThemes]:
    if drive.collection_id is None:
        return []
    areas = areas_by_basic_unit(drive.unit)
    codes = {areas[code].code for code in drive.basic_units if code in areas}
    places = themes_by_area(drive.unit, week_of(drive.starts_on).year)
    return [place for place in places if place.code in codes and place.answers]
