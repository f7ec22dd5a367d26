"""What members have agreed to, and to which words (rules M1 and M3)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gjennomslag.organisation.choices import Channel, Given, Topic
from gjennomslag.organisation.models.people import Person


class ConsentText(models.Model):
    """The words that people agree to, in one version and one language. Never changed once somebody has agreed."""

    topic = models.CharField(max_length=12, choices=Topic)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5, default="nb")
    text = models.TextField()
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "version", "language"], name="one_text_a_version_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.version} {self.language}"


class Consent(models.Model):
    """A person's yes, or its withdrawal, for one channel and one topic.

    A yes has ``given_at``; when it is taken back ``withdrawn_at`` is set, and a new yes is a new row. An objection
    without a yes before it has ``withdrawn_at`` alone. ``channel`` is empty for being in the register and the archive.
    Who noted it, where it was not the person, is ``noted_by``.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    topic = models.CharField(max_length=12, choices=Topic)
    channel = models.CharField(max_length=5, choices=Channel, blank=True)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, null=True, blank=True, related_name="consents")
    given_at = models.DateTimeField(null=True, blank=True)
    given_how = models.CharField(max_length=8, choices=Given, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_how = models.CharField(max_length=8, choices=Given, blank=True)
    noted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "topic", "channel"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_running_consent",
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=False) | Q(withdrawn_at__isnull=False), name="consent_says_something"
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True) | (~Q(given_how="") & Q(text__isnull=False)),
                name="consent_is_to_a_text",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(given_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_is_withdrawn_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.channel}"
