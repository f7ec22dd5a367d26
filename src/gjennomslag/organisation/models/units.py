"""The party's tree of units, and where they lie."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from gjennomslag.organisation.choices import LanguageForm, UnitKind
from gjennomslag.organisation.scope import Scope, ScopedQuerySet

municipality_code_validator = RegexValidator(r"^\d{4}$", _("A municipality code is four digits, such as 0301."))
postal_code_validator = RegexValidator(r"^\d{4}$", _("A postal code is four digits, such as 0181."))


class UnitQuerySet(ScopedQuerySet["Unit"], MP_NodeQuerySet):  # type: ignore[override]
    """Units, limited by scope and in the order of the tree."""

    unit_lookup = ""


class UnitManager(MP_NodeManager):
    """Treebeard's tree operations on querysets that know the scope."""

    def get_queryset(self) -> UnitQuerySet:
        """Return all units in the order of the tree."""
        return UnitQuerySet(self.model, using=self._db).order_by("path")

    def visible_to(self, scope: Scope, capability: str) -> UnitQuerySet:
        """Return the units in which the scope has the capability, in the order of the tree."""
        return self.get_queryset().visible_to(scope, capability)


@pghistory.track()
class Unit(MP_Node):
    """A unit in the party's tree: national, county, local, sub-group or student branch.

    ``path`` (four characters a level, room for 1.6 million children) carries scope and roll-ups.
    ``name`` is the unit's present official name; other languages and former names are in ``UnitName``.
    """

    steplen = 4

    path = models.CharField(max_length=60, unique=True, db_collation="C")
    kind = models.CharField(max_length=12, choices=UnitKind)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    language_form = models.CharField(max_length=8, choices=LanguageForm, default=LanguageForm.NEUTRAL)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects: ClassVar[UnitManager] = UnitManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="unit_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name


class UnitName(models.Model):
    """An official name of a unit in one language, in force between two dates (Sámi and Kven names, former names)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=5)
    name = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "language", "valid_from"], name="one_name_a_language_a_day")
        ]

    def __str__(self) -> str:
        return self.name


class UnitArea(models.Model):
    """A municipality, or a part of it, that a unit covers.

    ``basic_units`` (grunnkrets codes of eight digits) empty: the whole municipality. A branch may cover several
    municipalities, or part of one.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="areas")
    municipality_code = models.CharField(max_length=4, validators=[municipality_code_validator])
    basic_units = ArrayField(models.CharField(max_length=8), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "municipality_code"], name="unit_covers_municipality_once")
        ]

    def __str__(self) -> str:
        return self.municipality_code


class UnitPostalCodes(models.Model):
    """Postal codes that belong to a unit, from ``first`` to ``last``, both included.

    For municipalities that several branches share: the postal code decides where a member belongs.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="postal_codes")
    first = models.CharField(max_length=4, validators=[postal_code_validator])
    last = models.CharField(max_length=4, validators=[postal_code_validator])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "first"], name="unit_has_postal_codes_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="postal_codes_end_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"
