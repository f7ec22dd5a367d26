"""What a year may come to: an honest range, from paces that have been kept and not from hopes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from math import ceil, floor

EARLIEST_DAYS = 28
"""Before so much of a year is gone nothing is said of how it may end."""


class Reach(Enum):
    """Whether a target is reached at the paces that have been kept."""

    YES = "yes"
    PERHAPS = "perhaps"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the year comes to, at the slowest and at the quickest of the paces."""

    low: int
    high: int

    def reaches(self, target: int) -> Reach:
        """Say whether the target is reached."""
        if self.low >= target:
            return Reach.YES
        return Reach.PERHAPS if self.high >= target else Reach.NO


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was done in so many days up to now."""

    done: float
    days: int


def forecast(
    *, so_far: Stretch, days_left: int, recent: Iterable[Stretch], last_year: float = 0, last_year_by_now: float = 0
) -> Forecast | None:
    """Return what the year may come to, or None where it is too early or too little to tell.

    The paces are that of the year so far, those of the recent stretches, and, where there is a year before, as it went
    on from this day then. Work that comes in waves is why they differ, and why one number alone would be a lie.
    """
    if so_far.days < EARLIEST_DAYS or so_far.done <= 0 or days_left <= 0:
        return None
    ends = [so_far.done + each.done / each.days * days_left for each in (so_far, *recent) if each.days > 0]
    if last_year_by_now > 0:
        ends.append(so_far.done * last_year / last_year_by_now)
    return Forecast(floor(min(ends)), ceil(max(ends)))
