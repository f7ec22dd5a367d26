from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gjennomslag.canvass.models import UnitBarriers
from tests.canvass.services.test_barriers import MIDDLE_OF_THE_STREET
from tests.canvass.street import make_drive
from tests.party import Party


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


def send(client: Client, content: bytes, name: str = "elver.geojson", **more: str) -> tuple[int, str]:
    """Upload the file and return the status and the page one comes to."""
    address = reverse("canvass:barriers", args=["lillevik"])
    answer = client.post(address, {"file": SimpleUploadedFile(name, content)} | more, follow=True)
    return answer.status_code, answer.content.decode()


def test_importing_and_removing(turid: Client, party: Party) -> None:
    assert "Bare adressene" in turid.get(reverse("canvass:barriers", args=["lillevik"])).content.decode()
    status, page = send(turid, MIDDLE_OF_THE_STREET.encode())
    assert (status, UnitBarriers.objects.get().unit) == (200, party.branch)
    assert "1 linje er importert" in page
    assert "elver.geojson" in page
    drive = make_drive(party.branch)
    assert "elver.geojson" in turid.get(reverse("canvass:drive", args=["lillevik", drive.pk])).content.decode()
    turid.post(reverse("canvass:remove_barriers", args=["lillevik"]))
    assert UnitBarriers.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"en elv", "Dette er ikke GeoJSON"),
        (b"\xff\xfe", "Dette er ikke GeoJSON"),
        (b'{"type": "Point", "coordinates": [11, 60]}', "ingen linjer"),
        (b'{"type": "LineString", "coordinates": [[300000, 6750000], [300001, 6750000]]}', "ikke i grader"),
        (b'{"type": "LineString", "coordinates": [[5.3, 60.39], [5.34, 60.4]]}', "Ingen av linjene ligger der dere er"),
        (b'{"type": "LineString", "coordinates": [[60.8, 11.5], [60.9, 11.5]]}', "utenfor Norge"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_at_its_field(
    turid: Client, party: Party, content: bytes, words: str
) -> None:
    status, page = send(turid, content)
    assert (status, UnitBarriers.objects.count()) == (422, 0)
    assert words in page


def test_the_map_shows_the_barriers_near_the_turfs(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    send(turid, MIDDLE_OF_THE_STREET.encode())
    data = turid.get(reverse("canvass:drive_map", args=["lillevik", drive.pk])).json()
    lines = [each for each in data["features"] if each["properties"] == {"kind": "barrier"}]
    assert [(each["geometry"]["type"], len(each["geometry"]["coordinates"])) for each in lines] == [("LineString", 2)]
    assert all(
        10 < longitude < 13 and 60 < latitude < 62 for longitude, latitude in lines[0]["geometry"]["coordinates"]
    )


def test_lines_that_are_there_are_replaced_only_where_that_is_meant(turid: Client, party: Party) -> None:
    send(turid, MIDDLE_OF_THE_STREET.encode())
    status, page = send(turid, MIDDLE_OF_THE_STREET.encode(), "ny.geojson")
    assert (status, "Kryss av for at linjene dere har, skal byttes ut" in page) == (422, True)
    assert UnitBarriers.objects.get().file_name == "elver.geojson"
    status, page = send(turid, MIDDLE_OF_THE_STREET.encode(), "ny.geojson", replace="on")
    assert (status, UnitBarriers.objects.get().file_name) == (200, "ny.geojson")


def test_lines_left_out_are_counted(turid: Client, party: Party) -> None:
    here = json.loads(MIDDLE_OF_THE_STREET)["coordinates"]
    both = {"type": "MultiLineString", "coordinates": [here, [[5.3, 60.39], [5.34, 60.4]]]}
    page = send(turid, json.dumps(both).encode())[1]
    assert "1 linje er importert. 1 linje ligger et annet sted og er ikke med." in page
