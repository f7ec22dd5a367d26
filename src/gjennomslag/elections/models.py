"""The tables of the elections room."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from gjennomslag.elections.choices import ElectionKind


@pghistory.track()
class Election(models.Model):
    """An ordinary election. Its day decides which years are election years, wherever that matters."""

    kind = models.CharField(_("kind"), max_length=10, choices=ElectionKind)
    day = models.DateField(_("election day"))

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint("kind", ExtractYear("day"), name="one_election_of_a_kind_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
