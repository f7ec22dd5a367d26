"""Activities, their days and shifts, and what must be done for them."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from urllib.parse import urlencode

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gjennomslag.activities.choices import ActivityKind, Audience, ContactBy, Host, Invited, Mode, Together
from gjennomslag.activities.models.kits import ActivityTemplate
from gjennomslag.core.display import span
from gjennomslag.messaging.models import Segment
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet
from gjennomslag.plan.models import PlanItem


class ActivityQuerySet(ScopedQuerySet["Activity"]):
    """Activities, limited by scope through their unit."""

    def not_cancelled(self) -> Self:
        """Return those that take place."""
        return self.filter(cancelled_at__isnull=True)

    def coming(self, now: datetime) -> Self:
        """Return those that take place and are not over, the next first."""
        return self.not_cancelled().not_over(now)

    def not_over(self, now: datetime) -> Self:
        """Return those that are not over or, where they are cancelled, would not have been, the next first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")


@pghistory.track()
class Activity(models.Model):
    """Anything that people can join: a unit's stall, meeting, gathering or conference.

    It lasts from ``starts_at`` to ``ends_at``; where it has several days or shifts they are its ``parts``, and with
    ``by_shift`` people say to which of them they come. ``goal_item`` and ``goal`` are the political goal it serves: a
    goal of the party's plan, and the unit's own words. ``sequence`` counts changes that calendars must hear of.
    ``headcount`` is how many took part where nobody kept a list. Activities made together share a ``series``;
    ``page`` is the page the first of them was planned on.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    template = models.ForeignKey(ActivityTemplate, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=24, choices=ActivityKind)
    mode = models.CharField(_("where people meet"), max_length=10, choices=Mode)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("what it is"), max_length=4000, blank=True)
    ask = models.CharField(_("what we ask people to do"), max_length=200, blank=True)
    goal_item = models.ForeignKey(PlanItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    goal = models.CharField(_("political goal"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    video_link = models.URLField(_("link to the video meeting"), max_length=400, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    by_shift = models.BooleanField(default=False)
    invited = models.CharField(_("who may come"), max_length=10, choices=Invited)
    segment = models.ForeignKey(Segment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    audience = models.CharField(_("for whom in particular"), max_length=24, choices=Audience, blank=True)
    host = models.CharField(_("who leads it"), max_length=24, choices=Host, blank=True)
    together_with = models.CharField(_("together with"), max_length=16, choices=Together, blank=True)
    capacity = models.PositiveIntegerField(
        _("room for how many"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    participatory = models.BooleanField(_("members take an active part"), default=False)
    code_of_conduct = models.BooleanField(_("the guidelines for good conduct are shown"), default=True)
    contact = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    contact_by = models.CharField(_("show with the name"), max_length=8, choices=ContactBy, blank=True)
    thanks = models.TextField(_("thank-you afterwards"), max_length=1000, blank=True)
    series = models.UUIDField(null=True, blank=True)
    page = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    headcount = models.PositiveIntegerField(_("how many took part"), null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=200, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="activity_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["unit", "ends_at"], condition=Q(cancelled_at__isnull=True), name="activity_of_unit"),
            models.Index(fields=["ends_at"], condition=Q(cancelled_at__isnull=True), name="activity_by_time"),
            models.Index(fields=["series"], condition=Q(series__isnull=False), name="activity_series"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def cancelled(self) -> bool:
        """Say whether it has been cancelled."""
        return self.cancelled_at is not None

    @property
    def open_to_all(self) -> bool:
        """Say whether anyone may come and see the page."""
        return self.invited == Invited.OPEN

    @property
    def has_goal(self) -> bool:
        """Say whether it serves a political goal."""
        return bool(self.goal or self.goal_item_id)

    @property
    def directions(self) -> str:
        """Return the address of a map that finds the place, or nothing where there is no place."""
        query = urlencode({"query": self.place})
        return f"https://www.openstreetmap.org/search?{query}" if self.place else ""

    @property
    def contact_reach(self) -> str:
        """Return how to reach the contact person, as far as they have agreed to have it shown."""
        if self.contact is None or not self.contact_by:
            return ""
        return self.contact.phone if self.contact_by == ContactBy.PHONE else self.contact.email or ""

    @property
    def when(self) -> str:
        """Return the time in words."""
        return span(self.starts_at, self.ends_at)


class Part(models.Model):
    """A day or a shift of an activity, with room for so many (None: no limit of its own)."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="parts")
    title = models.CharField(_("name"), max_length=80, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField(
        _("room for how many"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="part_ends_after_start")]

    def __str__(self) -> str:
        when = span(self.starts_at, self.ends_at)
        return f"{self.title}: {when}" if self.title else when


class Task(models.Model):
    """A line of an activity's checklist, with its day, and who has done it."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="tasks")
    text = models.CharField(_("what"), max_length=200)
    due_on = models.DateField(_("by when"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def short_notice(self) -> bool:
        """Say whether its day had passed when the activity was planned, so that nobody is late with it."""
        return self.due_on < timezone.localtime(self.activity.made_at).date()


class NothingPlanned(models.Model):
    """A branch that has nothing planned that members can be invited to, and when its leaders were told."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+")
    told_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"nothing planned in {self.unit_id}"
