"""Plans being written in the browser."""

from __future__ import annotations

import pghistory
from django.db import models

from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet
from gjennomslag.plan.drafts.content import Content, plain_content
from gjennomslag.plan.models.plans import PlanVersion, in_language


class PlanDraftQuerySet(ScopedQuerySet["PlanDraft"]):
    """Drafts, limited by scope through the unit that writes them."""


@pghistory.track()
class PlanDraft(models.Model):
    """A plan that a unit is writing. Nothing is measured by it before it is adopted as a version of a plan.

    ``text`` is a plan file, kept as text because the order of its keys means something. ``revision`` counts the
    changes, so that two people at once do not write over each other. ``based_on`` is the version it began as,
    ``adopted_as`` the one it became.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    source = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    based_on = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, null=True, related_name="+")
    adopted_as = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, null=True, related_name="+")
    begun_on = models.DateField()
    changed_on = models.DateField()
    changed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    discarded_on = models.DateField(null=True)

    objects = PlanDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_on", "-pk"]

    def __str__(self) -> str:
        return in_language(self.content["title"])

    @property
    def content(self) -> Content:
        """The draft as plain values, to be read and never changed in place."""
        return plain_content(self.text)

    @property
    def open(self) -> bool:
        """Whether it can still be changed."""
        return self.adopted_as_id is None and self.discarded_on is None
