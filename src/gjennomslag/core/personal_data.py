"""What is held about people: every field with its purpose, legal basis and time limit (rule M7).

A room says in its ``personal_data.py`` which of its tables lead to a person, and declares each of their fields. From
this come the record of processing (GDPR article 30), the annex of an assessment of the consequences (DPIA), the export
of everything held about somebody (article 15 and 20), and what an erasure does (article 17). A table with a foreign
key to a person that is not declared, or a field that is not, fails a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Basis(Enum):
    """Why the law allows it: an article 6 basis, and an article 9 one since membership of a party is sensitive."""

    MEMBERSHIP = _("Membership: GDPR articles 6(1)(b) and 9(2)(d)")
    CONSENT = _("Consent: GDPR articles 6(1)(a) and 9(2)(a)")
    DUTY = _("Duty by law: GDPR articles 6(1)(c) and 9(2)(d)")
    INTEREST = _("The party’s own legitimate interest: GDPR articles 6(1)(f) and 9(2)(d)")


@dataclass(frozen=True, slots=True)
class Use:
    """One purpose for which data is held, its legal basis and how long."""

    key: str
    purpose: Words
    data: Words
    basis: Basis
    kept: Words


class OnErasure(Enum):
    """What happens to a row when the person it leads to is erased."""

    DELETE = _("deleted")
    UNLINK = _("kept without the person")
    KEEP = _("kept")


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of one table that lead to a person by one foreign key.

    ``table`` is Django's label (``organisation.Membership``), ``person`` the foreign key's name, empty for the person
    alone. ``fields`` gives for each use the names of the fields held for it, with spaces between. ``about`` says that
    the rows are about the person; otherwise the person did something, and only the link itself is personal data.
    ``in_archive`` says that they stay while somebody who has left wants to be kept in the archive.
    """

    table: str
    person: str
    fields: Mapping[Use, str]
    on_erasure: OnErasure
    about: bool = True
    in_archive: bool = False

    @property
    def model(self) -> type[models.Model]:
        """Return the table's model."""
        return apps.get_model(self.table)

    @property
    def names(self) -> list[str]:
        """Return the names of all declared fields, in their order."""
        return [name for names in self.fields.values() for name in names.split()]


_held: dict[tuple[str, str], Held] = {}


def declare(*declarations: Held) -> None:
    """Make it known what is held. Declaring a table's foreign key twice differently is a programming fault."""
    for each in declarations:
        if _held.setdefault((each.table, each.person), each) != each:
            raise ValueError(f"{each.table}.{each.person} is declared twice")


def everything_held() -> list[Held]:
    """Return everything declared, the person first and then by table."""
    return sorted(_held.values(), key=lambda each: (each.person != "", each.table, each.person))
