"""Writes about people: who they are, how they are reached, and what they want to take part in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import ContactKind, ContactOutcome, InterestKind, Involvement
from gjennomslag.organisation.geography import institutions, municipality_of_postal_code, place_of_postal_code
from gjennomslag.organisation.models import Interest, MemberContact, Membership, Person, Unit
from gjennomslag.organisation.rules import normal_email, normal_phone


class Details(TypedDict, total=False):
    """What the register may hold of a person. What is absent is left as it is."""

    first_name: str
    last_name: str
    member_number: str
    email: str | None
    phone: str
    birth_year: int | None
    birth_date: date | None
    language: str
    street_address: str
    postal_code: str
    postal_place: str
    municipality_code: str
    studies_at: str


def normal_details(details: Details) -> Details:
    """Return the details as the register keeps them: telephone as E.164, mail address in small letters, and place
    and municipality from the postal code where they are not given.

    Raises ``ValidationError`` naming the field for a telephone number that is none, and for an unknown institution.
    """
    normal: Details = {**details}
    if "phone" in normal:
        phone = normal_phone(normal["phone"] or "")
        if phone is None:
            raise ValidationError({"phone": _("This is no telephone number. Write it with its country code.")})
        normal["phone"] = phone
    if "email" in normal:
        normal["email"] = normal_email(normal["email"])
    if normal.get("studies_at") and normal["studies_at"] not in institutions():
        raise ValidationError({"studies_at": _("There is no university or college with this code.")})
    if normal.get("birth_date"):
        birth = normal["birth_date"]
        assert birth is not None
        normal["birth_year"] = birth.year
    if normal.get("postal_code"):
        normal["postal_place"] = normal.get("postal_place") or place_of_postal_code(normal["postal_code"])
        normal["municipality_code"] = normal.get("municipality_code") or municipality_of_postal_code(
            normal["postal_code"]
        )
    return normal


def register_person(*, by: Person | None, **details: Unpack[Details]) -> Person:
    """Put a person in the register. Membership and offices are given separately."""
    with writing(by=by, why="person registered"):
        return Person.objects.create(**normal_details(details))


def change_person(
    *, person: Person, by: Person | None, why: str = "details changed", **details: Unpack[Details]
) -> list[str]:
    """Change what the register holds of a person, and return the names of the fields that changed.

    What was there before is kept in history for a year, with ``why``. Nothing is written where nothing changes.
    """
    normal = normal_details(details)
    changed = [name for name, value in normal.items() if getattr(person, name) != value]
    if changed:
        for name in changed:
            setattr(person, name, normal[name])  # type: ignore[literal-required]
        with writing(by=by, why=why):
            person.save(update_fields=[*changed, "sort_name"])
    return changed


@dataclass(frozen=True, slots=True)
class Wishes:
    """How much a member wants to take part and, where asked, with what (codes of ``Interest``)."""

    involvement: Involvement
    interests: Sequence[str] | None = None
    skills: Sequence[str] | None = None


def note_involvement(*, person: Person, by: Person | None, on: date, wishes: Wishes) -> None:
    """Note how a member wants to take part. Raises ``ValueError`` for a code that there is no word for."""
    person.involvement = wishes.involvement
    person.involvement_asked_on = on
    fields = ["involvement", "involvement_asked_on"]
    for name, kind, codes in (
        ("interests", InterestKind.HELP, wishes.interests),
        ("skills", InterestKind.SKILL, wishes.skills),
    ):
        if codes is not None:
            known = set(Interest.objects.filter(kind=kind, code__in=codes).values_list("code", flat=True))
            if set(codes) - known:
                raise ValueError(f"There is no word for {sorted(set(codes) - known)}")
            setattr(person, name, sorted(known))
            fields.append(name)
    with writing(by=by, why="involvement noted"):
        person.save(update_fields=fields)


def add_interests(*, person: Person, codes: Sequence[str], by: Person | None) -> None:
    """Note that a member can help with this too; what stands there already stays."""
    together = sorted({*person.interests, *codes})
    if together != person.interests:
        person.interests = together
        with writing(by=by, why="can help with more"):
            person.save(update_fields=["interests"])


def log_contact(
    *,
    person: Person,
    unit: Unit,
    kind: ContactKind,
    outcome: ContactOutcome,
    by: Person | None,
    at: datetime | None = None,
    about: str = "",
    note: str = "",
) -> MemberContact:
    """Log an attempt to contact the member on the unit's behalf. ``at`` is now unless given."""
    with writing(by=by, why="contact logged"):
        return MemberContact.objects.create(
            person=person,
            unit=unit,
            kind=kind,
            outcome=outcome,
            by=by,
            at=at or timezone.now(),
            about=about,
            note=note.strip(),
        )


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody to put in the register as a member of a unit."""

    first_name: str
    last_name: str
    email: str | None
    birth_year: int | None
    joined_on: date
    unit: Unit
    details: Details = field(default_factory=Details)
    last_paid_year: int | None = None


def register_members(*, members: Iterable[NewMember], by: Person | None) -> list[Person]:
    """Put many people in the register at once, each as a member of a unit; return them in the same order.

    All of them or, where one cannot be registered (an address somebody has already), none.
    """
    entries = list(members)
    people = [
        Person(
            first_name=each.first_name,
            last_name=each.last_name,
            birth_year=each.birth_year,
            last_paid_year=each.last_paid_year,
            **normal_details({"email": each.email, **each.details}),
        )
        for each in entries
    ]
    for person in people:
        person.set_sort_name()
    with writing(by=by, why="members registered"):
        Person.objects.bulk_create(people, batch_size=2000)
        Membership.objects.bulk_create(
            (
                Membership(person=person, unit=entry.unit, joined_on=entry.joined_on, member_since=entry.joined_on)
                for person, entry in zip(people, entries, strict=True)
            ),
            batch_size=2000,
        )
    return people
