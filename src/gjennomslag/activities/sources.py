"""What rooms above hold that people can join too, such as shifts at the doors, shown and counted with the activities.

A room above registers a ``Source`` and stays the only one to know its own tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from gjennomslag.activities.choices import ActivityKind


@dataclass(frozen=True, slots=True)
class Listed:
    """Something to join, as lists and calendars show it. ``key`` names it for good, ``address`` is its own page."""

    key: str
    unit_id: int
    unit_name: str
    kind: ActivityKind
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    address: str
    full: bool = False
    cancelled: bool = False


class HeldDay(NamedTuple):
    """A unit did something of this kind on a day, with members taking an active part at a place."""

    unit_id: int
    day: date
    kind: ActivityKind


class Source(Protocol):
    """A room that has things to join."""

    def coming(self, unit_ids: Sequence[int], now: datetime) -> Sequence[Listed]:
        """Return what those units have that is not over and takes people, in one query."""
        ...

    def held(self, first: date, last: date) -> Sequence[HeldDay]:
        """Return each unit's days with something of a kind between the days, in one query."""
        ...


_sources: dict[type[Source], Source] = {}


def add_source(source: Source) -> None:
    """Add the room's things to lists, calendars and numbers."""
    _sources[type(source)] = source


def coming_elsewhere(unit_ids: Sequence[int], now: datetime) -> list[Listed]:
    """Return what other rooms have in the units, the next first."""
    found = [listed for source in _sources.values() for listed in source.coming(unit_ids, now)] if unit_ids else []
    return sorted(found, key=lambda each: each.starts_at)


def held_elsewhere(first: date, last: date) -> list[HeldDay]:
    """Return the days on which units did something that another room has counted."""
    return [held for source in _sources.values() for held in source.held(first, last)]
