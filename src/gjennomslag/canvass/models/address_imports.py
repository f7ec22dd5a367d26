"""Imports of Kartverket's address files: what was given, what it would change, what it changed."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from gjennomslag.canvass.choices import AddressProduct, ImportStatus
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet


def keep_as(_: AddressImport, name: str) -> str:
    """Return where an uploaded file is kept until it has been imported: under a name that says nothing."""
    return f"address-files/{secrets.token_hex(16)}{Path(name).suffix.lower()[:5]}"


class AddressImportQuerySet(ScopedQuerySet["AddressImport"]):
    """Imports, limited by scope."""


class AddressImport(models.Model):
    """One file of addresses, from the moment it is given until it has been imported or put aside.

    ``unit`` and ``by`` are None for imports on the command line. The file itself is deleted when it is no longer
    needed. ``counts``, ``faults``, ``picture`` and ``refusal`` are what ``services.address_imports`` makes of it; in
    ``counts`` are also the doors that each drive's turfs lose (``drives``, by the drive's id as text).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    file = models.FileField(_("file"), upload_to=keep_as, blank=True)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    product = models.CharField(max_length=12, choices=AddressProduct, blank=True)
    municipality_codes = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    extracted_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=ImportStatus, default=ImportStatus.CHECKING)
    progress = models.PositiveSmallIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    faults = models.JSONField(default=dict, blank=True)
    picture = models.JSONField(default=dict, blank=True)
    refusal = models.JSONField(default=dict, blank=True)

    objects = AddressImportQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
