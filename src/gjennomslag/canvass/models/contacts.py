"""People who want to be contacted, signed up by themselves (P8): tied to no door, no visit, no drive and no turf."""

from __future__ import annotations

from django.db import models

from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import ScopedQuerySet


class ContactRequest(models.Model):
    """Somebody asks a unit to get in touch. ``text`` is the version of the words that were consented to.

    Erased when it is handled, and after 30 days in any case. No history is kept.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=16, blank=True)
    asked_on = models.DateField()
    text = models.CharField(max_length=10)

    objects = ScopedQuerySet["ContactRequest"].as_manager()

    class Meta:
        ordering = ["asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "email"], condition=~models.Q(email=""), name="asks_once_by_mail"),
            models.UniqueConstraint(fields=["unit", "phone"], condition=~models.Q(phone=""), name="asks_once_by_phone"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reach(self) -> str:
        """Return how to reach them."""
        return self.phone or self.email
