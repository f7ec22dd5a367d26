"""Addresses and doors: open data from the cadastre, and never a person (privacy rule P1)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BasicUnit(models.Model):
    """Statistics Norway's smallest area (grunnkrets), as the address files name it. ``code`` is eight digits."""

    code = models.CharField(max_length=8, primary_key=True)
    name = models.CharField(max_length=80)
    municipality_code = models.CharField(max_length=4, db_index=True)

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """One address in the cadastre: a street address, or a cadastral address where there is no street.

    ``key`` is the same in both of Kartverket's files: municipality, street code, number and letter; or
    municipality and the four cadastre numbers. ``east`` and ``north`` are metres in EPSG:25833; longitude and
    latitude are degrees in EPSG:4258. An address that a newer file no longer has is retired, not deleted; an
    address in use has at least one door. ``register_id`` is the cadastre's own number, by which an address is known
    again when its street, number or municipality gets another name. Addresses are only written by imports
    (``services.address_merge``).
    """

    key = models.CharField(max_length=60, db_index=True, db_collation="C")
    register_id = models.CharField(max_length=20, blank=True)
    municipality_code = models.CharField(max_length=4)
    street_code = models.CharField(max_length=6, blank=True)
    street = models.CharField(max_length=120, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    letter = models.CharField(max_length=2, blank=True)
    extra_name = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=250)
    postal_code = models.CharField(max_length=4, blank=True)
    postal_place = models.CharField(max_length=60, blank=True)
    basic_unit = models.ForeignKey(BasicUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="addresses")
    polling_district = models.CharField(max_length=10, blank=True)
    east = models.FloatField()
    north = models.FloatField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["municipality_code", "basic_unit"]),
            models.Index(fields=["register_id"], condition=~Q(register_id=""), name="address_by_register_id"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(retired_on__isnull=True), name="one_address_a_key")
        ]

    def __str__(self) -> str:
        return self.text


class Door(models.Model):
    """A door one can knock on: a dwelling at an address, or the whole address where no dwelling is numbered.

    ``dwelling_number`` is the official H0102 form, or empty. ``do_not_knock_on`` is the day somebody asked us not
    to knock: no reason, survives every drive, reviewed after 24 months (privacy rule P3).
    """

    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="doors")
    dwelling_number = models.CharField(max_length=5, blank=True)
    dwelling_id = models.CharField(max_length=20, blank=True)
    do_not_knock_on = models.DateField(_("do not knock"), null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address", "dwelling_number"],
                condition=Q(retired_on__isnull=True),
                name="one_door_a_dwelling",
            )
        ]
        indexes = [models.Index(fields=["dwelling_id"], condition=~Q(dwelling_id=""), name="door_by_dwelling_id")]

    def __str__(self) -> str:
        return f"{self.address}, {self.dwelling_number}" if self.dwelling_number else str(self.address)
