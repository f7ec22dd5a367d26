"""On which days units have done something: rooms above know what was held, and this room does not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from gjennomslag.core.indicators import Period

ActiveDays = Callable[[Collection[int], Period], Mapping[int, Collection[date]]]
"""The days of the period on which each of the units with these ids did something, in a fixed number of queries."""

_sources: list[ActiveDays] = []


def register_active_days(source: ActiveDays) -> None:
    """Let the room say on which days units did something."""
    _sources.append(source)


def days_with_something(unit_ids: Collection[int], period: Period) -> dict[int, set[date]]:
    """Return the days on which each of the units did something, as all rooms know it together."""
    days: dict[int, set[date]] = {unit: set() for unit in unit_ids}
    for source in _sources:
        for unit, found in source(unit_ids, period).items():
            days[unit].update(found)
    return days
