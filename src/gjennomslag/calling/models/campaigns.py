"""Call campaigns, and the members each of them is to reach."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gjennomslag.calling.choices import CampaignClosing, CampaignTopic
from gjennomslag.organisation.choices import ContactOutcome
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet


@pghistory.track()
class Campaign(models.Model):
    """Calling all members in a segment, in a unit and below it, between two days.

    ``definition`` is the segment as it was chosen. ``questions`` are codes of what members can help with: a campaign
    asks nothing else, and nothing about opinions. Nobody is called within ``cooldown_days`` of another call, whoever
    made it, nor more than ``attempts`` times. ``goal`` is how many are to be reached; None: everyone. ``closed_at`` is
    set where it was ended before its last day was over.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=80)
    topic = models.CharField(max_length=16, choices=CampaignTopic)
    script = models.TextField(max_length=2000, blank=True)
    questions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    definition = models.JSONField(default=dict)
    goal = models.PositiveIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    cooldown_days = models.PositiveSmallIntegerField(default=30)
    attempts = models.PositiveSmallIntegerField(default=3)
    closed_at = models.DateTimeField(null=True, blank=True)
    responsible = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedQuerySet["Campaign"].as_manager()

    class Meta:
        ordering = ["-ends_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> str:
        """Return the code under which its calls stand in the log of contacts."""
        return f"{self.topic}-{self.pk}"


class CampaignCall(models.Model):
    """One member whom a campaign is to reach: how often somebody has tried, and who is calling right now.

    ``unit`` is the branch on whose behalf it is. ``answers`` holds what they can help with, by code. ``caller`` has
    the person until ``held_until``, and nobody else.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="calls")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=ContactOutcome, blank=True)
    answers = models.JSONField(default=dict)
    not_before = models.DateTimeField(null=True, blank=True)
    wrong_number = models.CharField(max_length=16, blank=True)
    caller = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    held_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_why = models.CharField(max_length=12, choices=CampaignClosing, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], name="once_in_a_campaign"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_why="") | (Q(closed_at__isnull=False) & ~Q(closed_why="")),
                name="campaign_call_ends_for_a_reason",
            ),
        ]
        indexes = [
            # Those nobody has tried in the order they were put in, and those to try again by time.
            models.Index(
                fields=["campaign", "id"],
                condition=Q(closed_at__isnull=True, not_before__isnull=True),
                name="campaign_untried",
            ),
            models.Index(
                fields=["campaign", "not_before"],
                condition=Q(closed_at__isnull=True, not_before__isnull=False),
                name="campaign_again",
            ),
            models.Index(fields=["person"], condition=Q(held_until__isnull=False), name="campaign_held"),
            models.Index(fields=["campaign", "unit"], name="campaign_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.campaign_id}"
