"""Everything that is held about somebody, from whatever room, as data (rule M4)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

from gjennomslag.core.personal_data import Held, everything_held
from gjennomslag.organisation.models import Person

# Keys that let whoever has them sign in, or that the library keeps sealed.
SECRET = {("mfa.Authenticator", "data")}


def everything_about(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Return all rows that lead to the person, by table: name of the field to its value.

    What a declaration names is there, in every table of every room; other people in it are their ids alone. Secret
    keys of sign-in are left out.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for held in everything_held():
        lookup = {held.person: person.pk} if held.person else {"pk": person.pk}
        rows = [_as_data(held, row) for row in held.model._default_manager.filter(**lookup)]
        if rows:
            key = held.table if held.about else f"{held.table} ({held.person})"
            found.setdefault(key, []).extend(rows)
    return found


def _as_data(held: Held, row: models.Model) -> dict[str, Any]:
    return {name: _plain(row, name) for name in dict.fromkeys(held.names) if (held.table, name) not in SECRET}


def _plain(row: models.Model, name: str) -> Any:
    field = row._meta.get_field(name)
    value = getattr(row, field.attname)  # type: ignore[union-attr]
    if isinstance(field, models.ForeignKey) and field.related_model is not Person and value is not None:
        related = field.related_model._default_manager.filter(pk=value).first()
        return str(related) if related is not None else value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    return value
