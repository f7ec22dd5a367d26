"""Writes about units, people, memberships and offices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.resources import files

import yaml

from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import LanguageForm, Reach, UnitKind
from gjennomslag.organisation.models import Membership, Office, OfficeGrant, OfficeHolding, Person, Unit, UnitArea


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


def end_office(*, holding: OfficeHolding, on: date, by: Person | None) -> None:
    """End the term; the day given is the last one."""
    with writing(by=by, why="office ended"):
        holding.valid_until = on
        holding.save(update_fields=["valid_until"])


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
