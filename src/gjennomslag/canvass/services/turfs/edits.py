"""Changing turfs by hand."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Max

from gjennomslag.canvass.models import Drive, Turf, TurfDoor
from gjennomslag.canvass.queries.paces import pace_in
from gjennomslag.canvass.services.turfs.filling import NoDoors, refill_turf
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person


@transaction.atomic
def move_doors(*, drive: Drive, door_ids: Collection[int], to: Turf | None, by: Person) -> Turf:
    """Move doors to another turf of the drive (a new one where ``to`` is None) and order all changed turfs anew.

    A turf that is left without doors is removed. Doors that are not in the drive are ignored. Returns the turf the
    doors are in now; raises ``NoDoors`` when none of them is in the drive.
    """
    moved = list(TurfDoor.objects.select_for_update().filter(drive=drive, door__in=door_ids))
    if not moved:
        raise NoDoors
    pace = pace_in(drive.unit).pace
    with writing(by=by, why="turf changed by hand"):
        if to is None:
            highest = Turf.objects.filter(drive=drive).aggregate(highest=Max("number"))["highest"] or 0
            to = Turf.objects.create(drive=drive, number=highest + 1)
        changed = {place.turf_id for place in moved} - {to.pk}
        TurfDoor.objects.filter(pk__in=[place.pk for place in moved]).delete()
        kept = list(TurfDoor.objects.filter(turf=to).order_by("position").values_list("door", flat=True))
        refill_turf(to, [*kept, *(place.door_id for place in moved)], pace)
        for turf in Turf.objects.filter(pk__in=changed):
            refill_turf(turf, list(turf.stops.values_list("door", flat=True)), pace)
    return to
