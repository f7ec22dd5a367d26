"""On which days units have done something: rooms above know what was held, and this room does not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from gjennomslag.core.indicators import Period

Signs = Callable[[Collection[int], Period], Mapping[int, Collection[date]]]
"""The days of the period on which each of the units with these ids did something, in a fixed number of queries."""

_signs: list[Signs] = []


def register_signs_of_life(signs: Signs) -> None:
    """Let the room say on which days units did something."""
    _signs.append(signs)


def days_with_something(unit_ids: Collection[int], period: Period) -> dict[int, set[date]]:
    """Return the days on which each of the units did something, as all rooms know it together."""
    days: dict[int, set[date]] = {unit: set() for unit in unit_ids}
    for signs in _signs:
        for unit, found in signs(unit_ids, period).items():
            days[unit].update(found)
    return days
