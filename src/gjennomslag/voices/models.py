"""Themes, questions, areas for answers, and the tallies of what people said.

Answers exist only as tallies (privacy rule P5). Every number that not everyone may see is kept sealed
(``sealing``): a copy of the database says no more than the published states do. No model here has a time of day,
an address, a turf, a phone or a person; the days in ``Collection`` say when a question was asked, not when anyone
answered.
"""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from gjennomslag.algorithms.publication import SMALLEST_GROUP
from gjennomslag.core.clock import Week
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import ScopedQuerySet
from gjennomslag.voices.choices import ShownAsChoice

SMALLEST_AREA = 50
LONGEST_QUOTE = 280


class Translated:
    """Picks the text in the reader's language; bokmål stands in where there is none."""

    def in_language(self, field: str) -> str:
        """Return ``field`` in the active language."""
        language = (get_language() or "nb")[:2]
        return getattr(self, f"{field}_{language}", "") or getattr(self, f"{field}_nb")


class Theme(Translated, models.Model):
    """Something people care about, in the party's own words. The unit is the top of the party's tree."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    code = models.SlugField(max_length=40)
    name_nb = models.CharField(max_length=60)
    name_nn = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="one_theme_a_code")]

    def __str__(self) -> str:
        return self.in_language("name")


@pghistory.track()
class Question(Translated, models.Model):
    """A question asked at doors or stalls, and the themes offered for the answers."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    text_nb = models.CharField(max_length=200)
    text_nn = models.CharField(max_length=200, blank=True)
    text_en = models.CharField(max_length=200, blank=True)
    themes = models.ManyToManyField(Theme, related_name="questions")
    retired = models.BooleanField(default=False)

    objects = ScopedQuerySet["Question"].as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.in_language("text")


class AnswerArea(models.Model):
    """An area that answers are counted for: basic units (grunnkrets) with at least 50 households together (P6).

    An area never changes which basic units it consists of; a new division retires it and makes new areas.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=120)
    households = models.PositiveIntegerField()
    basic_units = ArrayField(models.CharField(max_length=8))
    retired = models.BooleanField(default=False)

    objects = ScopedQuerySet["AnswerArea"].as_manager()

    class Meta:
        ordering = ["code", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(households__gte=SMALLEST_AREA), name="area_has_enough_households"),
            models.UniqueConstraint(fields=["unit", "code"], condition=Q(retired=False), name="one_area_a_code"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Collection(models.Model):
    """A question being asked in a unit over some days: by a door-knocking drive or at a stall, which point here."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="collections")
    title = models.CharField(max_length=120)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet["Collection"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="collection_closes_after_opening",
            )
        ]

    def __str__(self) -> str:
        return self.title


class InAreaAndWeek(models.Model):
    """The finest place and time that anything people said is tied to: an area and an ISO week."""

    area = models.ForeignKey(AnswerArea, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    week_number = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    @property
    def week(self) -> Week:
        """Return the ISO week."""
        return Week(self.year, self.week_number)


class OpenSession(InAreaAndWeek):
    """The tally of a running session, sealed, until it is added to its week. Nothing says whose session it is."""

    session = models.UUIDField(primary_key=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    sealed_tally = models.BinaryField()

    def __str__(self) -> str:
        return str(self.session)


class ClosedSession(models.Model):
    """All that is left of a session: that it has been counted, so that it is not counted again."""

    session = models.UUIDField(primary_key=True)
    revision = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.session)


class WeekTally(InAreaAndWeek):
    """What was answered in a collection, an area and an ISO week, sealed (P5)."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")
    sealed_tally = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "area", "year", "week_number"], name="one_tally_a_week")
        ]
        indexes = [models.Index(fields=["area", "year", "week_number"])]

    def __str__(self) -> str:
        return f"{self.area_id} {self.year}-{self.week_number}"


class PublishedState(models.Model):
    """What is shown about a question in an area and a year (of ISO weeks), to everyone alike (P6).

    It is replaced, never kept beside its successor.
    """

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(AnswerArea, on_delete=models.PROTECT, related_name="published_states")
    year = models.PositiveSmallIntegerField()
    answers = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "area", "year"], name="one_published_state"),
            models.CheckConstraint(condition=Q(answers__gte=SMALLEST_GROUP), name="published_from_ten_answers"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.year}: {self.answers}"


class PublishedTheme(models.Model):
    """A theme's number in a published state, as it is shown."""

    state = models.ForeignKey(PublishedState, on_delete=models.CASCADE, related_name="themes")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    answers = models.PositiveIntegerField()
    shown_as = models.CharField(max_length=5, choices=ShownAsChoice)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["state", "theme"], name="one_number_a_theme")]

    def __str__(self) -> str:
        return f"{self.theme_id}: {self.answers}"


class WaitingQuote(InAreaAndWeek):
    """A quote that nobody has approved, sealed with its theme (P7). Approving or deleting it removes this row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed_quote = models.BinaryField()

    def __str__(self) -> str:
        return str(self.pk)


class Quote(InAreaAndWeek):
    """An approved quote: theme, area, ISO week and the words, nothing else (P7)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=LONGEST_QUOTE)

    objects = ScopedQuerySet["Quote"].as_manager()

    def __str__(self) -> str:
        return self.text
