"""People: members, officers and volunteers; who lives together; and words for what they can do."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.crypto import salted_hmac

from gjennomslag.core.norwegian import sort_key
from gjennomslag.organisation.choices import InterestKind, Involvement
from gjennomslag.organisation.geography import institution_name
from gjennomslag.organisation.models.units import municipality_code_validator, postal_code_validator


class Household(models.Model):
    """People who live together and get one letter. Where they live stands on each person alone (rule P1)."""

    formed_on = models.DateField()

    def __str__(self) -> str:
        return f"household {self.pk}"


class Interest(models.Model):
    """A word for what members can help with or are skilled in. The party's own words are its names."""

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=InterestKind)
    name_nb = models.CharField(max_length=80)
    name_nn = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind", "order", "code"]

    def __str__(self) -> str:
        return self.name_nb

    def name_in(self, language: str) -> str:
        """Return the name in the language, or in bokmål where the party has given none."""
        return getattr(self, f"name_{language}", "") or self.name_nb


class PersonManager(BaseUserManager["Person"]):
    """Finds people for sign-in."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


# What changes by itself or is made from the rest: no news for anyone who asks who changed a record.
_NOT_IN_HISTORY = ["last_login", "sort_name", "is_active", "registered_at"]


@pghistory.track(
    pghistory.UpdateEvent("before_change", row=pghistory.Old, condition=pghistory.AnyChange(exclude=_NOT_IN_HISTORY)),
    exclude=_NOT_IN_HISTORY,
)
class Person(AbstractBaseUser):
    """A member, officer or volunteer who is in the party's register; also the user who signs in.

    People behind doors are never persons here (privacy rules P1 and P10). There is no password: sign-in is by
    a code in the mail or a passkey.

    ``register_id`` is what addresses of pages and the ledger of erasures know a person by; it says nothing, and is
    never used again. ``phone`` is E.164 (``+4791234567``), or empty. ``merged_into`` is set on a record that turned
    out to be the same person as another; it is hidden everywhere and goes away after some weeks. ``erased_at`` is set
    where only the name is left, because the person has held an office or been excluded (rule M2).

    ``studies_at`` is a code of ``data/institutions.csv``, or empty.

    The table has one more column, ``words``, that PostgreSQL fills by itself and search uses (``queries.search``).
    """

    password = None  # type: ignore[assignment]
    register_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80, blank=True)
    sort_name = models.CharField(max_length=170, editable=False, db_index=True, db_collation="C")
    member_number = models.CharField(max_length=20, blank=True)
    email = models.EmailField(unique=True, null=True, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=5, default="nb")
    street_address = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=4, blank=True, validators=[postal_code_validator])
    postal_place = models.CharField(max_length=60, blank=True)
    municipality_code = models.CharField(max_length=4, blank=True, validators=[municipality_code_validator])
    involvement = models.CharField(max_length=10, choices=Involvement, blank=True)
    involvement_asked_on = models.DateField(null=True, blank=True)
    interests = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    skills = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    studies_at = models.CharField(max_length=20, blank=True, default="", db_default="")
    last_paid_year = models.PositiveSmallIntegerField(null=True, blank=True)
    household = models.ForeignKey(
        Household, on_delete=models.SET_NULL, null=True, blank=True, related_name="people", db_index=False
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="duplicates", db_index=False
    )
    is_active = models.BooleanField(default=True)
    registered_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["member_number"], condition=~Q(member_number=""), name="one_member_number"),
        ]
        indexes = [
            # Sign-in looks addresses up without regard to case, which Django writes as UPPER.
            models.Index(Upper("email"), name="person_email_any_case"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="person_phone"),
            models.Index(fields=["postal_code", "street_address"], name="person_home"),
            models.Index(fields=["birth_date"], condition=Q(birth_date__isnull=False), name="person_birth_date"),
            models.Index(fields=["household"], condition=Q(household__isnull=False), name="person_household"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_merged_into"),
            models.Index(fields=["studies_at"], condition=~Q(studies_at=""), name="person_studies_at"),
            GinIndex(fields=["interests"], name="person_interests"),
            GinIndex(fields=["skills"], name="person_skills"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Return first and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def home(self) -> str:
        """Return the home address on one line, as far as it is known."""
        return ", ".join(filter(None, (self.street_address, f"{self.postal_code} {self.postal_place}".strip())))

    @property
    def institution(self) -> str:
        """Return the name of the university or college where the person studies, or an empty text."""
        return institution_name(self.studies_at)

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
