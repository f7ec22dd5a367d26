"""The batches of taps that phones send: each tap carried out exactly once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gjennomslag.canvass.choices import DoorMark, Refused
from gjennomslag.canvass.contract import MOST_OPERATIONS, Operation, SyncAnswer, SyncRequest
from gjennomslag.canvass.models import Device, Door, Drive, PutAside
from gjennomslag.canvass.moments import effective_moment, sealed_content, sealed_id
from gjennomslag.canvass.queries.phones import lease_of
from gjennomslag.canvass.rules import is_forgotten, is_open
from gjennomslag.canvass.services import ledger
from gjennomslag.canvass.services.phones import DeviceGone
from gjennomslag.canvass.services.visits import DoorNote, record_notes
from gjennomslag.canvass.wire import LARGEST_NUMBER, ContractError, read

MOST_MISSING = 100
LARGEST_SEQ = 2**31 - 1


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
    found = ledger.find(device, [_sought(each) for each in arrived])
    results, fresh, changed = _sorted_out(device, arrived, found.known)
    verdicts = _judged(device, fresh, found, now)
    results |= {each.arrived.id: _result(each.refused) for each in verdicts}
    results |= {_id_of(each): "retry" for each in batch.ops[MOST_OPERATIONS:]}
    timing = _Timing(device, batch.device_now, now)
    notes = timing.notes([each for each in verdicts if not each.refused])
    waiting = batch.pending - sum(result != "retry" for result in results.values())
    _write_down(device, verdicts, timing, pending=waiting, max_seq=batch.max_seq, now=now)
    _put_aside(device.drive, [*(Verdict(each, None, Refused.CHANGED) for each in changed), *verdicts], timing)
    record_notes(drive=device.drive, notes=notes)
    received = found.received + len(verdicts)
    return SyncAnswer(batch.nonce, results, _gaps(device, found, verdicts), received, lease_of(device, now))


def _locked_device(device_id: UUID) -> Device:
    device = ledger.locked_device(device_id)
    if device is None or device.revoked or (device.link is not None and device.link.revoked_at is not None):
        raise DeviceGone
    return device


def _sought(arrived: Arrived) -> ledger.Sought:
    operation = arrived.read
    if operation is None:
        return ledger.Sought(arrived.mark, None, None)
    return ledger.Sought(arrived.mark, operation.seq, operation.door)


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
    device: Device, arrived: Sequence[Arrived], known: Mapping[UUID, ledger.KnownRow]
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
        if first != each.content or (row and row.device != device.pk):
            changed.append(each)
            results.setdefault(each.id, _result(Refused.CHANGED))
        elif row is not None:
            results[each.id] = _result(row.refused) if row.refused else "duplicate"
    return results, list(fresh.values()), changed


def _judged(device: Device, fresh: Sequence[Arrived], found: ledger.Found, now: datetime) -> list[Verdict]:
    """Return what is to become of each new operation."""
    taken = set(found.taken)
    forgotten = is_forgotten(device.drive, timezone.localdate(now))
    verdicts = []
    for each in fresh:
        if each.read is None:
            verdicts.append(Verdict(each, None, Refused.MALFORMED))
        elif each.read.seq in taken:
            verdicts.append(Verdict(each, None, Refused.SEQUENCE))
        else:
            taken.add(each.read.seq)
            unknown = "" if each.read.door in found.doors else Refused.UNKNOWN_DOOR
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
    """Keep those that are refused for an organiser; one that comes again is kept once."""
    refused = [(each, each.arrived.read) for each in verdicts if each.refused]
    if not refused:
        return
    named = [operation.door for _, operation in refused if operation]
    doors = set(Door.objects.filter(pk__in=named).values_list("pk", flat=True))
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
            for each, operation in refused
        ),
        ignore_conflicts=True,
    )


def _write_down(
    device: Device, verdicts: Sequence[Verdict], timing: _Timing, *, pending: int, max_seq: int, now: datetime
) -> None:
    """Write the operations to the ledger, and what the phone says of itself.

    Moments are kept only while the drive is open (P2).
    """
    device.pending = min(max(0, pending), LARGEST_SEQ)
    device.max_seq = max(device.max_seq, min(max(0, max_seq), LARGEST_SEQ))
    device.last_seq = timing.last_seq
    seen, tap = (now, timing.last_tap) if is_open(device.drive) else (None, None)
    entries = [ledger.Entry(each.arrived.mark, each.seq, each.arrived.content, str(each.refused)) for each in verdicts]
    ledger.write(device, entries, seen=seen, tap=tap)


def _gaps(device: Device, found: ledger.Found, verdicts: Sequence[Verdict]) -> list[int]:
    """Return the numbers of the phone's operations that have not come, lowest first."""
    new = [each.seq for each in verdicts if each.seq is not None]
    until = max(device.max_seq, found.highest, *new, 0)
    if found.numbered + len(new) == until:
        return []
    return ledger.missing_numbers(device, until=until, most=MOST_MISSING)
