"""Who has looked at whom, and lists that need a second person's yes (rule M5)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gjennomslag.organisation.choices import AccessKind, Purpose
from gjennomslag.organisation.models.people import Person
from gjennomslag.organisation.models.units import Unit
from gjennomslag.organisation.scope import ScopedQuerySet


class AccessRecord(models.Model):
    """One reading of people's records: who, in which unit, when, and what for. ``number`` says of how many."""

    reader = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=AccessKind)
    purpose = models.CharField(max_length=10, choices=Purpose)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()

    objects = ScopedQuerySet["AccessRecord"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["reader", "at"], name="access_by_reader"),
            models.Index(fields=["at"], name="access_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.number}"


class AccessedPerson(models.Model):
    """One person whose record was read, so that everyone can see who has looked at theirs."""

    access = models.ForeignKey(AccessRecord, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="accesses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["access", "person"], name="person_read_once_an_access")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.access_id}"


class BulkRequest(models.Model):
    """Somebody asks for a list of more people than one may take out alone.

    A second person answers. The list itself is made when it is fetched and never stored. It can be fetched once.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose)
    number = models.PositiveIntegerField()
    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(default=False)
    fetched_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet["BulkRequest"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("asked_by")),
                name="nobody_approves_their_own_list",
            ),
            models.CheckConstraint(
                condition=Q(fetched_at__isnull=True) | Q(approved=True), name="only_approved_lists_are_fetched"
            ),
        ]

    def __str__(self) -> str:
        return f"list of {self.number}"
