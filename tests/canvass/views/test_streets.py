from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from gjennomslag.canvass.forms import files
from gjennomslag.canvass.jobs import read_street_map
from gjennomslag.canvass.models import StreetMap
from gjennomslag.canvass.services.turfs import cut_drive_into_turfs
from tests.canvass.street import make_drive
from tests.canvass.street_map import write_elvegata
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


def read(client: Client, **headers: str) -> str:
    return client.get(page("streets"), headers=headers).content.decode()


def send(client: Client, name: str, content: bytes) -> tuple[int, str]:
    answer = client.post(page("streets"), {"file": SimpleUploadedFile(name, content)}, follow=True)
    return answer.status_code, answer.content.decode()


def test_giving_looking_using_and_removing(turid: Client, party: Party, tmp_path: Path) -> None:
    drive = make_drive(party.branch)
    assert "Ingen gater" in read(turid)
    status, text = send(turid, "elvegata.osm.pbf", write_elvegata(tmp_path / "s.osm.pbf").read_bytes())
    given = StreetMap.objects.get()
    assert (status, "Vi leser elvegata.osm.pbf" in text) == (200, True)
    read_street_map(street_map_id=given.pk)
    fragment = read(turid, **{"HX-Request": "true"})
    assert ("<html" in fragment, "8 av 8" in fragment, "hx-get" in fragment) == (False, True, False)
    turid.post(page("use_streets", given.pk))
    assert "© OpenStreetMap (ODbL)" in read(turid)
    cut_drive_into_turfs(drive=drive)
    shown = turid.get(page("drive", drive.pk)).content.decode()
    assert "Målt langs gatene i elvegata.osm.pbf" in shown
    assert "© OpenStreetMap (ODbL)" in shown
    paper = PdfReader(BytesIO(turid.get(page("walk_list", drive.pk, 1)).content))
    assert "© OpenStreetMap (ODbL)" in paper.pages[0].extract_text()
    kinds = {each["properties"]["kind"] for each in turid.get(page("drive_map", drive.pk)).json()["features"]}
    assert kinds == {"street", "route", "address"}
    assert '<form class="form" method="post" novalidate enctype' in read(turid), "a newer file goes to the page itself"
    turid.post(page("remove_streets", given.pk))
    assert "Ingen gater" in read(turid)


def test_files_that_cannot_be_used_say_why_and_what_to_do(
    turid: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert send(turid, "kart.zip", b"kart")[0] == 422
    send(turid, "kart.osm.pbf", b"Ikke et kart")
    read_street_map(street_map_id=StreetMap.objects.get().pk)
    assert "Last ned fila på nytt" in read(turid)
    monkeypatch.setattr(files, "LARGEST_UPLOAD", 10)
    status, text = send(turid, "s.osm.pbf", write_elvegata(tmp_path / "s.osm.pbf").read_bytes())
    assert (status, "større enn 500 MB" in text) == (422, True)


def test_a_step_that_somebody_else_has_taken_is_told(turid: Client, party: Party) -> None:
    given = StreetMap.objects.create(unit=party.branch, file_name="s.osm.pbf")
    answer = turid.post(page("use_streets", given.pk), follow=True).content.decode()
    assert "Noen har alt gått videre" in answer
    assert StreetMap.objects.get().status == "checking"
