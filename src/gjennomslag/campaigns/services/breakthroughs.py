"""Registering breakthroughs, and opening a unit's wall of them to everyone."""

from __future__ import annotations

from typing import Any

from gjennomslag.campaigns.models import Breakthrough, Wall
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person, Unit


def save_breakthrough(
    *, unit: Unit, by: Person, breakthrough: Breakthrough | None = None, **values: Any
) -> Breakthrough:
    """Register a breakthrough of the unit, or change the one given."""
    with writing(by=by, why="breakthrough registered"):
        saved = breakthrough or Breakthrough(unit=unit, registered_by=by)
        for name, value in values.items():
            setattr(saved, name, value)
        saved.save()
    return saved


def remove_breakthrough(*, breakthrough: Breakthrough, by: Person) -> None:
    """Take back a breakthrough that was registered by mistake."""
    with writing(by=by, why="breakthrough taken back"):
        breakthrough.delete()


def set_wall(*, unit: Unit, open_to_all: bool, by: Person) -> None:
    """Let everyone see the unit's breakthroughs, or members alone."""
    with writing(by=by, why="wall opened" if open_to_all else "wall closed"):
        Wall.objects.update_or_create(unit=unit, defaults={"open": open_to_all, "changed_by": by})
