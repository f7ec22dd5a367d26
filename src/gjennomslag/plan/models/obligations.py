"""Obligations and readings: what is due in each window, and what was measured."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.models.plans import PlanItem


class Obligation(models.Model):
    """One rule of an item in one window, for all units that it binds.

    ``sentence`` and ``evidence`` have the parameters' values filled in, so that what a closed window was measured
    against stays readable. ``frozen_on`` is the day of its last reading: none changes it afterwards;
    ``frozen_unpublished`` says that no room published its number then. An obligation that a new version or parameter
    does away with is retired, unless its window is closed already. ``numbers_read`` is the fingerprint of all
    units' numbers as they were last read, so that a night on which none of them moved writes nothing.
    """

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="obligations")
    sentence = models.CharField(max_length=300)
    evidence = models.CharField(max_length=400)
    first_day = models.DateField()
    last_day = models.DateField()
    count = models.PositiveSmallIntegerField()
    unit_kinds = ArrayField(models.CharField(max_length=12, choices=UnitKind))
    fingerprint = models.CharField(max_length=40)
    unfolded_on = models.DateField()
    frozen_on = models.DateField(null=True, blank=True)
    frozen_unpublished = models.BooleanField(default=False)
    retired_on = models.DateField(null=True, blank=True)
    numbers_read = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["item", "first_day", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="obligation_ends_after_start"),
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(retired_on__isnull=True), name="one_running_obligation"
            ),
        ]
        indexes = [models.Index(fields=["first_day", "last_day"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.first_day}–{self.last_day}"


class Reading(models.Model):
    """What was measured for an obligation in a unit, from the day it was read until it was read differently.

    ``whole`` is the set that ``value`` is a part of, where the rule compares. ``late`` counts what was done after
    the window, ``target`` is the unit's own number where the rule has one. Units without a row were read as 0.
    ``replaced_on`` is empty on the rows that hold.
    """

    # Half of what a reading costs is writing rows, and half of that the indexes: there are no more than are used.
    pk = models.CompositePrimaryKey("unit_id", "obligation_id", "day")
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="readings", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    replaced_on = models.DateField(null=True)
    value = models.FloatField()
    whole = models.FloatField(null=True)
    late = models.FloatField(default=0)
    target = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "unit"], condition=Q(replaced_on__isnull=True), name="one_reading_holds"
            ),
        ]
        indexes = [
            models.Index(fields=["unit"], condition=Q(replaced_on__isnull=True), name="readings_that_hold"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.unit_id} {self.day}: {self.value}"


class ReadingDay(models.Model):
    """A day on which a plan was read, and the numbers that no room published on it."""

    plan = models.ForeignKey("plan.Plan", on_delete=models.CASCADE, related_name="reading_days")
    day = models.DateField()
    unpublished = models.JSONField(default=list)

    class Meta:
        ordering = ["plan", "-day"]
        constraints = [models.UniqueConstraint(fields=["plan", "day"], name="a_plan_is_read_once_a_day")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.day}"


class Tally(models.Model):
    """How many of the units below a unit had each status with an obligation at its last reading, and what they did.

    ``counts`` maps statuses to numbers of units. It counts reports made before the day of the reading, and is what
    pages about thousands of units add up from.
    """

    pk = models.CompositePrimaryKey("unit_id", "obligation_id")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="+")
    counts = models.JSONField()
    value = models.FloatField()

    def __str__(self) -> str:
        return f"{self.unit_id} {self.obligation_id}: {self.counts}"
