"""The letters that have gone out to branches."""

from __future__ import annotations

from django.db import models

from gjennomslag.organisation.models import Unit


class MonthlyLetter(models.Model):
    """A branch has been written to about its plan in a month; ``month`` is the month's first day."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    written_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "unit"], name="one_letter_a_month")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month}"
