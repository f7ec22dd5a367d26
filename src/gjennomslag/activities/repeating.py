"""On which days an activity is repeated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Repeat(models.TextChoices):
    """How often an activity is repeated."""

    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every other week")
    MONTHLY = "monthly", _("Every month, on the same day of the week")


def repeated(first: date, repeat: Repeat, times: int) -> list[date]:
    """Return the first day and those that follow, ``times`` in all.

    Monthly keeps the weekday and its number in the month (the second Tuesday). A fifth weekday, which not every month
    has, is taken as the last one.
    """
    if repeat is Repeat.MONTHLY:
        months = _months_from(first, times)
        return [_same_weekday(first, year, month) for year, month in months]
    step = timedelta(days=7 if repeat is Repeat.WEEKLY else 14)
    return [first + number * step for number in range(times)]


def _months_from(first: date, times: int) -> Iterator[tuple[int, int]]:
    for number in range(times):
        years, month = divmod(first.month - 1 + number, 12)
        yield first.year + years, month + 1


def _same_weekday(first: date, year: int, month: int) -> date:
    place = (first.day - 1) // 7
    begins = date(year, month, 1)
    day = begins + timedelta(days=(first.weekday() - begins.weekday()) % 7 + 7 * place)
    return day if day.month == month else day - timedelta(days=7)
