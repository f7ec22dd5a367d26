"""What was changed on turfs by hand, so that it can be undone."""

from __future__ import annotations

from django.db import models

from gjennomslag.canvass.choices import EditKind
from gjennomslag.canvass.models.drives import Drive
from gjennomslag.organisation.models import Person


class TurfEdit(models.Model):
    """One change of a drive's turfs: what it was, when, by whom, and the turfs as they were before.

    ``before`` has an entry for each turf it touched: ``number``, what it measured, how it is walked, ``locked`` and
    ``doors`` (ids in walking order; none for a turf that the change made). It is None while a new cut is still being
    computed. ``drive_before`` are the fields of the drive that it changed: where its walks began and ended before, or
    what its turfs were cut with. Undone changes are deleted, and so are all but the newest of a drive.
    """

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=EditKind)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    before = models.JSONField(null=True)
    drive_before = models.JSONField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.drive_id}: {self.kind}"
