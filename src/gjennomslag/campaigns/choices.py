"""Enumerations of the campaigns room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CampaignKind(models.TextChoices):
    """What is being carried through."""

    CAMPAIGN = "campaign", _("Campaign")
    MARKED_DAY = "marked-day", _("Marked day")
    ELECTION_PLAN = "election-plan", _("Election plan")


class PolicyTheme(models.TextChoices):
    """The main tracks of the party's policy (I1, I2)."""

    EQUALITY = "equality", _("Fair distribution")
    GREEN = "green", _("Green policy")
    SOLIDARITY = "solidarity", _("International solidarity")


class Region(models.TextChoices):
    """Parts of the country that campaigns may be for."""

    NORTHERN = "northern", _("Northern Norway")


class Contributor(models.TextChoices):
    """Networks that take part in a campaign."""

    MAYORS = "mayors", _("The mayors")
    BIG_CITIES = "big_cities", _("The big cities")


class Minutes(models.IntegerChoices):
    """How long a task takes."""

    FIVE = 5, _("5 minutes")
    QUARTER = 15, _("15 minutes")
    HALF_HOUR = 30, _("Half an hour")
    HOUR = 60, _("An hour")
    EVENING = 180, _("An evening")
    DAY = 480, _("A day")


class Outcome(models.TextChoices):
    """How it went with what we wanted to win."""

    WON = "won", _("Won")
    PARTLY = "partly", _("Partly won")
    LOST = "lost", _("Lost")
