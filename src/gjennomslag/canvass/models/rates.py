"""The three numbers that say how fast a pair works."""

from __future__ import annotations

from dataclasses import asdict

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from gjennomslag.algorithms.routes import Pace

_DEFAULT = Pace()
RATES = ("minutes_per_door", "minutes_per_floor", "metres_per_minute")
"""The fields of ``Rates``, named as in ``algorithms.routes.Pace``."""


class Rates(models.Model):
    """A row that has a pace. Without anything else said it is the usual one of ``algorithms.routes.Pace``."""

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

    class Meta:
        abstract = True

    @property
    def pace(self) -> Pace:
        """Return the three numbers as the algorithms take them."""
        return Pace(**{name: getattr(self, name) for name in RATES})

    def keep(self, pace: Pace) -> None:
        """Write the pace on the row, without saving it."""
        for name, rate in asdict(pace).items():
            setattr(self, name, rate)
