"""How fast a unit's pairs work: what it starts from, and what was noted after drives."""

from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from gjennomslag.algorithms.routes import Pace
from gjennomslag.canvass.models.drives import Drive
from gjennomslag.organisation.models import Unit

_DEFAULT = Pace()


@pghistory.track()
class UnitPace(models.Model):
    """The pace a unit starts from. Units without a row start from the defaults of ``algorithms.routes.Pace``.

    What the unit's turfs are computed with is this, fitted to its outings (``queries.paces.pace_in``).
    """

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+")
    minutes_per_door = models.FloatField(
        _("minutes at each door"),
        default=_DEFAULT.minutes_per_door,
        validators=[MinValueValidator(0.2), MaxValueValidator(30)],
    )
    minutes_per_floor = models.FloatField(
        _("minutes for each floor"),
        default=_DEFAULT.minutes_per_floor,
        validators=[MinValueValidator(0.05), MaxValueValidator(10)],
    )
    metres_per_minute = models.FloatField(
        _("metres in a minute"),
        default=_DEFAULT.metres_per_minute,
        validators=[MinValueValidator(10), MaxValueValidator(200)],
    )

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.minutes_per_door} min"

    @property
    def pace(self) -> Pace:
        """Return the three numbers as the algorithms take them."""
        return Pace(self.metres_per_minute, self.minutes_per_door, self.minutes_per_floor)


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
