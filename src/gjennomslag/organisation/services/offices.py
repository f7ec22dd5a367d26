"""Writes about offices."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import yaml

from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import Reach
from gjennomslag.organisation.models import Office, OfficeGrant, OfficeHolding, Person, Unit


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
                    "needed_in": entry.get("needed", []),
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
