"""How fast a unit's pairs work: what it starts from, and what was noted after drives."""

from __future__ import annotations

import pghistory
from django.db import models

from gjennomslag.canvass.models.drives import Drive
from gjennomslag.canvass.models.rates import Rates
from gjennomslag.organisation.models import Unit


@pghistory.track()
class UnitPace(Rates):
    """The pace a unit starts from. Units without a row start from the defaults of ``algorithms.routes.Pace``.

    What the unit's turfs are cut with is this, fitted to its outings (``queries.paces.pace_in``).
    """

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.minutes_per_door} min"


class Outing(models.Model):
    """How long all pairs together were out in a turf of a drive, and what they did in that time.

    Noted by the leader when the drive closes: a length of time, never a clock time, and nobody's name (privacy rule
    P2). ``doors``, ``floors`` and ``metres`` are counted from the visits, since those are deleted later.
    ``minutes_there`` of the ``minutes`` went to driving to the turf and back, which says nothing about the pace.
    """

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="+")
    turf_number = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    minutes_there = models.PositiveIntegerField(default=0)
    expected_minutes = models.PositiveIntegerField()
    doors = models.PositiveIntegerField()
    floors = models.PositiveIntegerField()
    metres = models.PositiveIntegerField()
    by_car = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drive", "turf_number"], name="one_outing_a_turf")]

    def __str__(self) -> str:
        return f"{self.drive_id}, {self.turf_number}: {self.minutes} min"
