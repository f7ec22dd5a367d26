"""What goes on in the home branch's drive at this moment: turfs out, phones that report, and one that does not."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

from gjennomslag.canvass.choices import DoorMark, Refused
from gjennomslag.canvass.models import Device, Drive, PutAside, Turf
from gjennomslag.canvass.services.drives import hand_out_turf
from gjennomslag.canvass.services.phones import take_turf
from gjennomslag.organisation.models import Person

# How long ago each phone was last heard from, how many doors wait on it, and how many of its taps are missing.
PHONES = ((timedelta(minutes=4), 0, 0), (timedelta(hours=2, minutes=40), 3, 0), (timedelta(minutes=12), 0, 2))


def go_out_now(drive: Drive, leader: Person, now: datetime, chance: random.Random) -> None:
    """Hand out turfs that nobody has walked, let phones take them, and put two taps aside for the leader."""
    turfs = list(drive.turfs.order_by("number"))[-1 - len(PHONES) : -1]
    for turf, (silent_for, waiting, missing) in zip(turfs, PHONES, strict=False):
        link = hand_out_turf(turf=turf, now=now - timedelta(hours=3), by=leader)
        device = take_turf(link=link, device_id=UUID(int=chance.getrandbits(128)), now=now - silent_for)
        Device.objects.filter(pk=device.pk).update(pending=waiting, max_seq=waiting + missing)
    if turfs:
        _put_aside(turfs[0], now, chance)


def _put_aside(turf: Turf, now: datetime, chance: random.Random) -> None:
    doors = list(turf.stops.order_by("position").values_list("door", flat=True)[:2])
    for door, reason in zip(doors, (Refused.SEQUENCE, Refused.CHANGED), strict=False):
        PutAside.objects.create(
            drive=turf.drive,
            fingerprint=UUID(int=chance.getrandbits(128)),
            reason=reason,
            door_id=door,
            mark=DoorMark.DONE,
            day=now.date(),
        )
