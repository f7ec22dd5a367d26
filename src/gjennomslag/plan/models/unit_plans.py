"""What units plan themselves: their own measures under the goals of the party's plan, drafted, adopted and revised."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gjennomslag.organisation.models import Office, Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet
from gjennomslag.plan.choices import Adopter, MeasurePriority, Sharing
from gjennomslag.plan.models.acts import Act
from gjennomslag.plan.models.plans import Plan, PlanItem


class UnitPlanQuerySet(ScopedQuerySet["UnitPlan"]):
    """Units' own plans, limited by scope through their unit."""


@pghistory.track()
class UnitPlan(models.Model):
    """A unit's own plan within the party's plan ``above``. What it says is in its versions."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    above = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="unit_plans")
    sharing = models.CharField(_("may other units see your measures?"), max_length=10, choices=Sharing)

    objects = UnitPlanQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "above"], name="one_own_plan_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} in {self.above_id}"


@pghistory.track()
class UnitPlanVersion(models.Model):
    """One version of a unit's plan: a draft (no number, no day of adoption) or adopted, and then never changed.

    ``aims`` holds, by the key of each goal above, what the unit itself wants to achieve.
    """

    plan = models.ForeignKey(UnitPlan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    aims = models.JSONField(default=dict)
    begun_on = models.DateField()
    begun_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    adopted_by = models.CharField(_("adopted by"), max_length=16, choices=Adopter, blank=True)
    minutes = models.TextField(_("minutes"), max_length=4000, blank=True)
    link = models.URLField(_("link"), blank=True)
    file = models.FileField(_("file"), upload_to="minutes/%Y/", blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="own_versions_are_numbered_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(number__isnull=True), name="one_draft_a_unit"),
            models.CheckConstraint(
                condition=Q(number__isnull=True, adopted_on__isnull=True)
                | Q(number__isnull=False, adopted_on__isnull=False),
                name="adopted_versions_are_numbered",
            ),
        ]
        indexes = [models.Index(fields=["adopted_on"])]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number or 'draft'}"


class UnitItem(models.Model):
    """A measure of a unit's own, the same through all versions of its plan. Its words are in ``UnitLine``."""

    plan = models.ForeignKey(UnitPlan, on_delete=models.CASCADE, related_name="items")

    def __str__(self) -> str:
        return f"{self.plan_id} {self.pk}"


@pghistory.track()
class UnitLine(models.Model):
    """What a measure says in one version: under which goal, by when, who sees to it, and what it makes concrete.

    Responsible is an office and never a person, so that the plan outlives elections (none: the whole board).
    """

    version = models.ForeignKey(UnitPlanVersion, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(UnitItem, on_delete=models.CASCADE, related_name="lines")
    goal = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("measure"), max_length=200)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=MeasurePriority)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deadline = models.DateField(_("deadline"))
    supports = models.ManyToManyField(PlanItem, related_name="+")

    class Meta:
        ordering = ["version", "goal__position", "priority", "deadline", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "item"], name="a_measure_is_said_once_a_version")]

    def __str__(self) -> str:
        return self.title


class ActUnitItem(models.Model):
    """An act serves a measure of a unit's own."""

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(UnitItem, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "item"], name="an_act_serves_an_own_item_once")]

    def __str__(self) -> str:
        return f"{self.act_id} → {self.item_id}"


@pghistory.track()
class PlanTemplate(models.Model):
    """One published version of what the centre gives units to start from; the highest number is in force.

    ``goals`` holds, by the key of each goal, ``{"guidance": text, "suggestions": [measure, …]}``.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="templates")
    number = models.PositiveSmallIntegerField()
    goals = models.JSONField(default=dict)
    published_on = models.DateField()
    published_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="templates_are_numbered_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"
