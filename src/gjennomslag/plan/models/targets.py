"""Targets: what is proposed to units, and what they commit to."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet
from gjennomslag.plan.choices import Basis
from gjennomslag.plan.models.plans import Plan, in_language


class TargetSheet(models.Model):
    """The yearly targets that a plan sets for one indicator."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="target_sheets")
    indicator = models.CharField(max_length=80)
    titles = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "indicator"], name="one_sheet_an_indicator")]

    def __str__(self) -> str:
        return in_language(self.titles)


class TargetRevision(models.Model):
    """One version of a sheet's numbers. Earlier versions stay as they were.

    Number 1 is the plan's own; later ones are decided by somebody on a day, with a reason. For each year the latest
    revision holds that gives the plan's own unit a number.
    """

    sheet = models.ForeignKey(TargetSheet, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    decided_on = models.DateField(_("decided on"))
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["sheet", "number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="revisions_are_numbered_once")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.number}"


class TargetQuerySet(ScopedQuerySet["Target"]):
    """Targets, limited by scope through their unit."""


@pghistory.track()
class Target(models.Model):
    """One unit's number for one year in one revision: what was proposed to it, and what it has committed to."""

    revision = models.ForeignKey(TargetRevision, on_delete=models.CASCADE, related_name="targets")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    proposed = models.PositiveIntegerField(_("proposed"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=12, choices=Basis, blank=True)
    committed = models.PositiveIntegerField(_("committed"), null=True, blank=True)
    committed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    committed_on = models.DateField(null=True, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "unit", "year"], name="one_target_a_unit_a_year"),
            models.CheckConstraint(
                condition=Q(proposed__isnull=False) | Q(committed__isnull=False), name="target_has_a_number"
            ),
        ]
        indexes = [models.Index(fields=["year", "unit"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}: {self.committed if self.committed is not None else self.proposed}"
