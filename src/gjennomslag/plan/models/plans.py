"""Plans, their versions, items and changed parameters."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet
from gjennomslag.plan.choices import ItemKind


def in_language(texts: dict[str, str]) -> str:
    """Return the text in the reader's language, else in bokmål, else any that there is."""
    language = (get_language() or "nb").split("-")[0]
    return texts.get(language) or texts.get("nb") or next(iter(texts.values()), "")


class PlanQuerySet(ScopedQuerySet["Plan"]):
    """Plans, limited by scope through the unit that adopted them."""


@pghistory.track()
class Plan(models.Model):
    """An adopted work plan of a unit: the party's own (of the country) or a branch's.

    ``key`` is the name of its file and of its commands. ``titles`` and ``adopted_by`` hold one text per language.
    """

    key = models.SlugField(max_length=60, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    titles = models.JSONField()
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    adopted_on = models.DateField(_("adopted on"))
    adopted_by = models.JSONField()

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "key"]
        constraints = [models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="plan_ends_after_start")]

    def __str__(self) -> str:
        return in_language(self.titles)

    @property
    def years(self) -> range:
        """The calendar years that the plan touches."""
        return range(self.first_day.year, self.last_day.year + 1)


class PlanVersion(models.Model):
    """A plan's file as it was loaded. The highest number is the one in force."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    loaded_on = models.DateField()
    loaded_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="versions_are_numbered_once")]

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"


class PlanItem(models.Model):
    """A row of a plan, the same through all versions that have its key. Rows that a version leaves out are retired."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=ItemKind)
    titles = models.JSONField()
    position = models.PositiveIntegerField()
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="one_item_a_key")]

    def __str__(self) -> str:
        return in_language(self.titles)


class Deviation(models.Model):
    """A parameter of the plan given another value, by whom and why. The newest for a parameter holds."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="deviations")
    parameter = models.CharField(max_length=60)
    value = models.CharField(_("value"), max_length=200)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    decided_on = models.DateField()
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["plan", "parameter", "-pk"]

    def __str__(self) -> str:
        return f"{self.parameter} = {self.value}"
