"""Shifts of a drive, and who has said that they come: kept no longer than the shift needs it (P2)."""

from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gjennomslag.canvass.models.drives import Drive, Turf
from gjennomslag.core.display import span
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.scope import ScopedQuerySet


class ShiftQuerySet(ScopedQuerySet["Shift"]):
    """Shifts, limited by scope through their drive."""

    unit_lookup = "drive__unit__"


@pghistory.track()
class Shift(models.Model):
    """A time and a place at which people meet to walk in a drive. ``capacity`` is how many people there is room for."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(_("where to meet"), max_length=160)
    note = models.TextField(_("what people should know"), blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("room for how many people"), default=12, validators=[MinValueValidator(2), MaxValueValidator(500)]
    )
    called_off = models.BooleanField(default=False)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start")]

    def __str__(self) -> str:
        return span(self.starts_at, self.ends_at)


class SignUp(models.Model):
    """Somebody comes to a shift. A member is a ``person``; others leave a name and one way to reach them.

    ``newcomer``: it is the first time. ``pair`` numbers those who walk together, ``turf`` is what they were handed.
    Erased a week after the shift, and when the drive closes. No history is kept.
    """

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=16, blank=True)
    newcomer = models.BooleanField(default=False)
    pair = models.PositiveSmallIntegerField(null=True)
    turf = models.ForeignKey(Turf, on_delete=models.SET_NULL, null=True, related_name="+")
    reminded = models.BooleanField(default=False)

    class Meta:
        ordering = ["pair", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "person"], name="a_member_signs_up_once"),
            models.UniqueConstraint(fields=["shift", "email"], condition=~Q(email=""), name="an_address_signs_up_once"),
            models.UniqueConstraint(fields=["shift", "phone"], condition=~Q(phone=""), name="a_number_signs_up_once"),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """Return the name."""
        return self.person.full_name if self.person else self.name

    @property
    def reach(self) -> str:
        """Return how to reach them: a telephone number before an address."""
        person = self.person
        return (person.phone or person.email or "") if person else self.phone or self.email

    @property
    def mail(self) -> str:
        """Return the address for mail, or nothing."""
        return (self.person.email or "") if self.person else self.email
