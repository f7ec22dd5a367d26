"""Recording what happened at a door, and counting it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Count, Q

from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.models import DayCount, Door, Drive, Turf, TurfDoor, Visit
from gjennomslag.canvass.queries.drives import KNOCKED
from gjennomslag.canvass.rules import is_open


class DriveClosed(Exception):
    """The drive has ended; nothing more is recorded in it."""


class DoorNotInTurf(Exception):
    """The door is not in the turf the canvasser holds."""


@transaction.atomic
def record_visit(*, turf: Turf, door_id: int, state: DoorState, day: date) -> None:
    """Record the state of a door in the turf on a day, and recount that day.

    Doing it again with the same values changes nothing. ``NOT_VISITED`` takes the day's record back. Raises
    ``DriveClosed`` or ``DoorNotInTurf``; who recorded it is deliberately not kept (privacy rule P2).
    """
    drive = turf.drive
    if not is_open(drive):
        raise DriveClosed
    if not TurfDoor.objects.filter(turf=turf, door=door_id).exists():
        raise DoorNotInTurf
    count = _locked_count(drive, day)
    if state == DoorState.NOT_VISITED:
        Visit.objects.filter(drive=drive, door=door_id, day=day).delete()
    else:
        Visit.objects.update_or_create(drive=drive, door_id=door_id, day=day, defaults={"state": state})
    _recount(count)


@transaction.atomic
def ask_not_to_knock(*, turf: Turf, door_id: int, day: date) -> None:
    """Mark the door as one nobody knocks on again, in any drive, until it is reviewed (privacy rule P3)."""
    if not TurfDoor.objects.filter(turf=turf, door=door_id).exists():
        raise DoorNotInTurf
    Door.objects.filter(pk=door_id, do_not_knock_on__isnull=True).update(do_not_knock_on=day)


@transaction.atomic
def take_back_do_not_knock(*, turf: Turf, door_id: int, day: date) -> None:
    """Undo a mark made by mistake on the same day; older marks stay until they are reviewed."""
    if not TurfDoor.objects.filter(turf=turf, door=door_id).exists():
        raise DoorNotInTurf
    Door.objects.filter(pk=door_id, do_not_knock_on=day).update(do_not_knock_on=None)


def _locked_count(drive: Drive, day: date) -> DayCount:
    """Return the day's count, locked, so that two recordings at once recount one after the other."""
    DayCount.objects.bulk_create([DayCount(drive=drive, unit_id=drive.unit_id, day=day)], ignore_conflicts=True)
    return DayCount.objects.select_for_update().get(drive=drive, day=day)


def _recount(count: DayCount) -> None:
    if count.frozen:
        return
    counted = Visit.objects.filter(drive=count.drive_id, day=count.day).aggregate(
        doors=Count("pk", filter=Q(state__in=KNOCKED)), conversations=Count("pk", filter=Q(state=DoorState.DONE))
    )
    count.doors, count.conversations = counted["doors"], counted["conversations"]
    count.save(update_fields=["doors", "conversations"])
