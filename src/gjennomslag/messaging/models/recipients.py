"""Who gets a letter, how far it has come to each, and which addresses do not work."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gjennomslag.messaging.choices import Medium, Problem, Reason, RecipientState
from gjennomslag.messaging.models.letters import Letter
from gjennomslag.organisation.models import Person


class Recipient(models.Model):
    """One person who gets a letter. The address is not here: it is looked up when the letter is handed over.

    ``contact_day`` is the day on which a letter that people chose to get was handed over. That nobody gets two of
    those on one day, from whichever levels of the party, is held by the database. ``batch`` names the lot in which
    a worker has taken it, until ``touched_at`` is so long ago that the worker must be dead.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="recipients", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    form = models.CharField(max_length=2, default="nb")
    state = models.CharField(max_length=12, choices=RecipientState, default=RecipientState.WAITING)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    put_off = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    contact_day = models.DateField(null=True, blank=True)
    batch = models.UUIDField(null=True, blank=True)
    touched_at = models.DateTimeField(null=True, blank=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "letter"], name="one_letter_a_person"),
            models.UniqueConstraint(
                fields=["person", "contact_day"], condition=Q(contact_day__isnull=False), name="one_letter_a_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["letter", "not_before"], condition=Q(state=RecipientState.WAITING), name="recipient_waits"
            ),
            models.Index(
                fields=["letter"],
                condition=Q(state__in=[RecipientState.HANDING_OVER, RecipientState.UNKNOWN]),
                name="recipient_in_doubt",
            ),
            models.Index(fields=["letter", "person"], name="recipient_of_letter"),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} to {self.person_id}: {self.state}"


class AddressProblem(models.Model):
    """An address of somebody that does not work, known by a fingerprint, so that a new address works at once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    medium = models.CharField(max_length=5, choices=Medium)
    fingerprint = models.CharField(max_length=64)
    problem = models.CharField(max_length=10, choices=Problem, blank=True)
    times = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "medium", "fingerprint"], name="one_problem_an_address")
        ]

    def __str__(self) -> str:
        return f"{self.medium} {self.problem or self.times}"
