"""What rooms above show on a unit's health page: they know what their tables say about it, and this room does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from gjennomslag.organisation.models import Unit


@dataclass(frozen=True, slots=True)
class HealthPart:
    """A part of the page: ``find(unit, members, day)`` returns what the template shows as ``found``; None: nothing."""

    template: str
    find: Callable[[Unit, int, date], object | None]


_parts: dict[str, HealthPart] = {}


def register_health_part(part: HealthPart) -> None:
    """Add a part to the page."""
    _parts[part.template] = part


def parts_for(unit: Unit, members: int, day: date) -> list[tuple[str, object]]:
    """Return the templates that have something to show of the unit, each with what it shows."""
    found = [(each.template, each.find(unit, members, day)) for each in _parts.values()]
    return [(template, value) for template, value in found if value is not None]
