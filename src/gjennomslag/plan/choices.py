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


class MeasurePriority(models.IntegerChoices):
    """What a unit does first when it cannot do everything."""

    FIRST = 1, _("First")
    THEN = 2, _("Then")
    IF_TIME = 3, _("If we have time")


class Adopter(models.TextChoices):
    """The meeting that adopts a unit's own plan."""

    ANNUAL_MEETING = "annual-meeting", _("The annual meeting")
    MEMBERS_MEETING = "members-meeting", _("A members' meeting")
    BOARD = "board", _("The unit's board")


class Sharing(models.TextChoices):
    """Whether other units may see a unit's measures as examples."""

    NAMED = "named", _("Yes, with our name")
    NAMELESS = "nameless", _("Yes, without our name")
    CLOSED = "closed", _("No")


class Due(models.TextChoices):
    """When something is due, as a unit that looks at its plan today would say it; then what needs no more doing."""

    OVERDUE = "overdue", _("Overdue")
    WEEK = "week", _("This week")
    MONTH = "month", _("This month")
    HALF_YEAR = "half-year", _("This half-year")
    LATER = "later", _("Later")
    DONE = "done", _("Done or reported")
    MISSED = "missed", _("Missed")
    NOT_COUNTED = "not-counted", _("Not counted yet")


class Need(models.TextChoices):
    """What somebody who follows up units sees in one of them."""

    HELP = "help", _("Needs help")
    SILENT = "silent", _("Has said nothing")
    FINE = "fine", _("Doing fine")


class Status(models.TextChoices):
    """How an obligation stands in a unit on a day, the most pressing first."""

    OVERDUE = "overdue", _("Overdue")
    DUE_SOON = "due-soon", _("Due soon")
    NO_DATA = "no-data", _("Not reported")
    ON_TRACK = "on-track", _("On track")
    NOT_DUE = "not-due", _("Not due")
    MISSED = "missed", _("Missed")
    SELF_ASSESSED = "self-assessed", _("Self-assessed")
    MET_LATE = "met-late", _("Met late")
    MET = "met", _("Met")
