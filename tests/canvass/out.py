"""A drive that is being walked: phones out in its turfs, and taps that were put aside."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from gjennomslag.canvass.choices import DoorMark, Refused
from gjennomslag.canvass.models import Device, Drive, Operation, PutAside
from gjennomslag.canvass.services.phones import take_turf
from gjennomslag.organisation.models import Person
from tests.canvass.street import make_link


def phone_out(
    drive: Drive, by: Person, *, turf: int = 1, silent_for: timedelta = timedelta(0), pending: int = 0, lost: int = 0
) -> Device:
    """Hand out a turf and let a phone take it; it has sent one tap, keeps ``pending`` and has lost ``lost``."""
    now = timezone.now()
    device = take_turf(link=make_link(drive.turfs.get(number=turf), by), device_id=uuid.uuid4(), now=now)
    Operation.objects.create(id=uuid.uuid4(), device=device, seq=1, content=uuid.uuid4())
    device.last_seen, device.pending, device.max_seq = now - silent_for, pending, 1 + pending + lost
    device.save()
    return device


def tap_aside(drive: Drive, *, door: int | None = None, mark: str = DoorMark.DONE, reason: str = "") -> PutAside:
    """Put a tap of today aside, at the drive's first door unless told otherwise."""
    return PutAside.objects.create(
        drive=drive,
        fingerprint=uuid.uuid4(),
        reason=reason or Refused.SEQUENCE,
        door_id=door or drive.turfs.earliest("number").stops.earliest("position").door_id,
        mark=mark,
        day=timezone.localdate(),
    )
