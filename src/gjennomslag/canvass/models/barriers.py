"""What nobody walks across, as a unit has imported it."""

from __future__ import annotations

from django.db import models

from gjennomslag.organisation.models import Unit


class UnitBarriers(models.Model):
    """Rivers, railways and motorways of a unit: one file at a time.

    ``lines`` is a list of lines, each a list of longitude and latitude in degrees.
    """

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=120)
    imported_at = models.DateTimeField(auto_now=True)
    lines = models.JSONField()

    def __str__(self) -> str:
        return self.file_name
