"""Phones that take a turf, and the batches of taps they send: each tap carried out exactly once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from gjennomslag.canvass.choices import DoorMark, Refused
from gjennomslag.canvass.contract import (
    LARGEST_NUMBER,
    MOST_OPERATIONS,
    ContractError,
    Operation,
    SyncAnswer,
    SyncRequest,
    read,
)
from gjennomslag.canvass.models import Device, Door, Drive, PutAside, TurfLink
from gjennomslag.canvass.models import Operation as LedgerRow
from gjennomslag.canvass.moments import effective_moment, sealed_content, sealed_id
from gjennomslag.canvass.queries.phones import doors_in_drive, lease_of
from gjennomslag.canvass.rules import is_forgotten, is_open, link_is_running
from gjennomslag.canvass.services.visits import DoorNote, record_notes
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person

MOST_MISSING = 100
LARGEST_SEQ = 2**31 - 1


class DeviceGone(Exception):
    """The phone is not known (any more), or has been revoked: it is to empty itself."""


class LinkEnded(Exception):
    """The link opens no turf: it has run out, was taken back, or its drive is closed."""


class DeviceTaken(Exception):
    """The phone's identity belongs to another turf already."""


@transaction.atomic
def take_turf(*, link: TurfLink, device_id: UUID, now: datetime) -> Device:
    """Let the phone hold the link's turf and return it; asking again returns the same.

    Raises ``LinkEnded``, ``DeviceGone`` where the phone was revoked, or ``DeviceTaken``.
    """
    if not link_is_running(link, now):
        raise LinkEnded
    drive = Drive.objects.select_for_update(no_key=True).get(pk=link.turf.drive_id)
    known = Device.objects.filter(pk=device_id).first()
    if known is not None:
        if known.revoked:
            raise DeviceGone
        if known.link_id != link.pk:
            raise DeviceTaken
        return known
    highest = Device.objects.filter(drive=drive).aggregate(highest=Max("number"))["highest"] or 0
    return Device.objects.create(id=device_id, drive=drive, link=link, number=highest + 1, last_seen=now)


def revoke_device(*, device: Device, by: Person) -> None:
    """Refuse the phone from now on: it empties itself at its next request, and what it has not sent is lost."""
    with writing(by=by, why="phone revoked"):
        Device.objects.filter(pk=device.pk).update(revoked=True)


@dataclass(frozen=True, slots=True)
class Arrived:
    """An operation as it came in: ``read`` is None where it could not be read."""

    id: str
    mark: UUID
    content: UUID
    read: Operation | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """An operation that is new to the ledger, and why it is put aside, if it is. No ``seq``: none that may stand."""

    arrived: Arrived
    seq: int | None
    refused: str


@transaction.atomic
def receive_batch(*, device_id: UUID, batch: SyncRequest, now: datetime) -> SyncAnswer:
    """Carry out the phone's operations in one transaction and say what became of each.

    Operations known from before come first; the rest is judged one by one, and each is written to the ledger
    together with its effect. What is permanently wrong is acknowledged and put aside for an organiser. No clock is
    ever wrong enough to be refused. Operations beyond the fiftieth are answered ``retry``. Raises ``DeviceGone``.
    """
    device = _locked_device(device_id)
    arrived = [_arrived(each) for each in batch.ops[:MOST_OPERATIONS]]
    known = {row.pk: row for row in LedgerRow.objects.filter(pk__in=[each.mark for each in arrived])}
    results, fresh, changed = _sorted_out(device, arrived, known)
    verdicts = _judged(device, fresh, now)
    aside = [Verdict(each, None, Refused.CHANGED) for each in changed] + [each for each in verdicts if each.refused]
    LedgerRow.objects.bulk_create(
        LedgerRow(pk=each.arrived.mark, device=device, seq=each.seq, content=each.arrived.content, refused=each.refused)
        for each in verdicts
    )
    timing = _Timing(device, batch.device_now, now)
    record_notes(drive=device.drive, notes=timing.notes([each for each in verdicts if not each.refused]))
    _put_aside(device.drive, aside, timing)
    results |= {each.arrived.id: _result(each.refused) for each in verdicts}
    results |= {_id_of(each): "retry" for each in batch.ops[MOST_OPERATIONS:]}
    waiting = batch.pending - sum(result != "retry" for result in results.values())
    _note_state(device, timing, pending=waiting, max_seq=batch.max_seq, now=now)
    received, missing = _gaps(device)
    return SyncAnswer(batch.nonce, results, missing, received, lease_of(device, now))


def _locked_device(device_id: UUID) -> Device:
    rows = Device.objects.select_for_update(of=("self",))
    device = rows.select_related("drive", "link__turf__drive").filter(pk=device_id).first()
    if device is None or device.revoked or (device.link is not None and device.link.revoked_at is not None):
        raise DeviceGone
    return device


def _id_of(sent: Any) -> str:
    return str(sent["id"])


def _arrived(sent: Any) -> Arrived:
    """Return the operation with its fingerprints. One without a readable id never gets here (``sync.read_batch``)."""
    mark = sealed_id(UUID(_id_of(sent)))
    try:
        operation = read(Operation, sent)
    except ContractError:
        return Arrived(_id_of(sent), mark, sealed_content(repr(sorted(sent.items(), key=str))), None)
    if not 1 <= operation.seq <= LARGEST_SEQ or not 0 <= operation.door <= LARGEST_NUMBER:
        return Arrived(operation.id, mark, sealed_content(operation), None)
    content = sealed_content(operation.seq, operation.door, operation.mark, operation.at)
    return Arrived(operation.id, mark, content, operation)


def _result(refused: str) -> str:
    return f"rejected:{refused}" if refused else "applied"


def _sorted_out(
    device: Device, arrived: Sequence[Arrived], known: Mapping[UUID, LedgerRow]
) -> tuple[dict[str, str], list[Arrived], list[Arrived]]:
    """Return the results of operations taken before, those that are new (each once), and those that have changed."""
    results: dict[str, str] = {}
    fresh: dict[UUID, Arrived] = {}
    changed: list[Arrived] = []
    for each in arrived:
        row, twin = known.get(each.mark), fresh.get(each.mark)
        if row is None and twin is None:
            fresh[each.mark] = each
            continue
        first = row.content if row else twin.content if twin else None
        if first != each.content or (row and row.device_id != device.pk):
            changed.append(each)
            results.setdefault(each.id, _result(Refused.CHANGED))
        elif row is not None:
            results[each.id] = _result(row.refused) if row.refused else "duplicate"
    return results, list(fresh.values()), changed


def _judged(device: Device, fresh: Sequence[Arrived], now: datetime) -> list[Verdict]:
    """Return what is to become of each new operation."""
    wanted = [each.read.seq for each in fresh if each.read]
    taken = set(LedgerRow.objects.filter(device=device, seq__in=wanted).values_list("seq", flat=True))
    doors = doors_in_drive(device.drive, {each.read.door for each in fresh if each.read})
    forgotten = is_forgotten(device.drive, timezone.localdate(now))
    verdicts = []
    for each in fresh:
        if each.read is None:
            verdicts.append(Verdict(each, None, Refused.MALFORMED))
        elif each.read.seq in taken:
            verdicts.append(Verdict(each, None, Refused.SEQUENCE))
        else:
            taken.add(each.read.seq)
            unknown = "" if each.read.door in doors else Refused.UNKNOWN_DOOR
            verdicts.append(Verdict(each, each.read.seq, Refused.FORGOTTEN if forgotten else unknown))
    return verdicts


class _Timing:
    """Works out on which day and when, by the server's clock, the operations of one batch happened.

    A batch that the network held back makes its taps look later than they were. So a tap is never put before one
    that the same phone made earlier, nor after one it made later.
    """

    def __init__(self, device: Device, device_now: int, now: datetime) -> None:
        self._device_now = device_now
        self._now = now
        self._earliest, self._latest = (device.link.made_at, device.link.expires_at) if device.link else (now, now)
        self.last_tap = device.last_tap or self._earliest
        self.last_seq = device.last_seq

    def moment(self, at: int) -> datetime:
        """Return when a tap happened, seen by itself."""
        return effective_moment(
            at=at, device_now=self._device_now, now=self._now, earliest=self._earliest, latest=self._latest
        )

    def notes(self, verdicts: Sequence[Verdict]) -> list[DoorNote]:
        """Return the operations as notes, in the order in which they were tapped."""
        operations = [each.arrived.read for each in verdicts if each.arrived.read is not None]
        return [self._note(each) for each in sorted(operations, key=lambda each: each.seq)]

    def _note(self, operation: Operation) -> DoorNote:
        moment = self.moment(operation.at)
        if operation.seq > self.last_seq:
            moment = self.last_tap = max(moment, self.last_tap)
            self.last_seq = operation.seq
        else:
            moment = min(moment, self.last_tap)
        day = timezone.localdate(moment)
        return DoorNote(operation.door, DoorMark(operation.mark), day, moment, operation.seq)


def _put_aside(drive: Drive, verdicts: Sequence[Verdict], timing: _Timing) -> None:
    """Keep the operations for an organiser; one that comes again is kept once."""
    operations = [each.arrived.read for each in verdicts]
    doors = set(Door.objects.filter(pk__in=[each.door for each in operations if each]).values_list("pk", flat=True))
    PutAside.objects.bulk_create(
        (
            PutAside(
                drive=drive,
                fingerprint=sealed_content(each.arrived.mark, each.arrived.content),
                reason=each.refused,
                door_id=operation.door if operation and operation.door in doors else None,
                mark=operation.mark if operation else "",
                day=timezone.localdate(timing.moment(operation.at)) if operation else None,
            )
            for each, operation in zip(verdicts, operations, strict=True)
        ),
        ignore_conflicts=True,
    )


def _note_state(device: Device, timing: _Timing, *, pending: int, max_seq: int, now: datetime) -> None:
    """Keep what the phone says of itself. Moments are kept only while the drive is open (P2)."""
    device.pending = min(max(0, pending), LARGEST_SEQ)
    device.max_seq = max(device.max_seq, min(max(0, max_seq), LARGEST_SEQ))
    device.last_seq = timing.last_seq
    device.last_seen, device.last_tap = (now, timing.last_tap) if is_open(device.drive) else (None, None)
    device.save(update_fields=["pending", "max_seq", "last_seen", "last_tap", "last_seq"])


def _gaps(device: Device) -> tuple[int, list[int]]:
    """Return how many of the phone's operations have come, and the numbers of those that have not, lowest first."""
    rows = LedgerRow.objects.filter(device=device)
    received = rows.count()
    numbers = rows.filter(seq__isnull=False).aggregate(highest=Max("seq"), number=Count("seq"))
    until = max(numbers["highest"] or 0, device.max_seq)
    if numbers["number"] == until:
        return received, []
    missing: list[int] = []
    expected = 1
    taken = [seq for seq in rows.order_by("seq").values_list("seq", flat=True) if seq is not None]
    for seq in [*taken, until + 1]:
        missing.extend(range(expected, min(seq, expected + MOST_MISSING)))
        expected = seq + 1
    return received, missing[:MOST_MISSING]
