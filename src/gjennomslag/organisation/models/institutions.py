"""Which branch is there for the students at which university or college."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from gjennomslag.organisation.geography import institution_name
from gjennomslag.organisation.models.units import Unit
from gjennomslag.organisation.scope import ScopedQuerySet


@pghistory.track()
class InstitutionBranch(models.Model):
    """A student branch that serves an institution from a day, until another one where it has ended (G2.F3a).

    ``institution`` is a code of ``data/institutions.csv``. The last day is one on which it still does. A branch may
    serve several institutions, and an institution with campuses in several counties has a branch in each.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="serves")
    institution = models.SlugField(max_length=20)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet["InstitutionBranch"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "institution"], condition=Q(valid_until__isnull=True), name="serves_institution_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="serving_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return institution_name(self.institution)
