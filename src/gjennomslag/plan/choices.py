"""Enumerations of the plan."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """What targets are shared out in proportion to."""

    MEMBERS = "members", _("Members")
    INHABITANTS = "inhabitants", _("Inhabitants")
    LAST_YEAR = "last-year", _("What was done last year")


class ItemKind(models.TextChoices):
    """What a row of a plan is."""

    INTRO = "intro", _("Introduction")
    GOAL = "goal", _("Goal")
    PRIORITY = "priority", _("Priority")
    MEASURE = "measure", _("Measure")
    ROLE = "role", _("Role")


class Assessment(models.TextChoices):
    """How a unit itself says that it stands."""

    WELL = "well", _("Going well")
    PARTLY = "partly", _("Partly")
    NOT_YET = "not-yet", _("Not yet")
