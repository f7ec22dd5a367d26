from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from gjennomslag.canvass.jobs import order_drive
from gjennomslag.canvass.models import Drive
from tests.canvass.street import make_drive
from tests.party import Party


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


@pytest.fixture
def drive(party: Party) -> Drive:
    return make_drive(party.branch, houses=12, doors_per_turf=4)


def where(drive: Drive, name: str = "places") -> str:
    return reverse(f"canvass:{name}", args=["lillevik", drive.pk])


def test_an_address_or_a_point_on_the_map_is_taken_and_shown(turid: Client, drive: Drive) -> None:
    form = {"start": "elvegata 3", "meeting": "Punkt på kartet", "meeting_at": "11.3199331,60.8348151"}
    page = turid.post(where(drive), form, follow=True).content.decode()
    drive.refresh_from_db()
    assert (drive.start_name, drive.start) == ("Elvegata 3", (300_030.0, 6_750_000.0))
    assert [round(axis) for axis in drive.meeting or ()] == [300_000, 6_750_000]
    assert "Vi regner ut" in page
    order_drive(drive_id=drive.pk)
    assert "Turene starter ved Elvegata 3." in turid.get(where(drive, "drive")).content.decode()
    kinds = [each["properties"]["kind"] for each in turid.get(where(drive, "drive_map")).json()["features"]]
    assert (kinds.count("start"), kinds.count("meeting")) == (1, 1)


def test_another_address_goes_before_the_point_that_was_there(turid: Client, drive: Drive) -> None:
    turid.post(where(drive), {"start": "Elvegata 3"})
    order_drive(drive_id=drive.pk)
    at = turid.get(where(drive)).context["form"].initial["start_at"]
    turid.post(where(drive), {"start": "Elvegata 5", "start_at": at})
    drive.refresh_from_db()
    assert (drive.start_name, drive.start) == ("Elvegata 5", (300_050.0, 6_750_000.0))
    order_drive(drive_id=drive.pk)
    turid.post(where(drive), {"start": "", "start_at": at})
    drive.refresh_from_db()
    assert drive.start is None


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"start": "Elvegata 1"}, ""),
        ({"start": "Elvegata"}, "Skriv en av dem helt ut"),
        ({"meeting": "Storgata 1"}, "kjenner ingen slik adresse"),
        ({"start": "Her", "start_at": "x"}, "Velg det på nytt"),
        ({"start": "Her", "start_at": "999,999"}, "Velg det på nytt"),
    ],
)
def test_what_is_not_one_place_is_asked_about(turid: Client, drive: Drive, form: dict[str, str], words: str) -> None:
    answer = turid.post(where(drive), form)
    assert answer.status_code == (422 if words else 302)
    assert words in answer.content.decode()


def test_addresses_are_offered_while_one_writes(turid: Client, drive: Drive, party: Party) -> None:
    found = turid.get(where(drive, "find_places"), {"start": "elvegata 1"}).content.decode()
    assert [found.count(f'"Elvegata {number}"') for number in (1, 10, 2)] == [1, 0, 0]
    several = turid.get(where(drive, "find_places"), {"meeting": "elve"}).content.decode()
    assert several.count("<option") == 8
    assert turid.get(where(drive, "find_places"), {"start": "e"}).content.decode().strip() == ""
    assert turid.get(where(drive, "find_places")).status_code == 204
