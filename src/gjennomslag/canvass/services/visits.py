"""Recording what happened at doors, and counting it. Phones, the online page and paper all come through here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from gjennomslag.canvass.choices import DoorMark, DoorState
from gjennomslag.canvass.models import DayCount, Door, Drive, KnockRequest, Turf, TurfDoor, Visit
from gjennomslag.canvass.moments import order_key
from gjennomslag.canvass.queries.drives import KNOCKED
from gjennomslag.canvass.rules import is_open

ABOUT_KNOCKING = frozenset({DoorMark.DO_NOT_KNOCK, DoorMark.MAY_KNOCK})
# Between two recordings of one door in the same millisecond, the one further to the right stands.
RANK = {mark: rank for rank, mark in enumerate(DoorMark)}

_RECOUNT = """
UPDATE canvass_daycount AS counted SET (doors, conversations) = (
    SELECT count(*) FILTER (WHERE state = ANY(%s)), count(*) FILTER (WHERE state = %s)
    FROM canvass_visit AS visit WHERE visit.drive_id = counted.drive_id AND visit.day = counted.day
) WHERE counted.id = ANY(%s)
"""


class DriveClosed(Exception):
    """The drive has ended; nothing more is recorded in it."""


class DoorNotInTurf(Exception):
    """The door is not in the turf the canvasser holds."""


class DoorNote(NamedTuple):
    """What was recorded of a door: on which day it counts, when it was recorded, and the device's counter."""

    door: int
    mark: DoorMark
    day: date
    moment: datetime
    seq: int = 0


class Keyed(NamedTuple):
    """A note with the number that says which of two is newer."""

    note: DoorNote
    key: int


@transaction.atomic(savepoint=False)
def record_notes(*, drive: Drive, notes: Sequence[DoorNote]) -> None:
    """Record what happened at doors of the drive, and recount the days it happened on.

    The newest note on a door and day stands, so that notes may come in any order and any number of times. A note
    that nobody is to knock again marks the door itself, whatever else is noted there. Days whose counts are frozen
    are left alone. The doors must be in the drive; who recorded is deliberately not kept (privacy rule P2).
    """
    if not notes:
        return
    counts = _locked_counts(drive, sorted({note.day for note in notes}))
    open_days = {count.day for count in counts if not count.frozen}
    standing = _newest(drive, [note for note in notes if note.day in open_days])
    _keep_visits(drive, [each for each in standing if each.note.mark not in ABOUT_KNOCKING])
    _keep_requests(drive, [each for each in standing if each.note.mark in ABOUT_KNOCKING])
    _recount([count.pk for count in counts if not count.frozen])


@transaction.atomic
def record_visit(*, turf: Turf, door_id: int, state: DoorState, day: date) -> None:
    """Record the state of a door in the turf on a day, as of now, and recount that day.

    Doing it again with the same values changes nothing. ``NOT_VISITED`` takes the day's record back. Raises
    ``DriveClosed`` or ``DoorNotInTurf``.
    """
    if not is_open(turf.drive):
        raise DriveClosed
    _record_now(turf, door_id, DoorMark(state), day)


@transaction.atomic
def ask_not_to_knock(*, turf: Turf, door_id: int, day: date) -> None:
    """Mark the door as one nobody knocks on again, in any drive, until it is reviewed (privacy rule P3)."""
    _record_now(turf, door_id, DoorMark.DO_NOT_KNOCK, day)


@transaction.atomic
def take_back_do_not_knock(*, turf: Turf, door_id: int, day: date) -> None:
    """Undo a mark made by mistake on the same day; older marks stay until they are reviewed."""
    _record_now(turf, door_id, DoorMark.MAY_KNOCK, day)


def _record_now(turf: Turf, door_id: int, mark: DoorMark, day: date) -> None:
    if not TurfDoor.objects.filter(turf=turf, door=door_id).exists():
        raise DoorNotInTurf
    record_notes(drive=turf.drive, notes=[DoorNote(door_id, mark, day, timezone.now())])


def _newest(drive: Drive, notes: Iterable[DoorNote]) -> list[Keyed]:
    """Return the newest note of each door and day, of its state and of knocking apart, in order of door."""
    newest: dict[tuple[int, date, bool], Keyed] = {}
    for note in notes:
        key = order_key(
            drive=drive.pk, door=note.door, day=note.day, moment=note.moment, seq=note.seq, rank=RANK[note.mark]
        )
        about = (note.door, note.day, note.mark in ABOUT_KNOCKING)
        if about not in newest or newest[about].key < key:
            newest[about] = Keyed(note, key)
    return [newest[about] for about in sorted(newest)]


def _keep_visits(drive: Drive, standing: Sequence[Keyed]) -> None:
    _keep_newer(Visit, "state", "varchar", drive, [(each.note.mark.value, each) for each in standing])


def _keep_requests(drive: Drive, standing: Sequence[Keyed]) -> None:
    """Keep the newest requests not to knock, and let the doors' own marks follow from them."""
    _keep_newer(
        KnockRequest,
        "unwanted",
        "boolean",
        drive,
        [(each.note.mark == DoorMark.DO_NOT_KNOCK, each) for each in standing],
    )
    for door in Door.objects.select_for_update().filter(pk__in=[each.note.door for each in standing]).order_by("pk"):
        days = {each.note.day for each in standing if each.note.door == door.pk}
        asked = KnockRequest.objects.filter(door=door, unwanted=True).aggregate(first=Min("day"))["first"]
        # A mark that a request of these days has not made came from elsewhere and stays.
        earlier = None if door.do_not_knock_on in days else door.do_not_knock_on
        door.do_not_knock_on = min((day for day in (earlier, asked) if day is not None), default=None)
        door.save(update_fields=["do_not_knock_on"])


def _keep_newer(
    model: type[Visit] | type[KnockRequest], column: str, kind: str, drive: Drive, rows: Sequence[tuple[object, Keyed]]
) -> None:
    """Write the rows in one statement; one that is already there gives way only to a newer one."""
    if not rows:
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS kept (drive_id, door_id, day, {column}, order_key)"  # noqa: S608 - our own names
            f" SELECT %s, * FROM json_to_recordset(%s::json) AS new (door bigint, day date, value {kind}, key bigint)"
            f" ON CONFLICT (drive_id, day, door_id) DO UPDATE"
            f" SET {column} = EXCLUDED.{column}, order_key = EXCLUDED.order_key"
            f" WHERE kept.order_key < EXCLUDED.order_key",
            [
                drive.pk,
                json.dumps(
                    [
                        {"door": each.note.door, "day": each.note.day.isoformat(), "value": value, "key": each.key}
                        for value, each in rows
                    ]
                ),
            ],
        )


def _locked_counts(drive: Drive, days: Sequence[date]) -> list[DayCount]:
    """Return the days' counts, locked in order, so that two recordings at once recount one after the other."""
    rows = DayCount.objects.select_for_update().filter(drive=drive, day__in=days).order_by("day")
    counts = list(rows)
    if len(counts) < len(days):
        DayCount.objects.bulk_create(
            (DayCount(drive=drive, unit_id=drive.unit_id, day=day) for day in days), ignore_conflicts=True
        )
        counts = list(rows.all())
    return counts


def _recount(counts: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, [[state.value for state in KNOCKED], DoorState.DONE.value, list(counts)])
