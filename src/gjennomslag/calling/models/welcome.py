"""The queue of new members to welcome."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gjennomslag.calling.choices import Closing
from gjennomslag.organisation.models import Person


class WelcomeCall(models.Model):
    """One new member to welcome: how often somebody has called, when to try again, and who is calling right now.

    The branch is not kept here: it is wherever the person belongs now, so that a transfer hands the clock over. What
    was said and done stands in the log of contacts. ``caller`` has the person until ``held_until``, and nobody else.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    wrong_number = models.CharField(max_length=16, blank=True)
    caller = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    held_until = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_why = models.CharField(max_length=12, choices=Closing, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_why="") | (Q(closed_at__isnull=False) & ~Q(closed_why="")),
                name="welcome_ends_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["person"], condition=Q(closed_at__isnull=True), name="welcome_open")]

    def __str__(self) -> str:
        return f"welcome of {self.person_id}"
