"""Where a drive's walks begin and where people meet afterwards, and the walks that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gjennomslag.canvass.choices import CuttingStatus, EditKind
from gjennomslag.canvass.models import Drive, Turf, TurfEdit
from gjennomslag.canvass.models.drives import PLACE_FIELDS
from gjennomslag.canvass.queries.drives import turfs_on_the_way
from gjennomslag.canvass.queries.turf_doors import contents_of
from gjennomslag.canvass.services.turfs.filling import fillings, save_fillings
from gjennomslag.canvass.services.turfs.history import (
    fields_in_use,
    forget_old_edits,
    locked_drive,
    state_of,
)
from gjennomslag.canvass.services.turfs.planning import ground_of
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person

_AT_ONCE = 40
"""How many turfs are ordered in one go, so that a large drive's doors are not all in memory."""


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place with its name; east and north are metres in EPSG:25833."""

    name: str
    east: float
    north: float


def set_places(*, drive: Drive, start: NamedPlace | None, meeting: NamedPlace | None, by: Person) -> None:
    """Let the drive's walks begin and end there, or anywhere; their orders and times are made anew in the background.

    Turfs whose walk has begun, and orders made by hand, keep their order. Raises ``NotNow``.
    """
    from gjennomslag.canvass.jobs import order_drive

    with writing(by=by, why="start and meeting place set"):
        row = locked_drive(drive)
        before = fields_in_use(row, PLACE_FIELDS)
        for name, place in (("start", start), ("meeting", meeting)):
            setattr(row, f"{name}_name", place.name[:120] if place else "")
            setattr(row, f"{name}_east", place.east if place else None)
            setattr(row, f"{name}_north", place.north if place else None)
        if fields_in_use(row, PLACE_FIELDS) == before:
            return
        there = row.turfs.exists()
        if there:
            TurfEdit.objects.create(drive=row, kind=EditKind.PLACES, by=by, before=None, drive_before=before)
            row.cutting = CuttingStatus.WAITING
            order_drive.defer(drive_id=row.pk)
        row.save()


def order_drive_anew(*, drive: Drive) -> int:
    """Order all turfs of the drive for its start and meeting place, and return how many there are.

    Turfs whose walk has begun, and those ordered by hand, keep their order and get the time it takes now.
    """
    ground, kept = ground_of(drive), turfs_on_the_way(drive)
    with writing(by=None, why="walks ordered for start and meeting place"):
        Drive.objects.select_for_update().get(pk=drive.pk)
        numbers = list(Turf.objects.filter(drive=drive).values_list("number", flat=True))
        states = []
        for some in _portions(numbers):
            before = contents_of(drive, some)
            states += state_of(some, before)
            ordered = {number: each.turf.by_hand or number in kept for number, each in before.items()}
            contents = {number: each.doors for number, each in before.items()}
            by_hand = {number: each.turf.by_hand for number, each in before.items()}
            filled = fillings(contents, before, ground, ordered, by_hand)
            save_fillings(drive, filled, before)
        _remember(drive, states)
        drive.cutting = CuttingStatus.DONE
        drive.save(update_fields=["cutting"])
    return len(numbers)


def _portions(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[first : first + _AT_ONCE] for first in range(0, len(numbers), _AT_ONCE)]


def _remember(drive: Drive, states: list[dict[str, object]]) -> None:
    """Keep what the turfs were before the places were changed, so that it can be undone."""
    edit = TurfEdit.objects.filter(drive=drive, kind=EditKind.PLACES, before__isnull=True).first()
    if edit:
        edit.before = states
        edit.save(update_fields=["before"])
        forget_old_edits(drive)
