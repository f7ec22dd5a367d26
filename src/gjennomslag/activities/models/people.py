"""Who is invited, who comes, who came, and whose calendar follows along."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from gjennomslag.activities.choices import Answer, Doubt, News, Way
from gjennomslag.activities.models.activities import Activity, Part
from gjennomslag.organisation.models import Person

UNDER_WAY = timedelta(minutes=10)
MARKS = {Doubt.REMINDER: "reminded_at", Doubt.THANKS: "thanked_at", Doubt.NEWS: "told_at"}
"""Where it stands since when a message is under way."""


class Invitation(models.Model):
    """A member belongs to those whom an activity for a segment or for officers is meant for.

    Who fits is worked out again every night until it begins. ``told_at`` is when a message about it went out.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "person"], name="invited_once")]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.activity_id}"


class Registration(models.Model):
    """Somebody's answer to an activity, and whether they came. A member is a ``person``; guests leave a name.

    Where people choose shifts there is one for each ``part``. ``at`` is when the answer was given, and orders the
    waiting list. ``key`` makes taps at the door count once. ``came`` is None until somebody has noted it.
    ``newcomer``: it is the first time. ``to_tell`` is what a message to them shall be about, and empty as soon as
    it is under way, since ``told_at``. ``doubt`` is what is being sent now; where a worker died meanwhile it stays,
    and whoever leads the activity sees it. No history is kept.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="registrations")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, null=True, blank=True, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=16, blank=True)
    answer = models.CharField(max_length=10, choices=Answer)
    newcomer = models.BooleanField(default=False)
    way = models.CharField(max_length=8, choices=Way)
    at = models.DateTimeField()
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to_tell = models.CharField(max_length=10, choices=News, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    came = models.BooleanField(null=True, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    doubt = models.CharField(max_length=10, choices=Doubt, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person", "part"],
                condition=Q(person__isnull=False),
                nulls_distinct=False,
                name="a_member_answers_once",
            ),
            models.UniqueConstraint(
                fields=["activity", "email", "part"],
                condition=~Q(email=""),
                nulls_distinct=False,
                name="an_address_answers_once",
            ),
            models.UniqueConstraint(
                fields=["activity", "phone", "part"],
                condition=~Q(phone=""),
                nulls_distinct=False,
                name="a_number_answers_once",
            ),
        ]
        indexes = [
            models.Index(fields=["activity", "answer"], name="registration_answer"),
            models.Index(fields=["activity"], condition=~Q(to_tell=""), name="registration_to_tell"),
            models.Index(fields=["person", "came"], condition=Q(person__isnull=False), name="registration_person"),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """Return the name."""
        return self.person.full_name if self.person else self.name

    @property
    def who(self) -> tuple[int | None, str]:
        """Return what is the same for all answers of one person, as ``one_person`` is for the database."""
        return self.person_id, "" if self.person_id else self.email or self.phone or str(self.key)

    @property
    def reach(self) -> str:
        """Return how to reach them: a telephone number before an address."""
        person = self.person
        return (person.phone or person.email or "") if person else self.phone or self.email

    @property
    def mail(self) -> str:
        """Return the address for mail, or nothing."""
        return (self.person.email or "") if self.person else self.email

    @property
    def number(self) -> str:
        """Return the telephone number, or nothing."""
        return self.person.phone if self.person else self.phone

    @property
    def unsure(self) -> str:
        """Return in words what nobody knows whether was sent; nothing while it may be on its way."""
        since = getattr(self, MARKS[Doubt(self.doubt)]) if self.doubt else None
        late = since is not None and since < timezone.now() - UNDER_WAY
        return self.get_doubt_display() if self.doubt and late else ""


class CalendarKey(models.Model):
    """The secret in the address of a member's own calendar. A new one makes the old address useless."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True)

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"
