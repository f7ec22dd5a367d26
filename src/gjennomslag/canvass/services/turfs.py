"""Cutting a drive's area into turfs, and changing turfs by hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from django.db import transaction
from django.db.models import Max
from numpy.typing import NDArray

from gjennomslag.algorithms.routes import minutes, route, walking_metres
from gjennomslag.algorithms.turfs import cut_turfs
from gjennomslag.canvass.choices import CuttingStatus
from gjennomslag.canvass.models import Drive, Turf, TurfDoor, Visit
from gjennomslag.canvass.queries.places import Places, places_in, places_of
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person


class NoDoors(Exception):
    """There is no door to cut into turfs: no addresses in the areas, or everyone there asked not to be visited."""


class TurfsInUse(Exception):
    """Turfs that have been walked are not cut again; that would move doors under people's feet."""


def ask_for_turfs(*, drive: Drive, by: Person | None) -> None:
    """Ask for the drive's turfs to be cut in the background; the job starts once this transaction is done.

    Raises ``NoDoors`` at once where there is nothing to cut, and ``TurfsInUse`` when the drive has visits.
    """
    from gjennomslag.canvass.jobs import cut_drive

    if not len(places_in(drive.basic_units)):
        raise NoDoors
    if Visit.objects.filter(drive=drive).exists():
        raise TurfsInUse
    with writing(by=by, why="turfs asked for"):
        drive.cutting = CuttingStatus.WAITING
        drive.save(update_fields=["cutting"])
        cut_drive.defer(drive_id=drive.pk)


def cut_drive_into_turfs(*, drive: Drive) -> int:
    """Cut the drive's doors into turfs in walking order, replacing any it has, and return how many turfs there are."""
    places = places_in(drive.basic_units)
    if not len(places):
        raise NoDoors
    doors = np.array([len(each) for each in places.doors], dtype=np.int64)
    cut = cut_turfs(places.points, doors, doors_per_turf=drive.doors_per_turf)
    with writing(by=None, why="turfs cut"):
        Turf.objects.filter(drive=drive).delete()
        for number in range(len(cut.metres)):
            members = np.flatnonzero(cut.turf == number)
            _fill(Turf(drive=drive, number=number + 1), places, members[np.argsort(cut.order[members])])
        drive.cutting = CuttingStatus.DONE
        drive.save(update_fields=["cutting"])
    return len(cut.metres)


def _fill(turf: Turf, places: Places, order: NDArray[np.intp]) -> None:
    """Save the turf with these addresses' doors in this order."""
    doors = places.walked(order)
    metres = walking_metres(places.points, order)
    turf.metres = round(metres)
    turf.minutes = round(minutes(metres, len(doors), int(places.floors[order].sum())))
    turf.save()
    TurfDoor.objects.bulk_create(
        (
            TurfDoor(drive_id=turf.drive_id, turf=turf, door_id=door, position=position)
            for position, door in enumerate(doors, 1)
        ),
        batch_size=2000,
    )


@transaction.atomic
def move_doors(*, drive: Drive, door_ids: Collection[int], to: Turf | None, by: Person) -> Turf:
    """Move doors to another turf of the drive (a new one where ``to`` is None) and order all changed turfs anew.

    A turf that is left without doors is removed. Doors that are not in the drive are ignored. Returns the turf the
    doors are in now; raises ``NoDoors`` when none of them is in the drive.
    """
    moved = list(TurfDoor.objects.select_for_update().filter(drive=drive, door__in=door_ids))
    if not moved:
        raise NoDoors
    with writing(by=by, why="turf changed by hand"):
        if to is None:
            highest = Turf.objects.filter(drive=drive).aggregate(highest=Max("number"))["highest"] or 0
            to = Turf.objects.create(drive=drive, number=highest + 1)
        changed = {place.turf_id for place in moved} - {to.pk}
        TurfDoor.objects.filter(pk__in=[place.pk for place in moved]).delete()
        kept = list(TurfDoor.objects.filter(turf=to).order_by("position").values_list("door", flat=True))
        _reorder(to, [*kept, *(place.door_id for place in moved)])
        for turf in Turf.objects.filter(pk__in=changed):
            _reorder(turf, list(turf.stops.values_list("door", flat=True)))
    return to


def _reorder(turf: Turf, doors: Sequence[int]) -> None:
    """Set the turf's doors, in the best walking order; remove the turf if it has none."""
    TurfDoor.objects.filter(turf=turf).delete()
    if not doors:
        turf.delete()
        return
    places = places_of(doors)
    _fill(turf, places, route(places.points))
