"""The streets a unit walks on, as it has imported them from OpenStreetMap."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from gjennomslag.canvass.choices import ImportStatus
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet

TILE_METRES = 2_000
"""How wide and high a tile of streets is."""


def keep_streets_as(_: StreetMap, name: str) -> str:
    """Return where an uploaded file is kept until it has been read: under a name that says nothing."""
    return f"street-files/{secrets.token_hex(16)}{Path(name).suffix.lower()[:5]}"


class StreetMapQuerySet(ScopedQuerySet["StreetMap"]):
    """Street maps, limited by scope."""


class StreetMap(models.Model):
    """One OpenStreetMap extract of a unit, from the moment it is given until it is in use, put aside or refused.

    Read in the background (``CHECKING``), it has its tiles and is ``READY``; once somebody has confirmed it, it is
    ``DONE``: the unit's turfs are cut along it, and the one before it is gone. ``names`` are the streets' names, which
    the tiles point to. ``ways`` are the streets and paths in the unit's area, ``outside`` those left out, ``metres``
    how long they are together, ``near`` how many of the ``addresses`` have a street within 100 metres. ``refusal`` is a
    ``street_files.StreetFault``.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    file = models.FileField(_("file"), upload_to=keep_streets_as, blank=True)
    file_name = models.CharField(max_length=120)
    status = models.CharField(max_length=12, choices=ImportStatus, default=ImportStatus.CHECKING)
    refusal = models.CharField(max_length=12, blank=True)
    taken_out = models.DateTimeField(null=True, blank=True)
    names = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    ways = models.PositiveIntegerField(default=0)
    outside = models.PositiveIntegerField(default=0)
    metres = models.PositiveBigIntegerField(default=0)
    addresses = models.PositiveIntegerField(default=0)
    near = models.PositiveIntegerField(default=0)

    objects = StreetMapQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(status=ImportStatus.DONE), name="one_street_map_in_use"
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class StreetTile(models.Model):
    """The pieces of streets whose middles lie in one square of ``TILE_METRES``, as an array (``street_files.PIECE``).

    ``column`` and ``row`` count squares east and north from the origin of EPSG:25833.
    """

    street_map = models.ForeignKey(StreetMap, on_delete=models.CASCADE, related_name="tiles")
    column = models.IntegerField()
    row = models.IntegerField()
    pieces = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["street_map", "column", "row"], name="one_tile_a_square")]

    def __str__(self) -> str:
        return f"{self.street_map_id}: {self.column}, {self.row}"
