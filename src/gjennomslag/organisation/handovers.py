"""What follows with an office when another takes it over: each room says what its people may have open.

Capabilities need no handing over: they follow from the office. What hangs on the person does (a list asked for, a
member taken to call, a campaign one leads), and the room that knows of it registers a ``Handover``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from gjennomslag.organisation.models import Person, Unit


@dataclass(frozen=True, slots=True)
class Handover:
    """One kind of thing that people who leave office may have open in a unit.

    ``count(unit, leaving)`` says how many. ``move(unit, heirs, by)`` hands them over: ``heirs`` gives for each who
    leaves the one who takes over, or None where nobody does, and what it returns is kept for ``undo(unit, rows)``.
    """

    key: str
    label: str | Promise
    count: Callable[[Unit, Collection[int]], int]
    move: Callable[[Unit, Mapping[int, int | None], Person], list[Any]]
    undo: Callable[[Unit, list[Any]], None]


_handovers: dict[str, Handover] = {}


def register_handover(handover: Handover) -> None:
    """Make it known."""
    _handovers[handover.key] = handover


def all_handovers() -> list[Handover]:
    """Return every registered one, by key."""
    return [_handovers[key] for key in sorted(_handovers)]
