"""Enumerations of the plan."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """What targets are shared out in proportion to."""

    MEMBERS = "members", _("Members")
    INHABITANTS = "inhabitants", _("Inhabitants")
    LAST_YEAR = "last-year", _("What was done last year")
