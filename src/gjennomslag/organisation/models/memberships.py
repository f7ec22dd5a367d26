"""Memberships: where somebody belongs, from when until when, and what has been paid."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from gjennomslag.organisation.choices import EndReason
from gjennomslag.organisation.models.people import Person
from gjennomslag.organisation.models.units import Unit
from gjennomslag.organisation.scope import ScopedQuerySet


class Lot(models.Func):
    """A number that a person has drawn by lot: always the same, and it says nothing about them.

    It lies between ``LOWEST`` and ``-LOWEST``, as often in any part of that as the part is large: those with the lowest
    numbers are a fair draw of the members of any part of the party.
    """

    LOWEST = -(2**31)

    function = "hashint8"
    arity = 1
    output_field = models.IntegerField()


@pghistory.track()
class Membership(models.Model):
    """A person's membership of a unit between two days. Ending it is final; it is never used again.

    ``joined_on`` is the first day in this unit. ``member_since`` is the real day of joining the party, which a
    transfer hands over: clocks such as the welcome call's run from it, in the unit one belongs to now. ``ended_on``
    is the first day on which the person no longer belongs to the unit. One running membership is the ``primary`` one,
    which counts in the party's number of members; others (a student branch beside the branch at home) do not.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships", db_index=False)
    joined_on = models.DateField()
    member_since = models.DateField()
    primary = models.BooleanField(default=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=12, choices=EndReason, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet["Membership"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit"],
                condition=Q(ended_on__isnull=True),
                name="one_running_membership_a_unit",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_on__isnull=True, primary=True),
                name="one_running_primary_membership",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("joined_on")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_why="") | (Q(ended_on__isnull=False) & ~Q(ended_why="")),
                name="membership_ends_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(member_since__lte=F("joined_on")), name="membership_counts_from_the_real_start"
            ),
        ]
        indexes = [
            # Who belongs to a unit on a day, without reading the rows themselves.
            models.Index(fields=["unit", "joined_on"], include=["ended_on", "person"], name="membership_of_unit"),
            models.Index(fields=["member_since"], name="membership_since"),
            models.Index(fields=["ended_on"], condition=Q(ended_on__isnull=False), name="membership_ended"),
            models.Index(F("unit"), Lot("person"), name="membership_lot"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.unit_id}"


class Dues(models.Model):
    """The dues a person has paid for one calendar year. ``voucher`` is the entry in the accounts.

    What is paid is kept for the accounts when the person is erased, without the person.
    """

    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="dues")
    year = models.PositiveSmallIntegerField()
    paid_on = models.DateField()
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    voucher = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "year"], name="dues_once_a_year")]
        verbose_name_plural = "dues"

    def __str__(self) -> str:
        return f"dues for {self.year}"


class Exclusion(models.Model):
    """A decision to exclude somebody from the party. Kept with the name until it is lifted (rule M2)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="exclusions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()
    lifted_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"exclusion decided on {self.decided_on}"


class FormerMembers(models.Model):
    """How many erased people were members of a unit from one month to another: a number, and nobody's.

    Without it nobody could say how many members there were last year, since people are erased when they leave.
    Months are their first days: whoever left during a month is taken to have left on its first day. Only primary
    memberships are counted. ``left_month`` is when they left the party, which is later than ``ended_month`` for those
    who moved to another unit first.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    joined_month = models.DateField()
    since_month = models.DateField()
    ended_month = models.DateField()
    left_month = models.DateField()
    ended_why = models.CharField(max_length=12, choices=EndReason)
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "joined_month", "since_month", "ended_month", "left_month", "ended_why"],
                name="former_members_counted_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.people} former members"


class YearCount(models.Model):
    """A unit's members at the end of 31 December of a year, counted once and never again.

    ``members`` are the running primary memberships of the day. ``counting`` leaves out those who joined in November
    and December, who count for the next year. ``paid`` have paid for the year. Each counts the unit alone, not what
    lies below it.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="year_counts")
    year = models.PositiveSmallIntegerField()
    members = models.PositiveIntegerField()
    counting = models.PositiveIntegerField()
    paid = models.PositiveIntegerField()
    frozen_at = models.DateTimeField()

    objects = ScopedQuerySet["YearCount"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="one_count_a_year")]

    def __str__(self) -> str:
        return f"{self.members} members in {self.year}"
