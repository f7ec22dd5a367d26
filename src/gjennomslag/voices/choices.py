"""Enumerations of the voices room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gjennomslag.algorithms.publication import ShownAs


class ShownAsChoice(models.TextChoices):
    """How a theme's published number is shown (``algorithms.publication.ShownAs`` for the database)."""

    EXACT = ShownAs.EXACT.value, _("As it is")
    OVER = ShownAs.OVER.value, _("Over 90 %")
    UNDER = ShownAs.UNDER.value, _("Under 10 %")


class SessionOutcome(models.TextChoices):
    """What became of a session's tally that was sent in."""

    APPLIED = "applied", _("Saved")
    DUPLICATE = "duplicate", _("Already saved")
