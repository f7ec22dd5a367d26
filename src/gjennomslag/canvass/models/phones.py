"""Phones in the field, and what they sent: enough to take every tap exactly once, and no more (P2, P4).

Nothing here leads to a person, and no table says which phone was at which door or when.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from gjennomslag.canvass.choices import DoorMark, Refused, Settled
from gjennomslag.canvass.models.addresses import Door
from gjennomslag.canvass.models.drives import Drive, TurfLink
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.scope import ScopedQuerySet


class PhoneQuerySet(ScopedQuerySet["Device"]):
    """Phones, limited by scope through their drive."""

    unit_lookup = "drive__unit__"


class PutAsideQuerySet(ScopedQuerySet["PutAside"]):
    """Operations put aside, limited by scope through their drive."""

    unit_lookup = "drive__unit__"


class Device(models.Model):
    """A phone (or rather the app in one browser) that has taken a turf. Its number in the drive is all it is called.

    A drive's paper stands here too, without a number and without a link: what is typed in from walk lists is taken
    through the same ledger (``services.paper``).

    ``last_seen`` is when it last sent anything, ``last_tap`` when its newest operation (``last_seq``) happened; both
    moments are taken away when the drive closes, and the row is deleted with the drive's visits. ``pending`` and
    ``max_seq`` are what the phone last said of itself. A phone whose ``revoked``
    is set is refused and empties itself. Without a link its turf is gone, but it may still send.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="+")
    link = models.ForeignKey(TurfLink, on_delete=models.SET_NULL, null=True, related_name="devices")
    number = models.PositiveIntegerField(null=True)
    last_seen = models.DateTimeField(null=True)
    last_tap = models.DateTimeField(null=True)
    last_seq = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)
    max_seq = models.PositiveIntegerField(default=0)
    revoked = models.BooleanField(default=False)

    objects = PhoneQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["drive", "number"], name="phones_of_a_drive_differ")]

    def __str__(self) -> str:
        return "paper" if self.number is None else str(self.number)


class Operation(models.Model):
    """The ledger: that this operation has been taken, so that it is not taken again.

    ``id`` and ``content`` are sealed (``moments``): neither the time that the operation's own id carries nor the door
    and its state can be read from them. An operation whose number cannot stand has none.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="operations")
    seq = models.PositiveIntegerField(null=True)
    content = models.UUIDField()
    refused = models.CharField(max_length=12, choices=Refused, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "seq"], name="one_operation_a_number")]

    def __str__(self) -> str:
        return f"{self.device_id}/{self.seq}"


class PutAside(models.Model):
    """An operation that could not be carried out, waiting for an organiser to record it after all or throw it away.

    It says what was tapped and on which day, as a visit does, and not who sent it. ``settled`` says what the organiser
    ``settled_by`` did with it; it stays to be looked at until the drive's visits are deleted.
    """

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.UUIDField(unique=True)
    reason = models.CharField(max_length=12, choices=Refused)
    door = models.ForeignKey(Door, on_delete=models.CASCADE, null=True, related_name="+")
    mark = models.CharField(max_length=12, choices=DoorMark, blank=True)
    day = models.DateField(null=True)
    settled = models.CharField(max_length=12, choices=Settled, blank=True)
    settled_on = models.DateField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = PutAsideQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.reason} {self.door_id}"


class KnockRequest(models.Model):
    """The newest word of a day on whether a door may be knocked on; the door's own mark follows from these (P3).

    Needed only so that taking a mark back and making it may arrive in any order; deleted with the visits.
    """

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="+")
    door = models.ForeignKey(Door, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    unwanted = models.BooleanField()
    order_key = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drive", "day", "door"], name="one_request_a_door_a_day"),
            models.CheckConstraint(condition=Q(order_key__gte=0), name="request_has_an_order"),
        ]

    def __str__(self) -> str:
        return f"{self.door_id} {self.day}"
