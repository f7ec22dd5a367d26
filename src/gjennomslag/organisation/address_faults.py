"""What is wrong with a person's addresses: the room that writes to people knows, and this room does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gjennomslag.organisation.choices import Channel
from gjennomslag.organisation.models import Person

AddressFaults = Callable[[Person], Mapping[Channel, str]]
"""What is wrong with the addresses the person has now, in words, by channel; nothing for those that work."""

_sources: list[AddressFaults] = []


def register_address_faults(source: AddressFaults) -> None:
    """Let the room say which addresses do not work."""
    _sources.append(source)


def faults_of(person: Person) -> dict[Channel, str]:
    """Return what is wrong with the person's addresses, as all rooms know it together."""
    return {channel: words for source in _sources for channel, words in source(person).items()}
