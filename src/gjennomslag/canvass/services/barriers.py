"""Importing what nobody walks across."""

from __future__ import annotations

from gjennomslag.canvass.barrier_files import lines_in
from gjennomslag.canvass.models import UnitBarriers
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person, Unit


def import_barriers(*, unit: Unit, text: str, file_name: str, by: Person) -> int:
    """Keep the lines of a GeoJSON text as the unit's barriers, instead of any before; return how many there are.

    Turfs that are cut already stay as they are. Raises ``UnusableBarriers``; then nothing is changed.
    """
    lines = [line.round(7).tolist() for line in lines_in(text)]
    with writing(by=by, why="barriers imported"):
        UnitBarriers.objects.update_or_create(unit=unit, defaults={"file_name": file_name[:120], "lines": lines})
    return len(lines)


def remove_barriers(*, unit: Unit, by: Person) -> None:
    """Forget the unit's barriers; turfs that are cut already stay as they are."""
    with writing(by=by, why="barriers removed"):
        UnitBarriers.objects.filter(unit=unit).delete()
