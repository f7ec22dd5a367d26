"""What rooms above have that letters can invite to, such as activities: picked instead of typed, answered with one tap.

A room above registers a ``Source`` and stays the only one to know its own tables. A letter keeps the offer's key, and
what stood there when it was picked; the words are fetched anew when the letter is prepared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import QuerySet

from gjennomslag.organisation.models import Person, Unit


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to join. ``key`` begins with the name of its source; ``address`` is its page, the same for everyone."""

    key: str
    title: str
    detail_nb: str
    detail_nn: str
    address: str
    over: bool = False


class Source(Protocol):
    """A room that has things to invite to."""

    def coming(self, unit: Unit, now: datetime) -> Sequence[Offer]:
        """Return what the unit can invite its members to, the next first."""
        ...

    def found(self, keys: Collection[str], now: datetime) -> Sequence[Offer]:
        """Return those of the offers that are there still."""
        ...

    def address_to(self, key: str, register_id: UUID) -> str:
        """Return where one person answers without signing in. Asks the database for nothing."""
        ...

    def told(self, keys: Collection[str], people: QuerySet[Person], now: datetime) -> None:
        """Note that these people have got a letter about the offers. Repeating it changes nothing."""
        ...


_sources: dict[str, Source] = {}


def add_source(name: str, source: Source) -> None:
    """Let letters invite to what the room has. Its offers' keys begin with the name and a hyphen."""
    _sources[name] = source


def _by_source(keys: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in keys:
        found.setdefault(key.partition("-")[0], []).append(key)
    return {name: mine for name, mine in found.items() if name in _sources}


def coming_offers(unit: Unit, now: datetime) -> list[Offer]:
    """Return what the unit can invite its members to."""
    return [offer for source in _sources.values() for offer in source.coming(unit, now)]


def offers_with(keys: Collection[str], now: datetime) -> Mapping[str, Offer]:
    """Return the offers by key; those that are gone are absent."""
    found = (offer for name, mine in _by_source(keys).items() for offer in _sources[name].found(mine, now))
    return {offer.key: offer for offer in found}


def address_to(key: str, register_id: UUID) -> str:
    """Return where one person answers to the offer; empty where no room has such."""
    source = _sources.get(key.partition("-")[0])
    return source.address_to(key, register_id) if source else ""


def note_told(keys: Collection[str], people: QuerySet[Person], now: datetime) -> None:
    """Let the rooms note that these people have got a letter about the offers."""
    for name, mine in _by_source(keys).items():
        _sources[name].told(mine, people, now)
