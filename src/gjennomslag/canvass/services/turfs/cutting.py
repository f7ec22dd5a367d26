"""Cutting a drive's area into turfs."""

from __future__ import annotations

import numpy as np

from gjennomslag.algorithms.routes import Pace
from gjennomslag.algorithms.turfs import Cut, cut_turfs
from gjennomslag.algorithms.workload import cut_by_time
from gjennomslag.canvass.choices import CuttingStatus
from gjennomslag.canvass.models import Device, Drive, Turf, Visit
from gjennomslag.canvass.queries.paces import pace_in
from gjennomslag.canvass.queries.places import Places, places_in
from gjennomslag.canvass.services.turfs.filling import NoDoors, fill_turf
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person


class TurfsInUse(Exception):
    """Turfs that have been walked are not cut again; that would move doors under people's feet."""


def ask_for_turfs(*, drive: Drive, by: Person | None) -> None:
    """Ask for the drive's turfs to be cut in the background; the job starts once this transaction is done.

    Raises ``NoDoors`` at once where there is nothing to cut, and ``TurfsInUse`` when the drive has visits or
    phones hold its turfs.
    """
    from gjennomslag.canvass.jobs import cut_drive

    if not len(places_in(drive.basic_units)):
        raise NoDoors
    if any(rows.filter(drive=drive).exists() for rows in (Visit.objects, Device.objects)):
        raise TurfsInUse
    with writing(by=by, why="turfs asked for"):
        drive.cutting = CuttingStatus.WAITING
        drive.save(update_fields=["cutting"])
        cut_drive.defer(drive_id=drive.pk)


def cut_drive_into_turfs(*, drive: Drive) -> int:
    """Cut the drive's doors into turfs in walking order, replacing any it has, and return how many turfs there are.

    A turf is what a pair finishes in the drive's hours at the unit's pace, or has the number of doors asked for.
    """
    places = places_in(drive.basic_units)
    if not len(places):
        raise NoDoors
    pace = pace_in(drive.unit).pace
    cut = _cut(places, drive, pace)
    with writing(by=None, why="turfs cut"):
        Turf.objects.filter(drive=drive).delete()
        for number in range(cut.turfs):
            members = np.flatnonzero(cut.turf == number)
            fill_turf(Turf(drive=drive, number=number + 1), places, members[np.argsort(cut.order[members])], pace)
        drive.cutting = CuttingStatus.DONE
        drive.save(update_fields=["cutting"])
    return cut.turfs


def _cut(places: Places, drive: Drive, pace: Pace) -> Cut:
    if drive.doors_per_turf is None:
        return cut_by_time(places.points, places.minutes_at_doors(pace), minutes=drive.seconds / 60, pace=pace)
    doors = np.array([len(each) for each in places.doors], dtype=np.int64)
    return cut_turfs(places.points, doors, doors_per_turf=drive.doors_per_turf)
