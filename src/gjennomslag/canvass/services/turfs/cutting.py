"""Cutting a drive's area into turfs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import numpy as np
from django.db import connection

from gjennomslag.algorithms.turfs import Cut, cut_turfs
from gjennomslag.algorithms.workload import cut_by_time
from gjennomslag.canvass.choices import CuttingStatus, EditKind
from gjennomslag.canvass.models import Drive, Turf, TurfEdit
from gjennomslag.canvass.models.drives import CUT_WITH
from gjennomslag.canvass.queries.drives import turfs_to_keep
from gjennomslag.canvass.queries.paces import pace_in
from gjennomslag.canvass.queries.places import Places, places_for
from gjennomslag.canvass.queries.turf_doors import Contents, contents_of
from gjennomslag.canvass.services.turfs.filling import Filling, NoDoors, fillings, save_fillings
from gjennomslag.canvass.services.turfs.history import fields_in_use, forget_old_edits, locked_drive, state_of
from gjennomslag.canvass.services.turfs.planning import (
    Ground,
    Lies,
    ground_of,
    minutes_to_turfs,
    near_ends,
    plan_walk,
)
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person

_LEAST_SHARE = 0.3
"""However long the way to the turfs is, at least this share of the time is left for the doors."""


class NothingToCut(Exception):
    """Every turf is locked, ordered by hand, walked or on a phone; a new cut would move doors under people's feet."""


def ask_for_turfs(*, drive: Drive, by: Person | None) -> None:
    """Ask for the drive's turfs to be cut in the background; the job starts once this transaction is done.

    Turfs that are locked, ordered by hand, walked or on a phone are left alone. Raises ``NoDoors`` at once where there
    is nothing to cut, ``NothingToCut`` where all of it is left alone, and ``NotNow`` when the drive is closed or
    already being cut.
    """
    from gjennomslag.canvass.jobs import cut_drive

    with writing(by=by, why="turfs asked for"):
        locked_drive(drive)
        kept = turfs_to_keep(drive)
        if not len(places_for(drive, outside=kept)):
            raise NothingToCut if kept else NoDoors
        if drive.turfs.exists():
            cut_with = fields_in_use(drive, CUT_WITH)
            TurfEdit.objects.create(drive=drive, kind=EditKind.RECUT, by=by, before=None, drive_before=cut_with)
        drive.cutting = CuttingStatus.WAITING
        drive.save(update_fields=["cutting"])
        cut_drive.defer(drive_id=drive.pk)


def cut_drive_into_turfs(*, drive: Drive) -> int:
    """Cut the drive's doors into turfs in walking order and return how many turfs that made.

    A turf is what a pair finishes in the drive's hours at the unit's pace, the way there and to the meeting place
    included, or has the number of doors asked for. Turfs that are locked, ordered by hand, walked or on a phone keep
    their doors and their order, and get the time they take at that pace; all others are replaced.
    """
    kept = turfs_to_keep(drive)
    places = places_for(drive, outside=kept)
    if not len(places):
        raise NothingToCut if kept else NoDoors
    drive.keep(pace_in(drive.unit).pace)
    ground = ground_of(drive)
    lies = ground.around(np.vstack([places.points, *near_ends(places.points, ground)]))
    cut = _cut(places, drive, ground, lies)
    numbers = _free_numbers({turf.number for turf in kept}, cut.turfs)
    filled = {number: _filling(places, cut, index, ground, lies) for index, number in enumerate(numbers)}
    with writing(by=None, why="turfs cut"):
        Drive.objects.select_for_update().get(pk=drive.pk)
        replaced = Turf.objects.filter(drive=drive).exclude(pk__in=[turf.pk for turf in kept])
        before = contents_of(drive, replaced.values_list("number", flat=True))
        staying = contents_of(drive, [turf.number for turf in kept])
        _remember(drive, {*numbers, *before, *staying}, before | staying)
        for contents in before.values():
            contents.turf.delete()
        save_fillings(drive, filled | _measured_anew(staying, ground), staying)
        drive.cutting, drive.barriers, drive.streets = CuttingStatus.DONE, ground.barriers.name, ground.streets.name
        drive.save(update_fields=["cutting", *CUT_WITH])
    _count_anew()
    return cut.turfs


def _count_anew() -> None:
    """Let the database count the turfs, which it would do within a minute or so.

    Until then it takes the first drive's turfs for a handful, and whoever moves a house waits half a second.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE (SKIP_LOCKED) canvass_turf, canvass_turfdoor")


def _filling(places: Places, cut: Cut, index: int, ground: Ground, lies: Lies) -> Filling:
    """Return one turf of the cut. Without a start or a meeting place it has its walking order already."""
    members = np.flatnonzero(cut.turf == index)
    own = places.at(members[np.argsort(cut.order[members])])
    order = None if ground.ends else np.arange(len(own))
    return Filling(own, plan_walk(own, ground, order, lies))


def _measured_anew(staying: dict[int, Contents], ground: Ground) -> dict[int, Filling]:
    """Return the turfs as they are, with what they measure now."""
    doors = {number: contents.doors for number, contents in staying.items()}
    by_hand = {number: contents.turf.by_hand for number, contents in staying.items()}
    return fillings(doors, staying, ground, dict.fromkeys(doors, True), by_hand)


def _remember(drive: Drive, numbers: set[int], before: dict[int, Contents]) -> None:
    """Keep what the turfs were before the cut that somebody asked for, so that it can be undone."""
    edit = TurfEdit.objects.filter(drive=drive, kind=EditKind.RECUT, before__isnull=True).first()
    if edit:
        edit.before = state_of(numbers, before)
        edit.save(update_fields=["before"])
        forget_old_edits(drive)


def _free_numbers(taken: set[int], wanted: int) -> list[int]:
    free: Iterator[int] = (number for number in count(1) if number not in taken)
    return [next(free) for _ in range(wanted)]


def _cut(places: Places, drive: Drive, ground: Ground, lies: Lies) -> Cut:
    if drive.doors_per_turf is None:
        minutes = drive.seconds / 60
        left = max(minutes - minutes_to_turfs(places.points, ground, lies), _LEAST_SHARE * minutes)
        at_doors = places.minutes_at_doors(ground.pace)
        return cut_by_time(places.points, at_doors, minutes=left, pace=ground.pace, **lies)
    doors = np.array([len(each) for each in places.doors], dtype=np.int64)
    return cut_turfs(places.points, doors, doors_per_turf=drive.doors_per_turf, **lies)
