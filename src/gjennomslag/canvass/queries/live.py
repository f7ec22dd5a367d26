"""A drive while it is walked: which turfs are out, what the phones last said, and what waits for the leader."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from gjennomslag.canvass.models import DayCount, Device, Drive, Operation, PutAside, Turf, TurfLink
from gjennomslag.canvass.queries.drives import Progress, turf_rows
from gjennomslag.canvass.rules import PHONE_SILENCE, link_is_running

STAMP_MINUTES = 5


@dataclass(frozen=True, slots=True)
class LivePhone:
    """A phone of the drive: what it last said of itself, and how many of its taps never came.

    ``waiting`` are taps that it still keeps; ``lost`` are numbers it has counted past that neither came nor wait.
    """

    device: Device
    turf: Turf | None
    holds: bool
    silent: bool
    waiting: int
    lost: int

    @property
    def needs_attention(self) -> bool:
        """Say whether the leader should look at the phone."""
        return self.silent or bool(self.waiting or self.lost)


@dataclass(slots=True)
class LiveTurf:
    """A turf with its progress, until when it is handed out (None: it is not), and the phones that hold it."""

    turf: Turf
    progress: Progress
    until: datetime | None
    phones: list[LivePhone] = field(default_factory=list)

    @property
    def silent(self) -> bool:
        """Say whether every phone in the turf has been silent for long."""
        return bool(self.phones) and all(phone.silent for phone in self.phones)

    @property
    def seconds_left(self) -> int:
        """Return about how long the doors take that are left: their share of the walk, and the way there as it is."""
        share = self.progress.left / max(1, self.progress.doors)
        return self.turf.time_there + round((self.turf.time - self.turf.time_there) * share)


@dataclass(frozen=True, slots=True)
class LiveBoard:
    """Everything the leader sees of a drive that is being walked."""

    turfs: Sequence[LiveTurf]
    phones: Sequence[LivePhone]
    doors_today: int
    conversations_today: int
    put_aside: int

    @property
    def left(self) -> int:
        """Return the doors that nobody has knocked on."""
        return sum(each.progress.left for each in self.turfs)

    @property
    def out(self) -> list[LiveTurf]:
        """Return the turfs that somebody has a running link to."""
        return [each for each in self.turfs if each.until]

    @property
    def waiting(self) -> list[LiveTurf]:
        """Return the turfs that can be handed out: nobody has them, and they have doors left. Most doors first."""
        free = [each for each in self.turfs if not each.until and each.progress.left]
        return sorted(free, key=lambda each: (-each.progress.left, each.turf.number))

    @property
    def done(self) -> list[LiveTurf]:
        """Return the turfs that nobody has and that have no doors left."""
        return [each for each in self.turfs if not each.until and not each.progress.left]

    @property
    def to_look_at(self) -> list[LivePhone]:
        """Return the phones that are silent, keep taps, or have lost some."""
        return [phone for phone in self.phones if phone.needs_attention]


def live_board(drive: Drive, now: datetime) -> LiveBoard:
    """Return the drive as it stands, in a fixed number of queries."""
    running = TurfLink.objects.running(now).filter(turf__drive=drive)
    until = dict(running.order_by("expires_at").values_list("turf", "expires_at"))
    turfs = {row.turf.pk: LiveTurf(row.turf, row.progress, until.get(row.turf.pk)) for row in turf_rows(drive, now)}
    phones = phones_of(drive, now)
    for phone in phones:
        if phone.holds and phone.turf:
            turfs[phone.turf.pk].phones.append(phone)
    today = DayCount.objects.filter(drive=drive, day=timezone.localdate(now)).first()
    return LiveBoard(
        turfs=list(turfs.values()),
        phones=phones,
        doors_today=today.doors if today else 0,
        conversations_today=today.conversations if today else 0,
        put_aside=PutAside.objects.filter(drive=drive, settled="").count(),
    )


def phones_of(drive: Drive, now: datetime, number: int | None = None) -> list[LivePhone]:
    """Return the drive's phones in order of number, or only the one with this number, in two queries."""
    devices = Device.objects.filter(drive=drive, number__isnull=False).select_related("link__turf__drive")
    if number is not None:
        devices = devices.filter(number=number)
    rows = Operation.objects.filter(device__in=devices, seq__isnull=False).values_list("device")
    taken = {device: (n, highest) for device, n, highest in rows.annotate(n=Count("pk"), highest=Max("seq"))}
    return [_phone(device, *taken.get(device.pk, (0, 0)), now) for device in devices]


def _phone(device: Device, received: int, highest: int, now: datetime) -> LivePhone:
    link = device.link
    holds = not device.revoked and link is not None and link_is_running(link, now)
    silent = holds and device.last_seen is not None and now - device.last_seen > PHONE_SILENCE
    missing = max(highest, device.max_seq) - received
    lost = max(0, missing - device.pending)
    return LivePhone(device, link.turf if link else None, holds, silent, device.pending, lost)


def live_stamp(drive: Drive, now: datetime) -> str:
    """Return a short text that is another as soon as the board may look otherwise, and every five minutes.

    Four small queries, so that a board that is left open costs next to nothing.
    """
    phones = Device.objects.filter(drive=drive).aggregate(
        Count("pk"), Max("last_seen"), revoked=Count("pk", Q(revoked=True))
    )
    links = TurfLink.objects.filter(turf__drive=drive, revoked_at__isnull=True)
    facts = (
        phones,
        links.aggregate(Count("pk"), Sum("turf__number"), Max("expires_at")),
        DayCount.objects.filter(drive=drive).aggregate(Sum("doors"), Sum("conversations")),
        PutAside.objects.filter(drive=drive, settled="").count(),
        (drive.closed_on, drive.cutting, now.timestamp() // (60 * STAMP_MINUTES)),
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
