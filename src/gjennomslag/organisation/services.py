"""Writes about units, people, memberships and offices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

import yaml

from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import LanguageForm, Reach, UnitKind
from gjennomslag.organisation.models import (
    Membership,
    Office,
    OfficeGrant,
    OfficeHolding,
    Person,
    Unit,
    UnitArea,
    UnitName,
)


def found_unit(
    *,
    kind: UnitKind,
    code: str,
    name: str,
    parent: Unit | None,
    valid_from: date,
    by: Person | None,
    municipalities: Sequence[str] = (),
    language_form: LanguageForm = LanguageForm.NEUTRAL,
) -> Unit:
    """Make a unit below its parent (None only for the country) that covers the municipalities with these codes."""
    with writing(by=by, why="unit founded"):
        values = Unit(kind=kind, code=code, name=name, valid_from=valid_from, language_form=language_form)
        unit: Unit = (
            Unit.objects.add_child(parent, instance=values) if parent else Unit.objects.add_root(instance=values)
        )
        UnitArea.objects.bulk_create(UnitArea(unit=unit, municipality_code=each) for each in municipalities)
    return unit


def cover_part(*, unit: Unit, municipality_code: str, basic_units: Sequence[str], by: Person | None) -> UnitArea:
    """Let the unit cover part of a municipality: the basic units (grunnkrets) with these codes of eight digits."""
    with writing(by=by, why="area covered"):
        area, _ = UnitArea.objects.update_or_create(
            unit=unit, municipality_code=municipality_code, defaults={"basic_units": sorted(basic_units)}
        )
    return area


def name_unit(*, unit: Unit, language: str, name: str, valid_from: date, by: Person | None) -> UnitName:
    """Give the unit an official name in a further language, beside ``Unit.name``."""
    with writing(by=by, why="unit named"):
        return UnitName.objects.create(unit=unit, language=language, name=name, valid_from=valid_from)


def register_person(
    *, first_name: str, last_name: str, email: str | None, by: Person | None, language: str = "nb"
) -> Person:
    """Put a person in the register. Membership and offices are given separately."""
    with writing(by=by, why="person registered"):
        return Person.objects.create(first_name=first_name, last_name=last_name, email=email, language=language)


def join_unit(*, person: Person, unit: Unit, on: date, by: Person | None) -> Membership:
    """Make the person a member of the unit from this day."""
    with writing(by=by, why="joined"):
        return Membership.objects.create(person=person, unit=unit, joined_on=on)


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody to put in the register as a member of a unit."""

    first_name: str
    last_name: str
    email: str | None
    birth_year: int | None
    joined_on: date
    unit: Unit


def register_members(*, members: Iterable[NewMember], by: Person | None) -> list[Person]:
    """Put many people in the register at once, each as a member of a unit; return them in the same order.

    All of them or, where one cannot be registered (an address somebody has already), none.
    """
    entries = list(members)
    people = [
        Person(first_name=each.first_name, last_name=each.last_name, email=each.email, birth_year=each.birth_year)
        for each in entries
    ]
    for person in people:
        person.set_sort_name()
    with writing(by=by, why="members registered"):
        Person.objects.bulk_create(people, batch_size=2000)
        Membership.objects.bulk_create(
            (
                Membership(person=person, unit=entry.unit, joined_on=entry.joined_on)
                for person, entry in zip(people, entries, strict=True)
            ),
            batch_size=2000,
        )
    return people


def give_office(
    *, person: Person, office: Office, unit: Unit, valid_from: date, by: Person | None, valid_until: date | None = None
) -> OfficeHolding:
    """Let the person hold the office in the unit for a term.

    Raises ``ValueError`` where the office does not exist in units of this kind.
    """
    if unit.kind not in office.unit_kinds:
        raise ValueError(f"{office.code} is no office of a unit of kind {unit.kind}")
    with writing(by=by, why="office given"):
        return OfficeHolding.objects.create(
            person=person, office=office, unit=unit, valid_from=valid_from, valid_until=valid_until
        )


def install_offices(*, by: Person | None) -> int:
    """Install or update the offices that every installation starts with, and return how many there are.

    Names that the party has given offices of its own are not touched, since those have other codes.
    """
    text = (files("gjennomslag.organisation") / "data" / "offices.yaml").read_text("utf-8")
    entries = yaml.safe_load(text)
    with writing(by=by, why="offices installed"):
        for order, entry in enumerate(entries):
            office, _ = Office.objects.update_or_create(
                code=entry["code"],
                defaults={
                    "name_nb": entry["names"]["nb"],
                    "name_nn": entry["names"]["nn"],
                    "name_en": entry["names"]["en"],
                    "unit_kinds": entry["kinds"],
                    "order": order,
                },
            )
            OfficeGrant.objects.filter(office=office).delete()
            OfficeGrant.objects.bulk_create(
                OfficeGrant(office=office, capability=capability, reach=Reach(reach))
                for reach, capabilities in entry.get("grants", {}).items()
                for capability in capabilities
            )
    return len(entries)
