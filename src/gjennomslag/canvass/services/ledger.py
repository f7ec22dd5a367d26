"""The statements behind a batch of taps: one for each step, whatever the batch's size.

Written in SQL because phones that have been without network come back many at a time, and what the ORM adds to each
of these steps is more than the step itself (``bench/bench_sync.py``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from gjennomslag.canvass.models import Device, Drive, Operation, Turf, TurfLink


class Sought(NamedTuple):
    """What the ledger is asked about one operation; no ``seq`` and no ``door`` where it could not be read."""

    mark: UUID
    seq: int | None
    door: int | None


class Entry(NamedTuple):
    """An operation to write down, as ``models.Operation`` has it."""

    mark: UUID
    seq: int | None
    content: UUID
    refused: str


class KnownRow(NamedTuple):
    """An operation that was taken before."""

    device: UUID
    content: UUID
    refused: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the ledger knows: the operations asked about, numbers the phone has used, and doors that are in the drive.

    ``received`` of the phone's operations are in it; ``numbered`` of them have a number, the highest of which is
    ``highest``.
    """

    known: dict[UUID, KnownRow]
    taken: set[int]
    doors: set[int]
    received: int
    numbered: int
    highest: int


_LOCK = """
SELECT phone.last_tap, phone.last_seq, phone.max_seq, phone.revoked,
       drive.id, drive.unit_id, drive.ends_on, drive.closed_on,
       link.id, link.turf_id, link.made_at, link.expires_at, link.revoked_at
FROM canvass_device AS phone
JOIN canvass_drive AS drive ON drive.id = phone.drive_id
LEFT JOIN canvass_turflink AS link ON link.id = phone.link_id
WHERE phone.id = %s
FOR NO KEY UPDATE OF phone
"""

_FIND = """
SELECT counts.*, known.id, known.device_id, known.content, known.refused, numbered.seq, place.door_id
FROM (SELECT count(*), count(seq), coalesce(max(seq), 0) FROM canvass_operation WHERE device_id = %(phone)s) AS counts
LEFT JOIN json_to_recordset(%(sought)s::json) AS sent (mark uuid, seq integer, door bigint) ON true
LEFT JOIN canvass_operation AS known ON known.id = sent.mark
LEFT JOIN canvass_operation AS numbered ON numbered.device_id = %(phone)s AND numbered.seq = sent.seq
LEFT JOIN canvass_turfdoor AS place ON place.drive_id = %(drive)s AND place.door_id = sent.door
"""

_WRITE = """
WITH written AS (
    INSERT INTO canvass_operation (id, device_id, seq, content, refused)
    SELECT new.mark, %(phone)s, new.seq, new.content, new.refused
    FROM json_to_recordset(%(entries)s::json) AS new (mark uuid, seq integer, content uuid, refused varchar)
)
UPDATE canvass_device
SET pending = %(pending)s, max_seq = %(max_seq)s, last_seq = %(last_seq)s, last_seen = %(seen)s, last_tap = %(tap)s
WHERE id = %(phone)s
"""


def locked_device(device_id: UUID) -> Device | None:
    """Return the phone with its drive and link, locked until the transaction ends, or None.

    Of the phone, the drive, the turf and the link only what taking a batch needs has been read.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [device_id])
        row = cursor.fetchone()
    if row is None:
        return None
    drive = Drive.from_db("default", ["id", "unit_id", "ends_on", "closed_on"], row[4:8])
    names = ["id", "drive_id", "link_id", "last_tap", "last_seq", "max_seq", "revoked"]
    device: Device = Device.from_db("default", names, [device_id, drive.pk, row[8], *row[:4]])
    device.drive = drive
    if row[8] is not None:
        link = TurfLink.from_db("default", ["id", "turf_id", "made_at", "expires_at", "revoked_at"], row[8:])
        link.turf = Turf.from_db("default", ["id", "drive_id"], [link.turf_id, drive.pk])
        link.turf.drive = drive
        device.link = link
    return device


def _rows(rows: Sequence[Sought] | Sequence[Entry]) -> str:
    """Return the rows as JSON: one value to quote, where arrays of UUIDs would be quoted element by element."""
    return json.dumps([row._asdict() for row in rows], default=str)


def find(device: Device, sought: Sequence[Sought]) -> Found:
    """Return what the ledger knows of these operations of the locked phone, and of the phone's counter."""
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND,
            {"phone": device.pk, "drive": device.drive_id, "sought": _rows(sought)},
        )
        rows = cursor.fetchall()
    return Found(
        known={row[3]: KnownRow(*row[4:7]) for row in rows if row[3] is not None},
        taken={row[7] for row in rows if row[7] is not None},
        doors={row[8] for row in rows if row[8] is not None},
        received=rows[0][0],
        numbered=rows[0][1],
        highest=rows[0][2],
    )


def write(device: Device, entries: Sequence[Entry], *, seen: datetime | None, tap: datetime | None) -> None:
    """Write the operations down, and what the phone says of itself (``pending``, ``max_seq``, ``last_seq``)."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "phone": device.pk,
                "entries": _rows(entries),
                "pending": device.pending,
                "max_seq": device.max_seq,
                "last_seq": device.last_seq,
                "seen": seen,
                "tap": tap,
            },
        )


def missing_numbers(device: Device, *, until: int, most: int) -> list[int]:
    """Return the phone's numbers up to ``until`` that have not come, lowest first, at most so many."""
    rows = Operation.objects.filter(device=device).order_by("seq").values_list("seq", flat=True)
    missing: list[int] = []
    expected = 1
    for seq in [*(seq for seq in rows if seq is not None), until + 1]:
        missing.extend(range(expected, min(seq, expected + most)))
        expected = seq + 1
    return missing[:most]
