"""Drives, turfs, visits and what is counted of them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gjennomslag.canvass.choices import CuttingStatus, DoorState
from gjennomslag.canvass.models.addresses import Door
from gjennomslag.canvass.models.rates import RATES, Rates
from gjennomslag.core.display import days
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import ScopedQuerySet
from gjennomslag.voices.models import Collection, Question


class DriveQuerySet(ScopedQuerySet["Drive"]):
    """Drives, limited by scope."""


class TurfQuerySet(ScopedQuerySet["Turf"]):
    """Turfs, limited by scope through their drive."""

    unit_lookup = "drive__unit__"


class TurfLinkQuerySet(models.QuerySet["TurfLink"]):
    """Links to turfs."""

    def running(self, now: datetime) -> TurfLinkQuerySet:
        """Return those that may be used now: not revoked, not ended, and their drives still open."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now, turf__drive__closed_on__isnull=True)


PLACE_FIELDS = ("start_name", "start_east", "start_north", "meeting_name", "meeting_east", "meeting_north")
"""Where a drive's walks begin and where people meet afterwards."""
CUT_WITH = (*RATES, "barriers", "streets")
"""What a drive's turfs were cut with: a pace and the names of two files."""


@pghistory.track()
class Drive(Rates):
    """A door-knocking drive of a unit: when, where, what to say, and the turfs it is walked in.

    ``basic_units`` are the areas it covers (grunnkrets codes); ``collection`` is the question it asks, if any. A turf
    is what one pair finishes in ``hours``, unless the leader asked for a number of doors (``doors_per_turf``);
    ``pairs`` are how many come each time; with ``skips_talked`` doors where one has talked with somebody in another of
    the unit's drives are in no turf, as long as that is remembered. Walks begin at the start and end at the meeting
    place where these are given (a name, and metres in EPSG:25833). ``barriers`` and ``streets`` name the files its
    turfs were cut along. Its pace is the one they were cut with: whatever the unit measures later, their times go on
    being computed with that until they are cut anew. The drive stays open until ``closed_on``; then ``first_timers``
    says how many were out for the first time, and nobody's name; door states are deleted at most 30 days later (privacy
    rule P4) while the counts remain.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("name"), max_length=80)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    introduction = models.TextField(_("introduction at the door"), blank=True)
    script = models.TextField(_("talking points"), blank=True)
    basic_units = ArrayField(models.CharField(max_length=8), verbose_name=_("areas"))
    pairs = models.PositiveSmallIntegerField(
        _("pairs"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    hours = models.DecimalField(
        _("hours for each pair"),
        max_digits=3,
        decimal_places=1,
        default=Decimal(3),
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(12))],
    )
    doors_per_turf = models.PositiveSmallIntegerField(
        _("doors in each turf"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    skips_talked = models.BooleanField(_("leave out doors where somebody has talked with us"), default=False)
    start_name = models.CharField(max_length=120, blank=True)
    start_east = models.FloatField(null=True, blank=True)
    start_north = models.FloatField(null=True, blank=True)
    meeting_name = models.CharField(max_length=120, blank=True)
    meeting_east = models.FloatField(null=True, blank=True)
    meeting_north = models.FloatField(null=True, blank=True)
    barriers = models.CharField(max_length=120, blank=True)
    streets = models.CharField(max_length=120, blank=True)
    cutting = models.CharField(max_length=12, choices=CuttingStatus, default=CuttingStatus.NOT_STARTED)
    closed_on = models.DateField(null=True, blank=True)
    first_timers = models.PositiveSmallIntegerField(null=True, blank=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DriveQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="drive_ends_after_start"),
            models.CheckConstraint(condition=Q(doors_per_turf__gte=1), name="turfs_have_doors"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def seconds(self) -> int:
        """Return how long a pair has for a turf."""
        return int(self.hours * 3600)

    @property
    def start(self) -> tuple[float, float] | None:
        """Return where walks begin, in metres, if that is given."""
        return None if self.start_east is None or self.start_north is None else (self.start_east, self.start_north)

    @property
    def meeting(self) -> tuple[float, float] | None:
        """Return where people meet afterwards, in metres, if that is given."""
        if self.meeting_east is None or self.meeting_north is None:
            return None
        return self.meeting_east, self.meeting_north

    @property
    def question(self) -> Question | None:
        """Return what the drive asks, if anything."""
        return self.collection.question if self.collection else None

    @property
    def dates(self) -> str:
        """Return the drive's days in words."""
        return days(self.starts_on, self.ends_on)


@pghistory.track()
class Turf(models.Model):
    """A part of a drive that one pair walks (rode). ``metres`` and ``minutes`` are for the walking order it has.

    ``by_car``: its addresses lie so far apart that the minutes are for driving from one to the next. ``parked``: the
    drive's start is so far away that the pair drives to the first address and walks back to the car; ``minutes_there``
    of the ``minutes`` are for that. ``by_hand``: its order was made by a person and is kept. ``locked``: good as it is;
    cutting anew leaves it alone. ``door_count`` and the middle of its addresses, in metres, are counted anew whenever
    its doors change, so that a list of all turfs need not count doors.
    """

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="turfs")
    number = models.PositiveIntegerField()
    metres = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    minutes_there = models.PositiveIntegerField(default=0)
    door_count = models.PositiveIntegerField(default=0)
    east = models.FloatField(default=0.0)
    north = models.FloatField(default=0.0)
    by_car = models.BooleanField(default=False)
    parked = models.BooleanField(default=False)
    by_hand = models.BooleanField(default=False)
    locked = models.BooleanField(_("locked"), default=False)

    objects = TurfQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["drive", "number"], name="turf_numbers_differ")]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def time(self) -> int:
        """Return the expected seconds."""
        return self.minutes * 60

    @property
    def time_there(self) -> int:
        """Return the expected seconds for driving to the turf and back."""
        return self.minutes_there * 60


class TurfDoor(models.Model):
    """A door's place in a turf's walking order. A door is in one turf of a drive."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="+")
    turf = models.ForeignKey(Turf, on_delete=models.CASCADE, related_name="stops")
    door = models.ForeignKey(Door, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["turf", "position"]
        constraints = [
            models.UniqueConstraint(fields=["drive", "door"], name="a_door_is_in_one_turf"),
            models.UniqueConstraint(
                fields=["turf", "position"], name="one_door_a_position", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.turf_id}:{self.position}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class TurfLink(models.Model):
    """A link that lets its holder walk one turf, for as long as it runs (privacy rule P9).

    The link's secret is not stored: it is the row's id, signed. Revoking or ending it closes the turf at once.
    """

    turf = models.ForeignKey(Turf, on_delete=models.CASCADE, related_name="links")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TurfLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.turf_id} until {self.expires_at:%Y-%m-%d}"


class Visit(models.Model):
    """The state of one door in a drive on one day (privacy rule P2): the day, never the time or the canvasser.

    The newest recording of the day stands; ``NOT_VISITED`` says that one was taken back. ``order_key`` tells which of
    two recordings of the same door and day is newer, and nothing else (``moments``). No history is kept, and the rows
    are deleted at most 30 days after the drive ends (P4).
    """

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="+")
    door = models.ForeignKey(Door, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=12, choices=DoorState)
    order_key = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drive", "day", "door"], name="one_state_a_door_a_day")]
        indexes = [models.Index(fields=["drive", "door"])]

    def __str__(self) -> str:
        return f"{self.door_id} {self.day}: {self.state}"


class DayCount(models.Model):
    """How many doors were knocked on and how many conversations held in a drive on a day.

    Recounted from the visits whenever they change, never incremented; frozen when the visits are deleted.
    """

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    doors = models.PositiveIntegerField(default=0)
    conversations = models.PositiveIntegerField(default=0)
    frozen = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drive", "day"], name="one_count_a_day")]
        indexes = [models.Index(fields=["day"], include=["unit", "doors", "conversations"], name="counts_by_day")]

    def __str__(self) -> str:
        return f"{self.drive_id} {self.day}: {self.conversations}/{self.doors}"
