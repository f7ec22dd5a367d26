"""Enumerations of elections."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ElectionKind(models.TextChoices):
    """Kinds of ordinary elections (glossary 168–169)."""

    LOCAL = "local", _("Local election")
    NATIONAL = "national", _("National election")
