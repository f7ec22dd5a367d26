"""What guards the public form on which people join."""

from __future__ import annotations

from django.db import models


class JoinAttempt(models.Model):
    """One form sent from a network address, so that a machine cannot send thousands. Kept for a day.

    ``sender`` is made from the address, the day and the installation's secret key: it leads to nobody, is another one
    tomorrow, and is tied to no person.
    """

    sender = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sender", "at"], name="join_attempt_of_sender")]

    def __str__(self) -> str:
        return f"a form at {self.at}"
