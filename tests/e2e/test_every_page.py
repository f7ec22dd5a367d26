"""Every page in a real browser: for everyone, on a phone, in the dark, in large letters, under the strict policy.

Pages that show the same objects share one party and one visit: making the party takes longer than looking at a page.
"""

from __future__ import annotations

from itertools import groupby
from types import CodeType

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from gjennomslag.core.capabilities import all_capabilities
from gjennomslag.organisation.choices import Reach, UnitKind
from gjennomslag.organisation.models import Office, OfficeGrant, Person
from gjennomslag.organisation.services import give_office
from tests.e2e.axe import faults
from tests.e2e.conftest import Visit
from tests.party import START, Party
from tests.permissions.objects import make_objects
from tests.permissions.test_matrix import OURS, Address, addresses

pytestmark = pytest.mark.browser

AT_ONCE = 12  # addresses in one test: enough to share a party, few enough to be spread over the workers
# What answers in the demo alone, or to a provider of mail alone.
ELSEWHERE = {
    "messaging:sent_mail",
    "messaging:sent_mail_page",
    "messaging:sent_mail_frame",
    "messaging:provider_events",
}
PUBLIC = ["/", "/accounts/login/", "/accounts/login/code/", "/nothing/here/", "/join/nn/thanks/"]


def room_of(address: Address) -> str:
    """Return the namespace of the address; the library's have none."""
    return address.name.rpartition(":")[0]


def groups() -> list[list[Address]]:
    """Return the addresses by room, a dozen at a time."""
    ordered = sorted(addresses(), key=lambda address: (room_of(address), address.name))
    rooms = groupby(ordered, room_of)
    shown = ([each for each in room if each in OURS or not each.arguments] for _, room in rooms)
    return [room[first : first + AT_ONCE] for room in shown for first in range(0, len(room), AT_ONCE)]


def allowed_everything(party: Party) -> Person:
    """Return a member who holds every capability in the whole party."""
    office = Office.objects.create(code="all", name_nb="Alt", unit_kinds=[kind.value for kind in UnitKind])
    for capability in all_capabilities():
        OfficeGrant.objects.create(office=office, capability=capability, reach=Reach.BELOW)
    give_office(person=party.member, office=office, unit=party.country, valid_from=START, by=None)
    return party.member


def page_at(address: Address, party: Party, made: dict[CodeType, str], client: Client) -> str | None:
    """Return the path of the address, or None if it does not answer a plain request with a page.

    An address of ours that finds nothing fails: its objects were not made, or another address of the group spoilt them.
    """
    try:
        path = reverse(address.name, kwargs=make_objects(address.name, address.arguments, party, made))
    except NoReverseMatch:
        return None
    answer = client.get(path)
    assert answer.status_code != 404 or address not in OURS or address.name in ELSEWHERE, address.name
    shown = answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html")
    return path if shown else None


@pytest.mark.parametrize("group", groups(), ids=lambda group: f"{group[0].name}...{group[-1].name}")
def test_pages_are_for_everyone(group: list[Address], visit: Visit, party: Party) -> None:
    person = allowed_everything(party)
    client, made = Client(), dict[CodeType, str]()
    client.force_login(person)
    found = {}
    for address in group:
        path = page_at(address, party, made, client)
        if path is not None:
            found[address.name] = faults(visit(path, person))
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_pages_are_for_everyone_who_has_not_signed_in(visit: Visit, party: Party) -> None:
    found = {path: faults(visit(path)) for path in PUBLIC}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
