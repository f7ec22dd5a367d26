"""How a local campaign follows the central one it was copied from: what is new there, and what is one's own.

Both sides are looked at as a flat content: a value for each key, ``field:title`` or ``task:12``, where tasks,
materials and days have the central one's number. The local campaign remembers what the central one said when it last
looked; where the central one says something else now, that is offered. What was changed locally is never overwritten
unasked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Content: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """A change in the central campaign. ``theirs`` or ``mine`` is None where there is no such thing (any more).

    ``edited`` says that it was changed locally as well.
    """

    key: str
    theirs: Any
    mine: Any
    edited: bool


def offers(central: Content, taken_over: Content, local: Content) -> list[Offer]:
    """Return what the central campaign says differently than when the local one last looked at it.

    What both say alike already is no offer.
    """
    keys = [*central, *(key for key in taken_over if key not in central)]
    changed = [key for key in keys if central.get(key) != taken_over.get(key) and central.get(key) != local.get(key)]
    return [
        Offer(key, central.get(key), local.get(key), edited=local.get(key) != taken_over.get(key)) for key in changed
    ]
