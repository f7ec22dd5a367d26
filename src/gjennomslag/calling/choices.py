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
    LATER = "later", _("Try again later")
    ANOTHER_WAY = "another-way", _("Reach in another way")
    TAKEN = "taken", _("Somebody is calling now")
