"""Who has been elected to which public body."""

from __future__ import annotations

from functools import reduce
from operator import or_

import pghistory
from django.db import models
from django.db.models import F, Q

from gjennomslag.elected.choices import IN_A_MUNICIPALITY, SEATS, Body, PublicOffice
from gjennomslag.organisation.geography import municipalities
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import ScopedQuerySet


def _fitting_seat() -> Q:
    """Return the condition that what somebody is exists in the body."""
    fitting = (Q(body=body.value, office__in=[each.value for each in offices]) for body, offices in SEATS.items())
    return reduce(or_, fitting)


@pghistory.track()
class Mandate(models.Model):
    """A member sits in a public body for a term, or is an alternate to it.

    ``unit`` is the one whose list it stands on. ``municipality_code`` says which council of a municipality it is, and
    ``district`` which part of a city; both are empty for other bodies. A seat gives nobody a capability (rule M8).
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    body = models.CharField(max_length=20, choices=Body)
    office = models.CharField(max_length=24, choices=PublicOffice)
    municipality_code = models.CharField(max_length=4, blank=True)
    district = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField()

    objects = ScopedQuerySet["Mandate"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="mandate_ends_after_start"),
            models.CheckConstraint(condition=_fitting_seat(), name="mandate_exists_in_the_body"),
            models.CheckConstraint(
                condition=(Q(body__in=IN_A_MUNICIPALITY) & ~Q(municipality_code=""))
                | (~Q(body__in=IN_A_MUNICIPALITY) & Q(municipality_code="")),
                name="mandate_says_which_municipality",
            ),
            models.CheckConstraint(
                condition=(Q(body=Body.DISTRICT_COUNCIL) & ~Q(district=""))
                | (~Q(body=Body.DISTRICT_COUNCIL) & Q(district="")),
                name="mandate_says_which_district",
            ),
            models.UniqueConstraint(
                fields=["person", "body", "municipality_code", "valid_from"], name="one_mandate_a_term"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.body} {self.office}"

    @property
    def title(self) -> str:
        """Return what the person is, as it is called in the body: "Municipal councillor"."""
        return str(SEATS[Body(self.body)][PublicOffice(self.office)])

    @property
    def where(self) -> str:
        """Return the name of the district or of the municipality; for other bodies nothing."""
        known = municipalities().get(self.municipality_code)
        return self.district or (known.name if known else self.municipality_code)

    @property
    def alternate(self) -> bool:
        """Say whether the person is an alternate."""
        return self.office == PublicOffice.ALTERNATE
