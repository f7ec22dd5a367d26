"""Records that go away: people erased, and records found to be the same person."""

from __future__ import annotations

from django.db import models

from gjennomslag.organisation.choices import ErasureReason
from gjennomslag.organisation.models.people import Person


class Erasure(models.Model):
    """The ledger of erasures: an id that says nothing, the time and the reason.

    It is read after a restore, so that whoever was erased since the backup is erased again.
    """

    register_id = models.UUIDField(primary_key=True)
    erased_at = models.DateTimeField(db_index=True)
    reason = models.CharField(max_length=10, choices=ErasureReason)

    def __str__(self) -> str:
        return str(self.register_id)


class ErasureRequest(models.Model):
    """Somebody has asked to be erased. It is done within a day, and may be taken back until then."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="erasure_request")
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"asked at {self.asked_at}"


class PersonMerge(models.Model):
    """Two records made one: what moved from ``duplicate`` to ``kept``, so that it can be undone.

    ``moved`` lists the rows that changed hands as [table, column, ids]. ``filled`` names the fields that were empty in
    the kept record and were filled from the other. ``earlier`` holds [membership, joined on, member since] as they
    were before the merge. No personal data stands here: it stays on the records.
    """

    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges")
    duplicate = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="merged_by")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    moved = models.JSONField(default=list)
    filled = models.JSONField(default=list)
    earlier = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.duplicate_id} into {self.kept_id}"
