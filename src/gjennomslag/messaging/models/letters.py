"""Letters and their blocks: written once, in both forms of Norwegian."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gjennomslag.messaging.choices import BlockKind, LetterKind, LetterState, Medium, Network
from gjennomslag.messaging.models.segments import Segment
from gjennomslag.organisation.choices import Topic
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet

_COUNTED = ["changed_at", "audience", "without_consent", "without_address", "figures"]


@pghistory.track(exclude=_COUNTED)
class Letter(models.Model):
    """A letter or SMS from a unit to a segment of its members; without a segment, to all of them.

    ``topic`` is what people have agreed to hear about; it is empty for a necessary notice, which needs no consent.
    ``text_nb``, ``text_nn`` and ``offer``, what it invites to, are for an SMS alone: a letter has blocks. Where
    nynorsk is empty, bokmål is used.
    ``audience``, ``without_consent`` and ``without_address`` are counted when the letter is prepared: how many the
    segment held, and how many of them get nothing and why. ``figures`` are the final numbers, kept when the list of
    who got the letter is deleted; until then they are counted from it. ``archived`` letters can be read by every
    member from the day they were sent.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    medium = models.CharField(max_length=5, choices=Medium, default=Medium.EMAIL)
    kind = models.CharField(max_length=24, choices=LetterKind, default=LetterKind.NEWS)
    network = models.CharField(max_length=12, choices=Network, blank=True)
    topic = models.CharField(max_length=12, choices=Topic, blank=True)
    segment = models.ForeignKey(Segment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    to_segment = models.BooleanField(default=False)
    subject_nb = models.CharField(max_length=120)
    subject_nn = models.CharField(max_length=120, blank=True)
    text_nb = models.CharField(max_length=600, blank=True)
    text_nn = models.CharField(max_length=600, blank=True)
    offer = models.CharField(max_length=40, blank=True)
    reply_to = models.EmailField(blank=True)
    archived = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.DRAFT)
    send_at = models.DateTimeField(null=True, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    audience = models.PositiveIntegerField(default=0)
    without_consent = models.PositiveIntegerField(default=0)
    without_address = models.PositiveIntegerField(default=0)
    figures = models.JSONField(null=True, blank=True)

    objects = ScopedQuerySet["Letter"].as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=LetterKind.NOTICE, topic="") | (~Q(kind=LetterKind.NOTICE) & ~Q(topic="")),
                name="letter_has_topic_or_is_necessary",
            ),
            models.CheckConstraint(
                condition=Q(state=LetterState.DRAFT) | Q(send_at__isnull=False), name="letter_sent_has_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-send_at"], name="letter_of_unit"),
            models.Index(
                fields=["send_at"],
                condition=Q(state__in=[LetterState.SCHEDULED, LetterState.SENDING]),
                name="letter_under_way",
            ),
        ]

    def __str__(self) -> str:
        return self.subject_nb

    @property
    def necessary(self) -> bool:
        """Say whether this is a notice that membership itself demands."""
        return self.kind == LetterKind.NOTICE

    @property
    def is_open(self) -> bool:
        """Say whether the letter can still be changed."""
        return self.state == LetterState.DRAFT

    def subject_in(self, form: str) -> str:
        """Return the subject in the form of Norwegian (``nb`` or ``nn``)."""
        return (self.subject_nn if form == "nn" else "") or self.subject_nb

    def text_in(self, form: str) -> str:
        """Return the SMS in the form of Norwegian."""
        return (self.text_nn if form == "nn" else "") or self.text_nb


class LetterBlock(models.Model):
    """One block of a letter. ``address`` is where a button, picture or activity leads; ``detail`` when and where an
    activity is, or who said a quote. ``offer`` is the key of an activity that was picked and not typed.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="blocks")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=BlockKind)
    text_nb = models.TextField(_("Bokmål"), max_length=4000)
    text_nn = models.TextField(_("Nynorsk"), max_length=4000, blank=True)
    detail_nb = models.CharField(max_length=160, blank=True)
    detail_nn = models.CharField(max_length=160, blank=True)
    address = models.URLField(max_length=400, blank=True)
    offer = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"

    def text_in(self, form: str) -> str:
        """Return the text in the form of Norwegian (``nb`` or ``nn``)."""
        return (self.text_nn if form == "nn" else "") or self.text_nb

    def detail_in(self, form: str) -> str:
        """Return the detail in the form of Norwegian."""
        return (self.detail_nn if form == "nn" else "") or self.detail_nb
