"""Reads about elections."""

from __future__ import annotations

from gjennomslag.algorithms.recurrence import Election as ElectionDay
from gjennomslag.algorithms.recurrence import ElectionCalendar
from gjennomslag.elections.models import Election


def election_calendar() -> ElectionCalendar:
    """Return all recorded elections as the calendar from which classes of years are told."""
    rows = Election.objects.order_by("day").values_list("kind", "day")
    return ElectionCalendar(tuple(ElectionDay(kind, day) for kind, day in rows))
