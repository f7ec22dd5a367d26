"""Cutting a drive's area into turfs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import numpy as np

from gjennomslag.algorithms.turfs import Cut, cut_turfs
from gjennomslag.algorithms.workload import cut_by_time
from gjennomslag.canvass.choices import CuttingStatus, EditKind
from gjennomslag.canvass.models import Drive, Turf, TurfDoor, TurfEdit
from gjennomslag.canvass.queries.drives import turfs_to_keep
from gjennomslag.canvass.queries.places import Places, places_in
from gjennomslag.canvass.services.turfs.filling import Ground, NoDoors, fill_turf, ground_of
from gjennomslag.canvass.services.turfs.history import forget_old_edits, locked_drive, state_of
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person


class NothingToCut(Exception):
    """Every turf is locked, walked or on a phone; cutting again would move doors under people's feet."""


def ask_for_turfs(*, drive: Drive, by: Person | None) -> None:
    """Ask for the drive's turfs to be cut in the background; the job starts once this transaction is done.

    Turfs that are locked, walked or on a phone are left alone. Raises ``NoDoors`` at once where there is nothing to
    cut, ``NothingToCut`` where all of it is left alone, and ``NotNow`` when the drive is closed or already being cut.
    """
    from gjennomslag.canvass.jobs import cut_drive

    with writing(by=by, why="turfs asked for"):
        locked_drive(drive)
        kept = turfs_to_keep(drive)
        if not len(places_in(drive.basic_units, outside=kept)):
            raise NothingToCut if kept else NoDoors
        if drive.turfs.exists():
            TurfEdit.objects.create(drive=drive, kind=EditKind.RECUT, by=by, before=None)
        drive.cutting = CuttingStatus.WAITING
        drive.save(update_fields=["cutting"])
        cut_drive.defer(drive_id=drive.pk)


def cut_drive_into_turfs(*, drive: Drive) -> int:
    """Cut the drive's doors into turfs in walking order and return how many turfs that made.

    A turf is what a pair finishes in the drive's hours at the unit's pace, or has the number of doors asked for. Turfs
    that are locked, walked or on a phone stay as they are; all others are replaced.
    """
    kept = turfs_to_keep(drive)
    places = places_in(drive.basic_units, outside=kept)
    if not len(places):
        raise NothingToCut if kept else NoDoors
    ground = ground_of(drive.unit)
    cut = _cut(places, drive, ground)
    with writing(by=None, why="turfs cut"):
        Drive.objects.select_for_update().get(pk=drive.pk)
        replaced = Turf.objects.filter(drive=drive).exclude(pk__in=[turf.pk for turf in kept])
        numbers = _free_numbers({turf.number for turf in kept}, cut.turfs)
        _remember(drive, {*numbers, *replaced.values_list("number", flat=True)})
        TurfDoor.objects.filter(turf__in=replaced).delete()
        replaced.delete()
        for index, number in enumerate(numbers):
            members = np.flatnonzero(cut.turf == index)
            fill_turf(Turf(drive=drive, number=number), places, members[np.argsort(cut.order[members])], ground)
        drive.cutting, drive.barriers = CuttingStatus.DONE, ground.barriers.name
        drive.save(update_fields=["cutting", "barriers"])
    return cut.turfs


def _remember(drive: Drive, numbers: set[int]) -> None:
    """Keep what the turfs were before the cut that somebody asked for, so that it can be undone."""
    edit = TurfEdit.objects.filter(drive=drive, kind=EditKind.RECUT, before__isnull=True).first()
    if edit:
        edit.before = state_of(drive, numbers)
        edit.save(update_fields=["before"])
        forget_old_edits(drive)


def _free_numbers(taken: set[int], wanted: int) -> list[int]:
    free: Iterator[int] = (number for number in count(1) if number not in taken)
    return [next(free) for _ in range(wanted)]


def _cut(places: Places, drive: Drive, ground: Ground) -> Cut:
    barriers = ground.barriers.around(places.points)
    if drive.doors_per_turf is None:
        minutes, pace = drive.seconds / 60, ground.pace
        return cut_by_time(places.points, places.minutes_at_doors(pace), minutes=minutes, pace=pace, barriers=barriers)
    doors = np.array([len(each) for each in places.doors], dtype=np.int64)
    return cut_turfs(places.points, doors, doors_per_turf=drive.doors_per_turf, barriers=barriers)
