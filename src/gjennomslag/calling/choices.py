"""Enumerations of calling."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Closing(models.TextChoices):
    """Why nobody needs to welcome a new member any more."""

    REACHED = "reached", _("Somebody has talked with them")
    ANOTHER_WAY = "another-way", _("Reached in another way")


class Turn(models.TextChoices):
    """Where a new member stands in the queue, most urgent first."""

    OVERDUE = "overdue", _("Overdue")
    TODAY = "today", _("Today at the latest")
    SOON = "soon", _("Soon")
    WAITING = "waiting", _("There is time")
    WRITTEN = "written", _("Got a letter from others today: call last")
    TEXTED = "texted", _("Got an SMS from others today: call tomorrow")
    LATER = "later", _("Try again later")
    ANOTHER_WAY = "another-way", _("Reach in another way")
    TAKEN = "taken", _("Somebody is calling now")


class CampaignTopic(models.TextChoices):
    """What a call campaign is about. Plans ask for calls by these codes."""

    DOOR_KNOCKING = "door_knocking", _("Door-knocking, or help in another way")
    MEETING = "meeting", _("Invite to a meeting or activity")
    MOBILISATION = "mobilisation", _("Mobilise for a campaign or an election")
    CONTACT = "contact", _("Keep in touch with members")


class CampaignClosing(models.TextChoices):
    """Why a member in a campaign is called no more."""

    REACHED = "reached", _("Reached")
    NO_CALLS = "no-calls", _("Does not want calls")
    TRIED = "tried", _("Tried as often as was decided")


class Answer(models.TextChoices):
    """An answer to whether somebody can help with something."""

    YES = "yes", _("Yes")
    LATER = "later", _("Perhaps later")
    NO = "no", _("No")
