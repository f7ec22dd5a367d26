"""The log of when members were contacted."""

from __future__ import annotations

from django.db import models

from gjennomslag.organisation.choices import ContactKind, ContactOutcome
from gjennomslag.organisation.models.people import Person
from gjennomslag.organisation.models.units import Unit
from gjennomslag.organisation.scope import ScopedQuerySet


class MemberContact(models.Model):
    """One attempt to contact a member, by whom, on whose behalf (``unit``), and what came of it.

    ``about`` is a short code of what it was for (``welcome``, ``door_knocking`` …), which the rooms above choose.
    ``note`` is for the next one who calls: short, and nothing about health or other people.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=ContactKind)
    outcome = models.CharField(max_length=12, choices=ContactOutcome)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    about = models.SlugField(max_length=40, blank=True, db_index=False)
    note = models.CharField(max_length=280, blank=True)

    objects = ScopedQuerySet["MemberContact"].as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="contact_of_person"),
            models.Index(fields=["unit", "-at"], name="contact_of_unit"),
            models.Index(fields=["at"], name="contact_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"
