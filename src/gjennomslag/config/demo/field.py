"""What goes on in the home branch's drive at this moment: turfs out, phones that report, and the next shift."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from gjennomslag.canvass.choices import DoorMark, Refused
from gjennomslag.canvass.models import Device, Drive, PutAside, Turf
from gjennomslag.canvass.services.drives import hand_out_turf
from gjennomslag.canvass.services.phones import take_turf
from gjennomslag.canvass.services.shifts import plan_shift, sign_up, suggest_pairs
from gjennomslag.organisation.models import Person

# How long ago each phone was last heard from, how many doors wait on it, and how many of its taps are missing.
PHONES = ((timedelta(minutes=4), 0, 0), (timedelta(hours=2, minutes=40), 3, 0), (timedelta(minutes=12), 0, 2))
# Who comes to the next shift, and for whom it is the first time. The addresses are nobody's.
COMING = (("Ingrid", False), ("Yusuf", True), ("Marte", False), ("Ante", False), ("Sofie", True))


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


def plan_next_shift(drive: Drive, leader: Person, now: datetime) -> None:
    """Plan a shift three days from now that some have signed up for."""
    day = timezone.localdate(now) + timedelta(days=3)
    shift = plan_shift(
        drive=drive,
        starts_at=timezone.make_aware(datetime.combine(day, time(17))),
        ends_at=timezone.make_aware(datetime.combine(day, time(20))),
        place="Foran biblioteket i Elverum",
        note="Ta med ladet telefon og gode sko. Vi har kaffe.",
        capacity=12,
        by=leader,
    )
    for name, newcomer in COMING:
        sign_up(shift=shift, newcomer=newcomer, now=now, name=name, email=f"{name.lower()}@vakt.example")
    suggest_pairs(shift=shift, by=leader)
