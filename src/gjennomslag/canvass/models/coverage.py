"""Where one has been, once the visits themselves are deleted."""

from __future__ import annotations

from django.db import models

from gjennomslag.canvass.models.addresses import BasicUnit
from gjennomslag.canvass.models.drives import Drive


class AreaCount(models.Model):
    """About how many doors of an area were knocked on in a drive in a month.

    Written once, when the drive's visits are deleted (privacy rule P4): ``doors`` is rounded up to whole tens, so that
    it says nothing about a single door, and nothing is said of who was at home. ``month`` is its first day.
    """

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="+")
    area = models.ForeignKey(BasicUnit, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    doors = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drive", "area", "month"], name="one_count_an_area_a_month")]
        indexes = [models.Index(fields=["area", "month"])]

    def __str__(self) -> str:
        return f"{self.drive_id}, {self.area_id}, {self.month:%Y-%m}: {self.doors}"
