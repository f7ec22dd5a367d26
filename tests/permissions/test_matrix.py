"""Every address × every kind of visitor: who gets in is decided by the view's own mark, and by nothing else.

A view for a unit's capability is tried with a holder of exactly that capability in the same unit, in the unit above
(with reach below and with reach here), in a sibling unit, in a unit below, with an ended term, and by nobody.
Addresses with more in them than a unit's code get a real object from ``objects.make_objects``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gjennomslag.core.access import Access, access_of
from gjennomslag.core.middleware import GUARDED_BY_LIBRARY
from gjennomslag.organisation.choices import Reach, UnitKind
from gjennomslag.organisation.models import Office, OfficeGrant, Person, Unit
from gjennomslag.organisation.scope import OPEN_TO_MEMBERS
from gjennomslag.organisation.services import give_office
from tests.party import START, Party, make_person
from tests.permissions.objects import make_objects

LET_IN = {200, 204, 301, 302, 303, 400, 405, 409, 410, 422}


@dataclass(frozen=True, slots=True)
class Address:
    """One address pattern of the site with its view's mark."""

    name: str
    arguments: frozenset[str]
    access: Access | None


def addresses() -> list[Address]:
    """Return all addresses of the site."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str, outer: frozenset[str]) -> Iterator[Address]:
        for pattern in patterns:
            inner = outer | set(pattern.pattern.converters)
            if isinstance(pattern, URLResolver):
                space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from walk(pattern.url_patterns, space, inner)
            else:
                yield Address(f"{prefix}{pattern.name}", inner, access_of(pattern.callback))

    return list(walk(get_resolver().url_patterns, "", frozenset()))


OURS = [address for address in addresses() if not address.name.startswith(GUARDED_BY_LIBRARY)]
UNIT_ADDRESSES = [address for address in OURS if address.access and address.access.kind == "unit"]


def test_every_address_says_who_may_reach_it() -> None:
    assert [address.name for address in OURS if address.access is None] == []


def test_public_addresses_say_why() -> None:
    public = [address for address in OURS if address.access and address.access.kind == "public"]
    assert [address.name for address in public if not (address.access and address.access.why)] == []


def holder(capability: str, unit: Unit, *, reach: Reach, until: date | None = None) -> Person:
    """Return a new person who holds exactly this capability in the unit."""
    office, _ = Office.objects.get_or_create(
        code=f"only-{reach}", defaults={"name_nb": "Prøve", "unit_kinds": [kind.value for kind in UnitKind]}
    )
    OfficeGrant.objects.get_or_create(office=office, capability=capability, reach=reach)
    person = make_person(f"Prøve {unit.code} {reach} {until}")
    give_office(person=person, office=office, unit=unit, valid_from=START, valid_until=until, by=None)
    return person


def status(address: Address, arguments: dict[str, str], person: Person | None) -> int:
    client = Client(raise_request_exception=True)
    if person is not None:
        client.force_login(person)
    return client.get(reverse(address.name, kwargs=arguments)).status_code


@pytest.mark.parametrize("address", UNIT_ADDRESSES, ids=lambda address: address.name)
def test_unit_address(address: Address, party: Party) -> None:
    assert address.access is not None
    capability = address.access.capability
    arguments = make_objects(address.name, address.arguments, party)
    if capability == OPEN_TO_MEMBERS:
        expected = {"nobody": False, "same unit": True, "sibling": True}
        people: dict[str, Person | None] = {"nobody": None, "same unit": party.member, "sibling": party.jens}
    else:
        expected = {
            "nobody": False,
            "same unit": True,
            "above, reach below": True,
            "above, reach here": False,
            "sibling": False,
            "below": False,
            "ended": False,
            "plain member": False,
        }
        people = {
            "nobody": None,
            "same unit": holder(capability, party.branch, reach=Reach.HERE),
            "above, reach below": holder(capability, party.county, reach=Reach.BELOW),
            "above, reach here": holder(capability, party.country, reach=Reach.HERE),
            "sibling": holder(capability, party.sibling, reach=Reach.BELOW),
            "below": holder(capability, party.group, reach=Reach.BELOW),
            "ended": holder(capability, party.branch, reach=Reach.BELOW, until=date(2021, 1, 1)),
            "plain member": party.member,
        }
    outcomes = {}
    for who, person in people.items():
        code = status(address, arguments, person)
        outcomes[who] = code in LET_IN and person is not None
    assert outcomes == expected


@pytest.mark.parametrize(
    "address",
    [address for address in OURS if address.access and address.access.kind == "signed-in"],
    ids=lambda address: address.name,
)
def test_signed_in_address(address: Address, party: Party) -> None:
    arguments = make_objects(address.name, address.arguments, party)
    client = Client()
    anonymous = client.get(reverse(address.name, kwargs=arguments))
    assert anonymous.status_code == 302
    assert anonymous.headers["Location"].startswith(reverse("account_login"))
    assert status(address, arguments, party.member) in LET_IN
