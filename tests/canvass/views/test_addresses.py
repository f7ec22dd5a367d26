"""The pages on which a branch leader fetches addresses."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from gjennomslag.canvass.choices import ImportStatus
from gjennomslag.canvass.forms import files
from gjennomslag.canvass.jobs import check_addresses, import_addresses
from gjennomslag.canvass.models import Address, AddressImport, Drive
from gjennomslag.canvass.services.address_imports import import_file
from gjennomslag.canvass.services.drives import start_drive
from gjennomslag.canvass.services.turfs import cut_drive_into_turfs
from gjennomslag.core import clock
from tests.canvass.address_lines import address, addresses_file, dwelling, dwellings_file
from tests.canvass.street import make_link
from tests.party import Party


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


def page(name: str, *more: object) -> str:
    return reverse(f"canvass:{name}", args=["lillevik", *more])


def read(client: Client, where: str, **headers: str) -> str:
    answer = client.get(where, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def give(client: Client, path: Path) -> AddressImport:
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    answer = client.post(page("addresses"), {"file": upload})
    record = AddressImport.objects.latest("pk")
    assert answer.headers["Location"] == page("address_import", record.pk)
    return record


def work(record: AddressImport) -> None:
    for job in (check_addresses, import_addresses):
        job(import_id=record.pk)


def test_without_addresses_one_is_told_where_they_are(turid: Client) -> None:
    text = read(turid, page("addresses"))
    assert "Ingen adresser ennå" in text
    assert "Basisdata_3420_" in text
    assert "https://nedlasting.geonorge.no/geonorge/Basisdata/MatrikkelenAdresseLeilighetsniva/CSV/" in text
    assert f'href="{page("addresses")}"' in read(turid, page("drives"))


def test_a_unit_without_a_municipality_has_nothing_to_fetch(party: Party) -> None:
    client = Client()
    client.force_login(party.turid)
    text = read(client, reverse("canvass:addresses", args=["lillevik-sentrum"]))
    assert "Ingen kommune" in text
    assert 'type="file"' not in text


def test_from_file_to_addresses(turid: Client, party: Party, tmp_path: Path) -> None:
    path = addresses_file(tmp_path, address(1), address(2, bokstav="4"), address(3))
    record = give(turid, path)
    waiting = read(turid, page("address_import", record.pk))
    assert "Vi leser fila" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    work(record)
    sheet = read(turid, page("address_import", record.pk), **{"HX-Request": "true"})
    assert not sheet.lstrip().startswith("<!DOCTYPE")
    assert "hx-trigger" not in sheet
    wanted = ("Dette endrer fila", "1 feil i fila", "Bokstaven etter husnummeret er ikke en bokstav.", "Elverum (3420)")
    for words in (*wanted, "<rect"):
        assert words in sheet
    assert Address.objects.count() == 0
    assert turid.post(page("confirm_address_import", record.pk)).headers["Location"] == page(
        "address_import", record.pk
    )
    assert "Vi henter inn adressene" in read(turid, page("address_import", record.pk))
    work(record)
    done = read(turid, page("address_import", record.pk))
    assert "Adressene er hentet inn." in done
    assert page("drives") in done
    standing = read(turid, page("addresses"))
    assert "matrikkelenAdresse.csv" in standing
    assert "12. juni 2025" in standing
    assert list(Address.objects.values_list("text", flat=True).order_by("text")) == ["Storgata 1", "Storgata 3"]


def test_a_useless_file_is_explained_and_nothing_changes(turid: Client, tmp_path: Path) -> None:
    other = address(1, kommunenummer="3403", kommunenavn="HAMAR", Nord="6745000.00", Øst="287000.00")
    cases = {
        "Dette er ikke ei adressefil.": ("navn;telefon",),
        "Fila har adressene i Hamar (3403). Her kan dere hente inn adresser i: Elverum (3420).": (other,),
    }
    for words, lines in cases.items():
        path = addresses_file(tmp_path, *lines)
        if len(lines[0].split(";")) == 2:
            path.write_text("navn;telefon\nKari;1\n", "utf-8")
        record = give(turid, path)
        work(record)
        text = read(turid, page("address_import", record.pk))
        assert words in text
        assert "Ingenting er endret." in text
    assert Address.objects.count() == 0


def test_an_older_file_is_refused_with_both_days(turid: Client, party: Party, tmp_path: Path) -> None:
    newer = addresses_file(tmp_path, address(1, datauttaksdato="02.01.2026 05:00:00"))
    import_file(path=newer, unit=party.branch, by=None, dry_run=False, progress=lambda share: None)
    record = give(turid, addresses_file(tmp_path, address(1, datauttaksdato="01.01.2026 05:00:00")))
    work(record)
    text = read(turid, page("address_import", record.pk))
    assert "01.01.2026 05:00, før den som sist ble hentet inn (02.01.2026 05:00)" in text


def test_a_file_that_changes_nothing_need_not_be_imported(turid: Client, party: Party, tmp_path: Path) -> None:
    path = dwellings_file(tmp_path, dwelling(1, "H0101"), dwelling(1, bruksenhetid="9"))
    import_file(path=path, unit=party.branch, by=None, dry_run=False, progress=lambda share: None)
    record = give(turid, path)
    work(record)
    text = read(turid, page("address_import", record.pk))
    assert "Fila endrer ingenting." in text
    assert page("confirm_address_import", record.pk) not in text
    assert "1 rad uten bolignummer" in text
    turid.post(page("drop_address_import", record.pk))
    assert "Fila er lagt bort." in read(turid, page("address_import", record.pk))


def test_work_that_fell_silent_can_be_started_again(turid: Client, tmp_path: Path) -> None:
    record = give(turid, addresses_file(tmp_path, address(1)))
    AddressImport.objects.update(touched_at=timezone.now() - timedelta(minutes=30))
    text = read(turid, page("address_import", record.pk))
    assert "Arbeidet stoppet før det var ferdig." in text
    turid.post(page("try_address_import_again", record.pk))
    work(record)
    assert AddressImport.objects.get().status == ImportStatus.READY


def test_whoever_comes_second_is_told(turid: Client, tmp_path: Path) -> None:
    record = give(turid, addresses_file(tmp_path, address(1)))
    answer = turid.post(page("confirm_address_import", record.pk), follow=True)
    assert "Noen har alt gått videre med denne fila." in answer.content.decode()


@pytest.mark.parametrize("upload", [None, SimpleUploadedFile("x.csv", b""), SimpleUploadedFile("x.csv", b"1234567")])
def test_no_file_an_empty_one_or_one_too_large_is_refused(
    turid: Client, upload: SimpleUploadedFile | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST_UPLOAD", 6)
    answer = turid.post(page("addresses"), {"file": upload} if upload else {})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert ("ds-validation-message" in text, "Den innsendte filen" in text) == (True, False)
    assert AddressImport.objects.count() == 0


def test_another_unit_cannot_see_or_carry_out_the_import(turid: Client, party: Party, tmp_path: Path) -> None:
    record = give(turid, addresses_file(tmp_path, address(1)))
    work(record)
    jens = Client()
    jens.force_login(party.jens)
    for name in ("address_import", "confirm_address_import", "drop_address_import"):
        for code in ("lillevik", "storvik"):
            where = reverse(f"canvass:{name}", args=[code, record.pk])
            assert (jens.get(where) if name == "address_import" else jens.post(where)).status_code == 404
    assert AddressImport.objects.get().status == ImportStatus.READY


def houses(*numbers: int) -> list[str]:
    return [address(number) for number in numbers]


def bring_in(party: Party, path: Path) -> None:
    import_file(path=path, unit=party.branch, by=None, dry_run=False, progress=lambda share: None)


def test_a_file_that_takes_much_away_asks_for_a_deliberate_yes(turid: Client, party: Party, tmp_path: Path) -> None:
    """Eight of ten doors go, and a drive that is being walked stands on them."""
    bring_in(party, addresses_file(tmp_path, *houses(*range(1, 11))))
    drive = start_drive(
        unit=party.branch,
        title="Vårdrive",
        starts_on=clock.today(),
        ends_on=clock.today(),
        basic_units=["34200405"],
        doors_per_turf=5,
        by=party.turid,
    )
    cut_drive_into_turfs(drive=drive)
    make_link(drive.turfs.earliest("number"), party.turid)
    record = give(turid, addresses_file(tmp_path, *houses(1, 2)))
    work(record)
    text = read(turid, page("address_import", record.pk))
    assert "Fila tar bort 8 av 10 dører dere har" in text
    assert "«Vårdrive» mister 8 av 10 dører. 1 rode er delt ut." in text
    assert "Fila har ingen leiligheter" in text
    Drive.objects.update(unit=party.sibling)
    text = read(turid, page("address_import", record.pk))
    assert ("Vårdrive" in text, "1 åpen aksjon i en annen enhet mister dører." in text) == (False, True)
    refused = turid.post(page("confirm_address_import", record.pk), follow=True).content.decode()
    assert "Kryss av for at dørene skal bort" in refused
    assert AddressImport.objects.get(pk=record.pk).status == ImportStatus.READY
    turid.post(page("confirm_address_import", record.pk), {"sure": "1"})
    work(record)
    assert AddressImport.objects.get(pk=record.pk).status == ImportStatus.DONE


def test_a_file_that_takes_little_away_is_imported_without_asking(turid: Client, party: Party, tmp_path: Path) -> None:
    bring_in(party, dwellings_file(tmp_path, *(dwelling(number) for number in range(1, 11))))
    record = give(turid, dwellings_file(tmp_path, *(dwelling(number) for number in range(2, 12))))
    work(record)
    text = read(turid, page("address_import", record.pk))
    assert ("Fila tar bort" in text, 'name="sure"' in text, "ingen leiligheter" in text) == (False, False, False)
    turid.post(page("confirm_address_import", record.pk))
    work(record)
    assert AddressImport.objects.get(pk=record.pk).status == ImportStatus.DONE
