"""Campaigns: what we want to win, with whom and against whom, and how it goes."""

from __future__ import annotations

from datetime import date

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gjennomslag.campaigns.choices import CampaignKind, Contributor, PolicyTheme, Region
from gjennomslag.messaging.models import Letter
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet
from gjennomslag.voices.models import Theme


@pghistory.track(exclude=["taken_over"])
class Campaign(models.Model):
    """A campaign, a marked day, or the plan of an election campaign.

    ``wanted`` is the breakthrough we want (G1.S6); ``wanted_since`` is the day since when it has stood there without a
    break. ``copied_from`` is the central campaign that a local one follows, and ``taken_over`` what the central one
    said when the local one last looked at it, by the keys of ``following.content_of``. ``call_letter`` is the letter
    that asked members to help. ``called_off_on`` is the day on which the unit gave it up before its last day.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=CampaignKind, default=CampaignKind.CAMPAIGN)
    title = models.CharField(max_length=120)
    wanted = models.CharField(max_length=280, blank=True)
    wanted_since = models.DateField(null=True, blank=True)
    about = models.TextField(max_length=4000, blank=True)
    opponents = models.CharField(max_length=280, blank=True)
    allies = models.CharField(max_length=280, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    theme = models.CharField(max_length=12, choices=PolicyTheme, blank=True)
    heard = models.ForeignKey(Theme, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    region = models.CharField(max_length=12, choices=Region, blank=True)
    contributors = ArrayField(models.CharField(max_length=12, choices=Contributor), default=list, blank=True)
    major_event = models.BooleanField(default=False)
    election = models.PositiveSmallIntegerField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    call_letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    central_contact = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    called_off_on = models.DateField(null=True, blank=True)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies")
    taken_over = models.JSONField(default=dict, blank=True)
    evaluation = models.TextField(max_length=4000, blank=True)
    evaluated_on = models.DateField(null=True, blank=True)
    changed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ScopedQuerySet["Campaign"].as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="issue_campaign_ends_after_start"),
            models.UniqueConstraint(
                fields=["unit", "copied_from"], condition=Q(copied_from__isnull=False), name="one_copy_a_unit"
            ),
            models.CheckConstraint(
                condition=~Q(kind=CampaignKind.ELECTION_PLAN) | Q(election__isnull=False),
                name="election_plan_names_its_election",
            ),
        ]
        indexes = [models.Index(fields=["unit", "starts_on"], name="issue_campaign_of_unit")]

    def __str__(self) -> str:
        return self.title

    def over_on(self, day: date) -> bool:
        """Say whether its last day has passed, or it is called off."""
        return self.called_off_on is not None or self.ends_on < day


class CampaignDay(models.Model):
    """A day that matters in a campaign: the budget vote, a hearing. ``source`` is the central one it copies."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    title = models.CharField(max_length=120)
    source = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return self.title


class Material(models.Model):
    """Something to use: a poster, a draft motion, an argument. ``source`` is the central one it copies."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(max_length=120)
    address = models.URLField(max_length=400, blank=True)
    file = models.FileField(upload_to="campaigns/%Y/", blank=True)
    source = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class CheckIn(models.Model):
    """What somebody noted of how the campaign goes, and whether help is needed."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="check_ins")
    day = models.DateField()
    text = models.TextField(max_length=1000)
    needs_help = models.BooleanField(default=False)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.day}"
