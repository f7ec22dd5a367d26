"""Committees of a unit, and who is on them."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from gjennomslag.organisation.choices import CommitteeKind
from gjennomslag.organisation.models.people import Person
from gjennomslag.organisation.models.units import Unit
from gjennomslag.organisation.scope import ScopedQuerySet


@pghistory.track()
class Committee(models.Model):
    """A committee that a unit has from a day, until another one where it has ended (G3.S12).

    ``task`` says in the unit's own words what it is to do. It gives nobody a capability: those come from offices.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="committees")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=CommitteeKind)
    task = models.CharField(max_length=500, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet["Committee"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="committee_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class CommitteeMember(models.Model):
    """Somebody is on a committee for a term; ``leads`` says that they lead it. A committee has one leader at most."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    leads = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "person"], condition=Q(valid_until__isnull=True), name="on_a_committee_once"
            ),
            models.UniqueConstraint(
                fields=["committee"], condition=Q(valid_until__isnull=True, leads=True), name="one_leader_a_committee"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="committee_term_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.committee_id}"
