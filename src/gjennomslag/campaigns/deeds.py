"""What the organisation has done, as breakthroughs name it: the rooms above say what they have held.

A breakthrough keeps the keys; the words are fetched anew when it is shown, so that nothing of it is kept twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from gjennomslag.organisation.models import Unit


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was held. ``key`` begins with the name of its source; ``address`` is its page.

    ``public`` says that it was open to everyone: what was not is told only to those who lead campaigns there.
    """

    key: str
    title: str
    day: date
    address: str
    public: bool


class Source(Protocol):
    """A room that holds things."""

    def held(self, unit: Unit, now: datetime) -> Sequence[Deed]:
        """Return what the unit has held for all its members or everyone, the latest first."""
        ...

    def deeds(self, keys: Collection[str]) -> Sequence[Deed]:
        """Return those of them that are there still. Those of other rooms are passed over."""
        ...


_sources: dict[str, Source] = {}


def add_source(name: str, source: Source) -> None:
    """Let breakthroughs name what the room holds. Its keys begin with the name and a hyphen."""
    _sources[name] = source


def held_by(unit: Unit, now: datetime) -> list[Deed]:
    """Return what the unit has held, room by room."""
    return [deed for source in _sources.values() for deed in source.held(unit, now)]


def deeds_with(keys: Collection[str]) -> Mapping[str, Deed]:
    """Return the deeds by key; those that are gone are absent."""
    return {deed.key: deed for source in _sources.values() for deed in source.deeds(keys)} if keys else {}
