"""Breakthroughs: what was won, where, by whom, and what the organisation did for it."""

from __future__ import annotations

import pghistory
from django.db import models

from gjennomslag.campaigns.choices import Outcome
from gjennomslag.campaigns.models.campaigns import Campaign
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet
from gjennomslag.voices.models import Theme


@pghistory.track()
class Breakthrough(models.Model):
    """Something that was won, wholly or partly, or lost after all. ``contribution`` is what the organisation did.

    ``heard`` is the theme that people had brought up, and ``deeds`` the keys of what was
    held for it (``deeds.Deed``). ``public`` ones stand on the unit's wall where it has one.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.WON)
    won_on = models.DateField()
    what = models.TextField(max_length=2000)
    place = models.CharField(max_length=120, blank=True)
    won_by = models.CharField(max_length=160, blank=True)
    contribution = models.TextField(max_length=2000, blank=True)
    address = models.URLField(max_length=400, blank=True)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.SET_NULL, null=True, blank=True, related_name="breakthroughs"
    )
    heard = models.ForeignKey(Theme, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    deeds = models.JSONField(default=list, blank=True)
    public = models.BooleanField(default=True)
    registered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ScopedQuerySet["Breakthrough"].as_manager()

    class Meta:
        ordering = ["-won_on", "-pk"]
        indexes = [models.Index(fields=["unit", "-won_on"], name="breakthrough_of_unit")]

    def __str__(self) -> str:
        return self.title


class Wall(models.Model):
    """A unit lets everyone see its breakthroughs. Without a row, or once it is closed, only members do."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+")
    open = models.BooleanField(default=True)
    changed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"wall of {self.unit_id}"
