"""How far a unit has come towards a number, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gjennomslag.core.clock import weeks_left


@dataclass(frozen=True, slots=True)
class Progress:
    """What is done of a year's target on a day. Without a target (None) nothing is left and nothing expected."""

    done: int
    target: int | None
    year: int
    day: date

    @property
    def left(self) -> int | None:
        """Return how many are left, never below 0."""
        return None if self.target is None else max(0, self.target - self.done)

    @property
    def per_week(self) -> int | None:
        """Return how many it takes in each remaining week, this one included; None when the year is over."""
        weeks = weeks_left(self.year, self.day)
        return None if self.left is None or not weeks else -(-self.left // weeks)

    @property
    def share(self) -> float | None:
        """Return the share of the target that is done."""
        return self.done / self.target if self.target else None

    @property
    def expected(self) -> int | None:
        """Return where an even pace would have come by the end of the day."""
        if self.target is None:
            return None
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        passed = min(max((self.day - first).days + 1, 0), (last - first).days + 1)
        return round(self.target * passed / ((last - first).days + 1))

    @property
    def even_week(self) -> int | None:
        """Return how many a week it takes at an even pace through the whole year."""
        return None if self.target is None else -(-self.target // weeks_left(self.year, date(self.year, 1, 1)))
