"""Today, and the Norwegian calendar's weeks, in one place so that tests can set the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.utils import timezone


def today() -> date:
    """Return the day in the installation's time zone."""
    return timezone.localdate()


class Week(NamedTuple):
    """An ISO week: weeks start on Monday, and week 1 has the year's first Thursday."""

    year: int
    number: int

    @property
    def monday(self) -> date:
        """Return the week's first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Return the week's last day."""
        return self.monday + timedelta(days=6)


def week_of(day: date) -> Week:
    """Return the ISO week a day lies in."""
    year, number, _ = day.isocalendar()
    return Week(year, number)


def weeks_left(year: int, day: date) -> int:
    """Return how many weeks of the calendar year are left, the current one included; 0 when the year is over.

    Before the year begins, all its weeks are left.
    """
    last = date(year, 12, 31)
    start = max(day, date(year, 1, 1))
    return max(0, -(-((last - start).days + 1) // 7))
