"""A small party for tests: three people who come back everywhere, and the units they belong to.

Turid (chair of Lillevik branch) leads the work at home. Oda (county secretary of Fjordland) follows all branches
in her county. Jens (chair of Storvik branch) is the stranger one branch over: same county, no business in Lillevik.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Office, OfficeHolding, Person, Unit
from gjennomslag.organisation.services import found_unit, give_office, install_offices, join_unit, register_person

START = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Party:
    """The units and people of the small party."""

    country: Unit
    county: Unit
    other_county: Unit
    branch: Unit
    sibling: Unit
    group: Unit
    turid: Person
    oda: Person
    jens: Person
    secretary: Person
    member: Person


def make_person(name: str, unit: Unit | None = None, *, joined: date = START) -> Person:
    """Make a person with an address, a member of the unit if one is given."""
    first, _, last = name.partition(" ")
    person = register_person(
        first_name=first, last_name=last, email=f"{name.lower().replace(' ', '.')}@example.org", by=None
    )
    if unit is not None:
        join_unit(person=person, unit=unit, on=joined, by=None)
    return person


def hold(person: Person, office: str, unit: Unit, *, until: date | None = None) -> OfficeHolding:
    """Let the person hold the office with this code in the unit."""
    return give_office(
        person=person, office=Office.objects.get(code=office), unit=unit, valid_from=START, valid_until=until, by=None
    )


def make_party() -> Party:
    """Make the units, the offices and the people."""
    install_offices(by=None)
    country = found_unit(kind=UnitKind.NATIONAL, code="landet", name="Landet", parent=None, valid_from=START, by=None)

    def found(kind: UnitKind, code: str, name: str, parent: Unit, *codes: str) -> Unit:
        return found_unit(
            kind=kind, code=code, name=name, parent=parent, valid_from=START, by=None, municipalities=codes
        )

    county = found(UnitKind.COUNTY, "fjordland", "Fjordland", country)
    other_county = found(UnitKind.COUNTY, "fjellmark", "Fjellmark", country)
    branch = found(UnitKind.LOCAL, "lillevik", "Lillevik", county, "3420")
    sibling = found(UnitKind.LOCAL, "storvik", "Storvik", county, "4204")
    group = found(UnitKind.SUB_GROUP, "lillevik-sentrum", "Lillevik sentrum", branch)
    turid, oda, jens = (
        make_person("Turid Aasen", branch),
        make_person("Oda Østby", branch),
        make_person("Jens Berg", sibling),
    )
    secretary = make_person("Partisekretær Å", branch)
    hold(turid, "chair", branch)
    hold(oda, "county-secretary", county)
    hold(jens, "chair", sibling)
    hold(secretary, "party-secretary", country)
    member = make_person("Mona Medlem", branch)
    return Party(country, county, other_county, branch, sibling, group, turid, oda, jens, secretary, member)
