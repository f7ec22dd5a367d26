"""The capability to hold activities, and what follows from time and room alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from gjennomslag.activities.choices import Answer
from gjennomslag.core.capabilities import register_capability

ORGANISE = register_capability("activities.organise", _("Plan activities"))
KEEP_TEMPLATES = register_capability("activities.keep_templates", _("Keep the templates for activities"))

GUESTS_KEPT = timedelta(days=14)
"""So long after an activity the names of guests and of those who did not come are kept."""
ATTENDANCE_KEPT = timedelta(days=4 * 366)
"""So long it is kept which members took part: one period of a work plan."""


def takes_answers(*, cancelled: bool, ends_at: datetime, now: datetime) -> bool:
    """Say whether one can still answer: it takes place and is not over."""
    return not cancelled and ends_at > now


DOOR_OPENS, DOOR_CLOSES = timedelta(hours=24), timedelta(hours=24)


def door_is_open(*, cancelled: bool, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Say whether the list at the door can be opened: from a day before it begins until a day after it is over."""
    return not cancelled and starts_at - DOOR_OPENS <= now < ends_at + DOOR_CLOSES


def answer_given(*, coming: int, capacity: int | None) -> Answer:
    """Return what becomes of a yes when so many are coming already."""
    return Answer.COMING if capacity is None or coming < capacity else Answer.WAITING


def moves_up(*, coming: int, capacity: int | None, waiting: int) -> int:
    """Return how many of those who wait get a place."""
    return waiting if capacity is None else max(0, min(waiting, capacity - coming))
