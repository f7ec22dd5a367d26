"""Phones that take a turf, and those that are shut out. What they send is for ``batches``."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from gjennomslag.canvass.models import Device, Drive, TurfLink
from gjennomslag.canvass.rules import link_is_running
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person


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
