"""Enumerations of the follow-up room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Way(models.TextChoices):
    """How two units were in touch."""

    CALL = "call", _("By phone")
    VIDEO = "video", _("On screen")
    VISIT = "visit", _("Visit in person")
    GUIDANCE = "guidance", _("Guidance: we worked on something together")
    WRITTEN = "written", _("In writing")


class Topic(models.TextChoices):
    """What the contact or the help was about. Plans name topics by these words (G1.F1a, G1.F1b, G1.S4b)."""

    POLITICAL = "political", _("Politics where you are")
    ORGANISATIONAL = "organisational", _("How things are in the unit")
    DOOR_KNOCKING = "door_knocking", _("Door-knocking")
    WORK_PLAN = "work_plan", _("Own plan")
    MOBILISE = "mobilise", _("Getting more people to take part")
    TRAINING = "training", _("Training")
    OTHER = "other", pgettext_lazy("topic", "Something else")


class Occasion(models.TextChoices):
    """On what occasion somebody from above came on a visit (G1.S3a, G1.S3b)."""

    ANNUAL_MEETING = "annual_meeting", _("The annual meeting")
    OTHER_DAY = "other_day", _("Another day")


class Asker(models.TextChoices):
    """For whom help was asked (G1.F1c, G2.F3b, G4.S13, G4.F3)."""

    BRANCH = "branch", _("The branch")
    STUDENT_BRANCH = "student_branch", _("A student branch")
    REPRESENTATIVE = "representative", _("An elected representative")


class Matter(models.TextChoices):
    """Which council a representative's matter is before (G4.S13, G4.F3)."""

    LOCAL = "local", _("The municipal council")
    COUNTY = "county", _("The county council")
    NATIONAL = "national", _("Parliament or government")


class Origin(models.TextChoices):
    """Who spoke first about help."""

    ASKED = "asked", _("Asked for")
    OFFERED = "offered", _("Offered")


class Outcome(models.TextChoices):
    """How help ended."""

    HELPED = "helped", _("They got the help")
    NOT_NEEDED = "not-needed", _("It was not needed any more")
    NOT_POSSIBLE = "not-possible", _("We could not help")
