"""Members from other member systems: files given, what each system has said of whom, and who is missing there."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.db import models
from django.db.models import Q

from gjennomslag.organisation.choices import ImportStatus, MissingAnswer
from gjennomslag.organisation.models.people import Person
from gjennomslag.organisation.models.units import Unit
from gjennomslag.organisation.scope import ScopedQuerySet


def keep_as(_: MemberImport, name: str) -> str:
    """Return where a file is kept until it has been imported: under a name that says nothing."""
    return f"member-files/{secrets.token_hex(16)}{Path(name).suffix.lower()[:5]}"


class MemberSource(models.Model):
    """A member system whose files are imported for a unit and what lies below it.

    ``mapping`` remembers which column each field is, as {field: title}. ``unit_names`` remembers which unit a name or
    number in the files means, as {text: unit code}, and ``offices`` which office a word means ("" for none).
    ``complete`` says that each file has all members, so that who is not in it is missing. ``folder`` is the name of a
    folder in which a file is put every day.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    mapping = models.JSONField(default=dict, blank=True)
    unit_names = models.JSONField(default=dict, blank=True)
    offices = models.JSONField(default=dict, blank=True)
    complete = models.BooleanField(default=False)
    folder = models.SlugField(max_length=60, blank=True, db_index=False)

    objects = ScopedQuerySet["MemberSource"].as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="one_member_source_of_a_name"),
            models.UniqueConstraint(fields=["folder"], condition=~Q(folder=""), name="one_member_source_a_folder"),
        ]

    def __str__(self) -> str:
        return self.name


class MemberImport(models.Model):
    """One file of members, from the moment it is given until it has been imported or put aside.

    ``file`` is what was given, and ``sheet`` what it would change, name by name; both are deleted as soon as they
    have been used, and after some hours in any case. ``counts`` and ``faults`` name nobody. ``plan`` is a digest of
    what was shown: the import carries out that, or shows anew. ``by`` is None for jobs and the command line.
    """

    source = models.ForeignKey(MemberSource, on_delete=models.CASCADE, related_name="imports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    file = models.FileField(upload_to=keep_as, blank=True)
    sheet = models.FileField(upload_to=keep_as, blank=True)
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=ImportStatus, default=ImportStatus.CHECKING)
    progress = models.PositiveSmallIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    faults = models.JSONField(default=dict, blank=True)
    refusal = models.JSONField(default=dict, blank=True)
    plan = models.CharField(max_length=32, blank=True)

    objects = ScopedQuerySet["MemberImport"].as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class MemberOrigin(models.Model):
    """What a member system said of a person last, as {field: text}.

    Kept so that what was put right here is not undone by the next file, and so that one sees where both have changed.
    ``key`` is the member number there, or what stands for it.
    """

    source = models.ForeignKey(MemberSource, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=300)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    given = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="one_origin_a_key")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.source_id}"


class MissingMember(models.Model):
    """A member who is not in the newest whole file of a member system. Somebody is asked; nobody is erased for it."""

    source = models.ForeignKey(MemberSource, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()
    answer = models.CharField(max_length=8, choices=MissingAnswer, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "person"], name="missing_once_a_source")]

    def __str__(self) -> str:
        return f"{self.person_id} since {self.since}"


class ErasedKey(models.Model):
    """A digest of an erased person's member number, so that an older file does not bring them back. It names nobody.

    Somebody who joins again after that day comes in as any other. Kept for a year.
    """

    digest = models.BinaryField(primary_key=True)
    erased_on = models.DateField()

    def __str__(self) -> str:
        return f"erased on {self.erased_on}"
