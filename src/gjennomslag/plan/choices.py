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


class Status(models.TextChoices):
    """How an obligation stands in a unit on a day, the most pressing first."""

    OVERDUE = "overdue", _("Overdue")
    DUE_SOON = "due-soon", _("Due soon")
    NO_DATA = "no-data", _("No data")
    ON_TRACK = "on-track", _("On track")
    NOT_DUE = "not-due", _("Not due")
    MISSED = "missed", _("Missed")
    SELF_ASSESSED = "self-assessed", _("Self-assessed")
    MET_LATE = "met-late", _("Met late")
    MET = "met", _("Met")
