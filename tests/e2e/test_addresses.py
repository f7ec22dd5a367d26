"""Fetching addresses from the first page to the last, on a phone, in real Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from gjennomslag.canvass.jobs import check_addresses, import_addresses
from gjennomslag.canvass.models import Address, AddressImport
from tests.canvass.address_lines import address, addresses_file
from tests.e2e.axe import faults
from tests.e2e.conftest import Visit
from tests.party import Party

pytestmark = pytest.mark.browser


def test_a_branch_leader_fetches_addresses(visit: Visit, party: Party, tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    lines = [address(n, Øst=f"{314000 + 37 * n}.5", Nord=f"{6752000 + (n * n) % 900}.5") for n in range(1, 60)]
    path = addresses_file(tmp_path, *lines, address(99, bokstav="4"), address(98, Nord=""))
    page = visit(reverse("canvass:addresses", args=["lillevik"]), party.turid)
    assert faults(page) == []
    page.get_by_label("Fil fra Kartverket").set_input_files(path)
    page.get_by_role("button", name="Sjekk fila").click()
    page.get_by_text("Vi leser fila.").wait_for()
    record = AddressImport.objects.get()
    check_addresses(import_id=record.pk)
    page.get_by_text("2 feil i fila").wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="Hent inn adressene").click()
    page.get_by_text("Vi henter inn adressene.").wait_for()
    import_addresses(import_id=record.pk)
    page.get_by_text("Adressene er hentet inn.").wait_for()
    assert faults(page) == []
    assert Address.objects.count() == 59
    page.get_by_role("link", name="Gå videre til dørbanking").click()
    page.get_by_role("link", name="Start en aksjon").wait_for()


def test_a_file_that_cannot_be_used_is_explained(
    visit: Visit, party: Party, tmp_path: Path, settings: Settings
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    page = visit(reverse("canvass:addresses", args=["lillevik"]), party.turid)
    page.get_by_label("Fil fra Kartverket").set_input_files(addresses_file(tmp_path, name="tom.csv"))
    page.get_by_role("button", name="Sjekk fila").click()
    page.get_by_text("Vi leser fila.").wait_for()
    check_addresses(import_id=AddressImport.objects.get().pk)
    page.get_by_text("Det er ingen adresser i fila. Last den ned på nytt.").wait_for()
    assert faults(page) == []
