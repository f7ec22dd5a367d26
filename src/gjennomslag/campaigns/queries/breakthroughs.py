"""Reads about breakthroughs: a unit's, and those that everyone may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from gjennomslag.campaigns.choices import Outcome
from gjennomslag.campaigns.deeds import Deed, deeds_with
from gjennomslag.campaigns.models import Breakthrough, Wall
from gjennomslag.organisation.models import Unit


def breakthroughs_of(unit: Unit) -> QuerySet[Breakthrough]:
    """Return the breakthroughs of the unit and of the units below it, the newest first."""
    rows = Breakthrough.objects.filter(unit__path__startswith=unit.path)
    return rows.select_related("unit", "campaign__unit", "heard")


def is_open(unit: Unit) -> bool:
    """Say whether the unit lets everyone see its breakthroughs."""
    return Wall.objects.filter(unit=unit, open=True).exists()


def wall_of(code: str) -> tuple[Unit, QuerySet[Breakthrough]] | None:
    """Return the unit and what it lets everyone see, or None where it has no open wall. What was lost is not on it."""
    wall = Wall.objects.filter(unit__code=code, open=True).select_related("unit").first()
    if wall is None:
        return None
    won = Breakthrough.objects.filter(unit=wall.unit, public=True, outcome__in=[Outcome.WON, Outcome.PARTLY])
    return wall.unit, won


@dataclass(frozen=True, slots=True)
class Told:
    """A breakthrough with what was held for it."""

    breakthrough: Breakthrough
    deeds: Sequence[Deed]


def told(breakthroughs: Iterable[Breakthrough], *, to_everyone: bool = False) -> list[Told]:
    """Return the breakthroughs with what was held for them, looked up once for all; to everyone only what was open."""
    rows = list(breakthroughs)
    found = deeds_with({key for each in rows for key in each.deeds})
    may_be_told = {key: deed for key, deed in found.items() if deed.public or not to_everyone}
    return [Told(each, [may_be_told[key] for key in each.deeds if key in may_be_told]) for each in rows]
