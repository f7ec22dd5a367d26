"""What people report: acts done, and how they themselves say a measure stands."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet
from gjennomslag.plan.choices import Assessment
from gjennomslag.plan.models.plans import PlanItem


class ActQuerySet(ScopedQuerySet["Act"]):
    """Acts, limited by scope through their unit."""


@pghistory.track()
class Act(models.Model):
    """A signed report of a unit: something was done on a day, or (``assessment``) how a measure stands.

    One act may serve several items. An act that turns out wrong is withdrawn, not deleted.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    items = models.ManyToManyField(PlanItem, related_name="acts", through="ActItem")
    day = models.DateField(_("day"))
    assessment = models.CharField(_("how it stands"), max_length=10, choices=Assessment, blank=True)
    text = models.TextField(_("what was done"), max_length=2000)
    link = models.URLField(_("link"), blank=True)
    file = models.FileField(_("file"), upload_to="acts/%Y/", blank=True)
    reported_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reported_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["unit", "day"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"


class ActItem(models.Model):
    """An act serves an item."""

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "item"], name="an_act_serves_an_item_once")]

    def __str__(self) -> str:
        return f"{self.act_id} → {self.item_id}"
