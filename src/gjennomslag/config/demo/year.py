"""What the branches have done since the plan began: drives that are over, and what is counted of them.

Nothing is left of a drive that ended more than 30 days ago but its counts, in the demo as in real use. Its doors are
therefore not needed here.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gjennomslag.canvass.models import DayCount, Drive
from gjennomslag.canvass.rules import KEEP_VISITS
from gjennomslag.canvass.services.drives import close_drive, start_drive
from gjennomslag.config.demo.units import AREAS_IN_A_PART, rows
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Unit

# How likely somebody goes out on a weekday, Monday first.
WEEKDAYS = (2, 5, 4, 5, 1, 6, 3)
CONVERSATIONS_A_DAY = (16, 44)
DOORS_FOR_A_CONVERSATION = (2.3, 4.2)


@dataclass(frozen=True, slots=True)
class Season:
    """A time of year in which branches knock on doors, and its part of the year's conversations."""

    title: str
    first: tuple[int, int]
    last: tuple[int, int]
    share: float
    joined_by: float

    def days(self, year: int, chance: random.Random) -> tuple[date, date]:
        """Return its first and last day in the year for one branch: no two begin on the same day."""
        shift = timedelta(days=round(chance.triangular(-18, 18, 0)))
        return date(year, *self.first) + shift, date(year, *self.last) + shift


SEASONS = (
    Season("Vinterens lytterunde", (2, 2), (3, 22), 0.14, 0.45),
    Season("Vårens dørbank", (4, 13), (6, 14), 0.36, 0.85),
    Season("Høstens dørbank", (8, 17), (10, 11), 0.38, 0.9),
    Season("Runden før jul", (10, 26), (12, 13), 0.12, 0.5),
)


def canvass_the_years(
    units: Mapping[str, Unit],
    targets: Mapping[int, Mapping[int, int]],
    today: date,
    chance: random.Random,
    *,
    home: str,
) -> int:
    """Make the drives and counts of all branches, and return how many conversations they had.

    ``home`` has a drive under way that is made elsewhere, with doors; here it gets only what is long over.
    """
    total = 0
    for code, unit in units.items():
        if unit.kind not in {UnitKind.LOCAL, UnitKind.STUDENT}:
            continue
        zeal = chance.triangular(0.25, 1.45, 0.95)
        for year, numbers in targets.items():
            target = numbers.get(unit.pk, 120)
            for season in SEASONS:
                first, last = season.days(year, chance)
                begun = last < today - KEEP_VISITS if code == home else first <= today
                if begun and chance.random() < season.joined_by:
                    wanted = round(target * zeal * season.share / season.joined_by * chance.uniform(0.7, 1.3))
                    days = _days_out(first, last, wanted, chance)
                    drive = _start(unit, f"{season.title} {year}", days[0], last)
                    total += _count(drive, [day for day in days if day <= today], today, chance)
    return total


def _days_out(first: date, last: date, conversations: int, chance: random.Random) -> list[date]:
    """Return the days on which a branch that wants so many conversations goes out, in order; at least one."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    number = max(1, math.ceil(conversations / (sum(CONVERSATIONS_A_DAY) / 2)))
    return sorted(set(chance.choices(days, [WEEKDAYS[day.weekday()] for day in days], k=number)))


def _start(unit: Unit, title: str, starts_on: date, ends_on: date) -> Drive:
    return start_drive(
        unit=unit,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        basic_units=basic_units_of(unit),
        doors_per_turf=60,
        by=None,
    )


def _count(drive: Drive, days: Sequence[date], today: date, chance: random.Random) -> int:
    """Make the counts of the days, close the drive if it is over, and return how many conversations there were."""
    if drive.ends_on < today:
        close_drive(drive=drive, on=drive.ends_on, by=None)
    frozen = drive.closed_on is not None and drive.closed_on <= today - KEEP_VISITS
    counts = []
    for day in days:
        conversations = chance.randint(*CONVERSATIONS_A_DAY)
        doors = round(conversations * chance.uniform(*DOORS_FOR_A_CONVERSATION))
        counts.append(
            DayCount(drive=drive, unit=drive.unit, day=day, doors=doors, conversations=conversations, frozen=frozen)
        )
    DayCount.objects.bulk_create(counts)
    return sum(count.conversations for count in counts)


def basic_units_of(unit: Unit) -> list[str]:
    """Return codes of basic units in the unit's municipalities: well-formed and invented."""
    codes = next(row.municipalities for row in rows() if row.code == unit.code)
    areas = [f"{code[:4]}{code[5:] or '01'}{area:02d}" for code in codes for area in range(1, AREAS_IN_A_PART + 1)]
    return areas or ["03010101"]
