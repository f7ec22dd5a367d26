"""Every page in a real browser: for everyone, on a phone, in the dark, in large letters, under the strict policy."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Page

from gjennomslag.core.capabilities import all_capabilities
from gjennomslag.organisation.choices import Reach, UnitKind
from gjennomslag.organisation.models import Office, OfficeGrant, Person
from gjennomslag.organisation.services import give_office
from tests.e2e.axe import assert_accessible, assert_contrast, assert_fits
from tests.e2e.conftest import DESK, PHONE, Visit
from tests.party import START, Party
from tests.permissions.objects import make_objects
from tests.permissions.test_matrix import OURS, Address, addresses

pytestmark = pytest.mark.browser

LIBRARY = [address for address in addresses() if address not in OURS and not address.arguments]


def allowed_everything(party: Party) -> Person:
    """Return a member who holds every capability in the whole party."""
    office = Office.objects.create(code="all", name_nb="Alt", unit_kinds=[kind.value for kind in UnitKind])
    for capability in all_capabilities():
        OfficeGrant.objects.create(office=office, capability=capability, reach=Reach.BELOW)
    give_office(person=party.member, office=office, unit=party.country, valid_from=START, by=None)
    return party.member


def page_at(address: Address, party: Party, person: Person) -> str | None:
    """Return the path of the address, or None if it does not answer a plain request with a page."""
    try:
        path = reverse(address.name, kwargs=make_objects(address.name, address.arguments, party))
    except NoReverseMatch:
        return None
    client = Client()
    client.force_login(person)
    answer = client.get(path)
    shown = answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html")
    return path if shown else None


def look_at(page: Page) -> None:
    """Look at the page on a phone, in the dark, in letters of twice the size, and on a desk."""
    assert_accessible(page)
    assert_fits(page)
    page.emulate_media(color_scheme="dark")
    assert_contrast(page)
    page.emulate_media(color_scheme="light")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert_fits(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert_accessible(page)
    assert_fits(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]


@pytest.mark.parametrize("address", [*OURS, *LIBRARY], ids=lambda address: address.name)
def test_a_page_is_for_everyone(address: Address, visit: Visit, party: Party) -> None:
    person = allowed_everything(party)
    path = page_at(address, party, person)
    if path is not None:
        look_at(visit(path, person))


PUBLIC = ["/", "/accounts/login/", "/accounts/login/code/", "/nothing/here/", "/join/nn/thanks/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_is_for_everyone_who_has_not_signed_in(path: str, visit: Visit, party: Party) -> None:
    look_at(visit(path))
