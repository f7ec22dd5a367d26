"""Offices, what they allow, and who holds them for which term."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gjennomslag.organisation.choices import Reach, UnitKind
from gjennomslag.organisation.models.people import Person
from gjennomslag.organisation.models.units import Unit
from gjennomslag.organisation.scope import ScopedQuerySet


class Office(models.Model):
    """An office of trust (verv) that can be held in units of certain kinds. The party's own words are its names.

    ``needed_in`` are the kinds of units that should always have somebody in it: there an empty one is a vacancy.
    """

    code = models.SlugField(max_length=40, unique=True)
    name_nb = models.CharField(max_length=80)
    name_nn = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    unit_kinds = ArrayField(models.CharField(max_length=12, choices=UnitKind))
    needed_in = ArrayField(models.CharField(max_length=12, choices=UnitKind), default=list, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name_nb

    def name_in(self, language: str) -> str:
        """Return the name in the language, or in bokmål where the party has given none."""
        return getattr(self, f"name_{language}", "") or self.name_nb


class OfficeGrant(models.Model):
    """A capability that an office gives, and how far it reaches."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="grants")
    capability = models.CharField(max_length=60)
    reach = models.CharField(max_length=5, choices=Reach)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "capability"], name="office_grants_capability_once")]

    def __str__(self) -> str:
        return f"{self.capability} {self.reach}"


@pghistory.track()
class OfficeHolding(models.Model):
    """A person holds an office in a unit for a term; its capabilities end with the term."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="holdings")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="holdings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="holdings")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet["OfficeHolding"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="holding_ends_after_start",
            )
        ]
        indexes = [models.Index(fields=["person", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.person_id} as {self.office_id} in {self.unit_id}"


class BoardChange(models.Model):
    """What one form after an annual meeting ended and began, so that it can be undone.

    ``ended`` and ``prolonged`` list holdings as [id, last day before the change]; ``begun`` lists the ids of new ones.
    ``moved`` is what each room handed over (``handovers``): [room's key, its own rows]. Ids only, and no names.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    ended = models.JSONField(default=list)
    prolonged = models.JSONField(default=list)
    begun = models.JSONField(default=list)
    moved = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedQuerySet["BoardChange"].as_manager()

    def __str__(self) -> str:
        return f"new board on {self.on}"
