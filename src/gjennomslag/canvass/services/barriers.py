"""Importing what nobody walks across."""

from __future__ import annotations

from dataclasses import dataclass

from gjennomslag.canvass.barrier_files import lines_in, lines_within
from gjennomslag.canvass.models import UnitBarriers
from gjennomslag.canvass.queries.streets import boxes_of
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person, Unit


@dataclass(frozen=True, slots=True)
class Imported:
    """How many lines of a file were kept, and how many lie elsewhere and were left out."""

    kept: int
    left_out: int


def import_barriers(*, unit: Unit, text: str, file_name: str, by: Person) -> Imported:
    """Keep the lines of a GeoJSON text that lie where the unit is as its barriers, instead of any before.

    Turfs that are cut already stay as they are. Raises ``UnusableBarriers``; then nothing is changed.
    """
    found = lines_in(text)
    lines = [line.round(7).tolist() for line in lines_within(found, boxes_of(unit))]
    with writing(by=by, why="barriers imported"):
        UnitBarriers.objects.update_or_create(unit=unit, defaults={"file_name": file_name[:120], "lines": lines})
    return Imported(len(lines), len(found) - len(lines))


def remove_barriers(*, unit: Unit, by: Person) -> None:
    """Forget the unit's barriers; turfs that are cut already stay as they are."""
    with writing(by=by, why="barriers removed"):
        UnitBarriers.objects.filter(unit=unit).delete()
