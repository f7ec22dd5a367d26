"""Contact between units, and help that is asked for and offered."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gjennomslag.followup.choices import Asker, Matter, Occasion, Origin, Outcome, Topic, Way
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet

LONGEST = 2000


@pghistory.track()
class UnitContact(models.Model):
    """Somebody from ``made_by``, a unit above, was in touch with ``unit`` on a day.

    It says what it was about and not with whom. ``occasion`` is set for visits alone; ``regional_team`` says that the
    visitor belongs to head office's team for the county. One that turns out wrong is withdrawn, not deleted.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    way = models.CharField(_("how"), max_length=10, choices=Way)
    topics = ArrayField(models.CharField(max_length=16, choices=Topic))
    occasion = models.CharField(max_length=16, choices=Occasion, blank=True)
    regional_team = models.BooleanField(default=False)
    note = models.TextField(_("note"), max_length=LONGEST, blank=True)
    logged_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    logged_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet["UnitContact"].as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(unit=F("made_by")), name="contact_is_between_two_units"),
            models.CheckConstraint(condition=Q(occasion="") | Q(way=Way.VISIT), name="only_visits_have_an_occasion"),
        ]
        indexes = [
            models.Index(fields=["unit", "day"]),
            models.Index(fields=["day"], condition=Q(withdrawn_on__isnull=True), name="contacts_that_count"),
        ]

    def __str__(self) -> str:
        return f"{self.made_by_id} → {self.unit_id} {self.day}"

    @property
    def topic_words(self) -> list[str]:
        """The topics in words."""
        return [str(Topic(topic).label) for topic in self.topics]


@pghistory.track()
class AssistanceRequest(models.Model):
    """Help that ``unit`` has asked for, or that was offered to it, and what came of it.

    ``handler`` is the unit above that answers: at first the nearest, later one further up where it was passed on.
    What is asked for is answered by the handler, what is offered by the unit. It is open until it is settled.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=8, choices=Origin)
    asker = models.CharField(_("for whom"), max_length=16, choices=Asker)
    matter = models.CharField(_("which council it is before"), max_length=8, choices=Matter, blank=True)
    topic = models.CharField(_("what it is about"), max_length=16, choices=Topic)
    text = models.TextField(_("what is needed"), max_length=LONGEST)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=LONGEST, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(_("how it ended"), max_length=12, choices=Outcome, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ScopedQuerySet["AssistanceRequest"].as_manager()

    class Meta:
        ordering = ["opened_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(unit=F("handler")), name="help_comes_from_another_unit"),
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True, outcome="") | (Q(settled_on__isnull=False) & ~Q(outcome="")),
                name="help_ends_in_some_way",
            ),
            models.CheckConstraint(
                condition=Q(matter="") | Q(asker=Asker.REPRESENTATIVE), name="only_representatives_have_a_matter"
            ),
        ]
        indexes = [
            models.Index(fields=["unit"]),
            models.Index(fields=["handler"], condition=Q(settled_on__isnull=True), name="help_that_is_open"),
            models.Index(fields=["opened_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.opened_on}"

    @property
    def asked(self) -> bool:
        """Whether the unit asked for it; otherwise it was offered."""
        return self.origin == Origin.ASKED
