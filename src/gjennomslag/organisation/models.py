"""The party's tree of units, its people, their memberships and offices."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from gjennomslag.core.norwegian import sort_key
from gjennomslag.organisation.choices import LanguageForm, Reach, UnitKind
from gjennomslag.organisation.scope import Scope, ScopedQuerySet

municipality_code_validator = RegexValidator(r"^\d{4}$", _("A municipality code is four digits, such as 0301."))


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


class PersonManager(BaseUserManager["Person"]):
    """Finds people for sign-in."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """A member, officer or volunteer who is in the party's register; also the user who signs in.

    People behind doors are never persons here (privacy rules P1 and P10). There is no password: sign-in is by
    a code in the mail or a passkey.
    """

    password = None  # type: ignore[assignment]
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80, blank=True)
    sort_name = models.CharField(max_length=170, editable=False, db_index=True, db_collation="C")
    email = models.EmailField(unique=True, null=True, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=5, default="nb")
    is_active = models.BooleanField(default=True)
    registered_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["sort_name", "pk"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Return first and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    def set_sort_name(self) -> None:
        """Set the key that lists of people are sorted by: last name first, in Norwegian order."""
        self.sort_name = sort_key(f"{self.last_name} {self.first_name}")[:170]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_sort_name()
        super().save(*args, **kwargs)

    # Django ends sessions whose hash no longer fits. There is no password to hash, so it is the address that codes
    # are sent to: when it changes, whoever held the old one is signed out.
    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        return salted_hmac("gjennomslag.session", self.email or "", secret=secret, algorithm="sha256").hexdigest()

    def has_usable_password(self) -> bool:
        return False


class Membership(models.Model):
    """A person's membership of a unit between two dates. Resigning ends it; it is never reused."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    joined_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet["Membership"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit"],
                condition=Q(ended_on__isnull=True),
                name="one_running_membership_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("joined_on")),
                name="membership_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["unit", "joined_on"])]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.unit_id}"


class Office(models.Model):
    """An office of trust (verv) that can be held in units of certain kinds. The party's own words are its names."""

    code = models.SlugField(max_length=40, unique=True)
    name_nb = models.CharField(max_length=80)
    name_nn = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    unit_kinds = ArrayField(models.CharField(max_length=12, choices=UnitKind))
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name_nb

    def name_in(self, language: str) -> str:
        """Return the name in the language, or in bokmål where the party has given none."""
        return getattr(self, f"name_{language}", "") or self.name_nb


class OfficeGrant(models.Model):
    """A capability that an office gives, and how far it reaches."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="grants")
    capability = models.CharField(max_length=60)
    reach = models.CharField(max_length=5, choices=Reach)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "capability"], name="office_grants_capability_once")]

    def __str__(self) -> str:
        return f"{self.capability} {self.reach}"


@pghistory.track()
class OfficeHolding(models.Model):
    """A person holds an office in a unit for a term; its capabilities end with the term."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="holdings")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="holdings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="holdings")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet["OfficeHolding"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="holding_ends_after_start",
            )
        ]
        indexes = [models.Index(fields=["person", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.person_id} as {self.office_id} in {self.unit_id}"
