"""Finding the people whom the lines in a form name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext as _

from gjennomslag.core.norwegian import sort_key
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.queries.search import search_people
from gjennomslag.organisation.rules import SEE_MEMBERS
from gjennomslag.organisation.scope import Scope

SEVERAL = 5


@dataclass(frozen=True, slots=True)
class Among:
    """Whom a line may name: those who serve already, and members of the unit or below it whom the scope reaches."""

    scope: Scope
    within: Unit
    day: date
    serving: Sequence[Person] = ()


def named_people(text: str, among: Among) -> list[Person]:
    """Return everyone whom the lines name, once each and in that order.

    Raises one ``ValidationError`` with a fault for each line that names nobody or several.
    """
    found: dict[int, Person] = {}
    faults: list[forms.ValidationError] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            person = named_person(line, among)
        except forms.ValidationError as fault:
            faults.append(fault)
        else:
            found[person.pk] = person
    if faults:
        raise forms.ValidationError(faults)
    return list(found.values())


def named_person(written: str, among: Among) -> Person:
    """Return the one whom a line names.

    Raises ``ValidationError``, in words for whoever wrote the line, where nobody or several fit.
    """
    wanted = sort_key(written)
    serving = {each.pk: each for each in among.serving}.values()
    same = [person for person in serving if sort_key(person.full_name) == wanted]
    if len(same) == 1:
        return same[0]
    people = search_people(written, among.scope, SEE_MEMBERS, among.day, within=among.within).people
    exact = [person for person in people if sort_key(person.full_name) == wanted]
    candidates = exact or people
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        text = _("No member of %(unit)s is called “%(name)s”. Check how it is spelt, or write the member number.")
        raise forms.ValidationError(text % {"unit": among.within.name, "name": written})
    text = _("Several fit “%(name)s”. Write the number or mail address instead: %(people)s.")
    told = "; ".join(_told_apart(person) for person in candidates[:SEVERAL])
    raise forms.ValidationError(text % {"name": written, "people": told})


def _told_apart(person: Person) -> str:
    """Return what tells somebody from others of the same name."""
    number = person.member_number or person.email or person.phone
    return f"{person.full_name}, {person.postal_place or '–'}: {number}"
