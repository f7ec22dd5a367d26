"""A unit's own channels: its site, its accounts in social media, its newsletter."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from gjennomslag.messaging.choices import ChannelKind
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet


@pghistory.track()
class OwnChannel(models.Model):
    """A channel that a unit writes in itself. ``owner`` is who looks after it; ``last_used_on`` when it was last used.

    A channel that is no longer used has ``ended_on``, so that what was true in earlier years stays true.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=ChannelKind)
    name = models.CharField(max_length=80)
    address = models.URLField(max_length=400, blank=True)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet["OwnChannel"].as_manager()

    class Meta:
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="channel_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["unit", "kind"], name="channel_of_unit")]

    def __str__(self) -> str:
        return self.name


class ChannelReading(models.Model):
    """How many followed a channel on a day, as somebody read it there."""

    channel = models.ForeignKey(OwnChannel, on_delete=models.CASCADE, related_name="readings", db_index=False)
    day = models.DateField()
    followers = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "day"], name="one_count_of_followers_a_day")]

    def __str__(self) -> str:
        return f"{self.followers} on {self.day}"
