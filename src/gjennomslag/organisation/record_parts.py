"""What rooms above show on a person's page and under *My data*: they know what their tables say, this room does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from gjennomslag.organisation.models import Person


@dataclass(frozen=True, slots=True)
class RecordPart:
    """A part of the page: ``find(person, day)`` returns what the template shows as ``found``; None: nothing.

    It must stand in a declaration of what is held about people (``core.personal_data``) as well.
    """

    template: str
    find: Callable[[Person, date], object | None]


_parts: dict[str, RecordPart] = {}


def register_record_part(part: RecordPart) -> None:
    """Add a part to the page."""
    _parts[part.template] = part


def record_parts_of(person: Person, day: date) -> list[tuple[str, object]]:
    """Return the templates that have something to show of the person, each with what it shows."""
    found = [(each.template, each.find(person, day)) for each in _parts.values()]
    return [(template, value) for template, value in found if value is not None]
