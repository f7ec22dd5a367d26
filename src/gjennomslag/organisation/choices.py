"""Enumerations of the organisation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """Kinds of unit in the party's tree (glossary 3–8)."""

    NATIONAL = "national", _("National level")
    COUNTY = "county", _("County branch")
    LOCAL = "local", _("Local branch")
    SUB_GROUP = "sub-group", _("Sub-group")
    STUDENT = "student", _("Student branch")


class Reach(models.TextChoices):
    """How far an office's capability reaches from the unit where it is held."""

    HERE = "here", _("in this unit")
    BELOW = "below", _("in this unit and all units below it")


class LanguageForm(models.TextChoices):
    """The official written form of a municipality (målform)."""

    BOKMAAL = "bokmål", _("Bokmål")
    NYNORSK = "nynorsk", _("Nynorsk")
    NEUTRAL = "neutral", _("Neutral")
