"""Segments: saved choices of members."""

from __future__ import annotations

import pghistory
from django.db import models

from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet


@pghistory.track()
class Segment(models.Model):
    """A choice of members by filters, saved under a name. Who fits is worked out whenever it is used.

    ``definition`` holds the answers by the filters' keys (``filters.Definition``). With ``below`` the units below may
    use it too, each for its own members.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    definition = models.JSONField(default=dict)
    below = models.BooleanField(default=False)
    changed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = ScopedQuerySet["Segment"].as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="one_segment_a_name")]

    def __str__(self) -> str:
        return self.name
