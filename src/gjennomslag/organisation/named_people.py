"""Finding the one person whom a line in a form names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext as _

from gjennomslag.core.norwegian import sort_key
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.queries.search import search_people
from gjennomslag.organisation.rules import SEE_MEMBERS
from gjennomslag.organisation.scope import Scope

SEVERAL = 5


def named_person(written: str, *, scope: Scope, within: Unit, day: date, serving: Sequence[Person] = ()) -> Person:
    """Return the one whom a line names: somebody who serves already, or a member of the unit or below it.

    Raises ``ValidationError``, in words for whoever wrote the line, where nobody or several fit.
    """
    wanted = sort_key(written)
    same = [person for person in {each.pk: each for each in serving}.values() if sort_key(person.full_name) == wanted]
    if len(same) == 1:
        return same[0]
    people = search_people(written, scope, SEE_MEMBERS, day, within=within).people
    exact = [person for person in people if sort_key(person.full_name) == wanted]
    candidates = exact or people
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        text = _("No member of %(unit)s is called “%(name)s”. Check how it is spelt, or write the member number.")
        raise forms.ValidationError(text % {"unit": within.name, "name": written})
    text = _("Several fit “%(name)s”. Write the number or mail address instead: %(people)s.")
    told = "; ".join(_told_apart(person) for person in candidates[:SEVERAL])
    raise forms.ValidationError(text % {"name": written, "people": told})


def _told_apart(person: Person) -> str:
    """Return what tells somebody from others of the same name."""
    number = person.member_number or person.email or person.phone
    return f"{person.full_name}, {person.postal_place or '–'}: {number}"
