from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from gjennomslag.canvass.models import Drive, TurfLink
from gjennomslag.canvass.rules import link_is_running
from gjennomslag.canvass.services.turfs import cut_drive_into_turfs
from gjennomslag.voices.models import Collection
from gjennomslag.voices.services import install_themes
from tests.canvass.street import CENTRE, make_address, make_area, make_drive, make_street
from tests.party import Party


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


def test_without_addresses_one_is_told_to_fetch_them(turid: Client, party: Party) -> None:
    for page in ("canvass:drives", "canvass:new_drive"):
        assert "Først adressene" in turid.get(reverse(page, args=["lillevik"])).content.decode()


def test_starting_a_drive_asks_for_its_turfs(turid: Client, party: Party) -> None:
    make_street(8)
    form = {
        "title": "Høstdrive",
        "starts_on": "2026-09-01",
        "ends_on": "2026-09-30",
        "basic_units": [CENTRE],
        "hours": "3.0",
        "doors_per_turf": "4",
    }
    answer = turid.post(reverse("canvass:new_drive", args=["lillevik"]), form)
    drive = Drive.objects.get()
    assert answer.headers["Location"] == reverse("canvass:drive", args=["lillevik", drive.pk])
    assert (drive.title, drive.unit, drive.cutting, drive.basic_units) == (
        "Høstdrive",
        party.branch,
        "waiting",
        [CENTRE],
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"doors_per_turf": "0"}, "doors_per_turf"),
        ({"hours": "0.2"}, "hours"),
        ({"pairs": "0"}, "pairs"),
        ({"ends_on": "2026-08-01"}, "ends_on"),
        ({"basic_units": []}, "basic_units"),
        ({"basic_units": ["99999999"]}, "basic_units"),
        ({"title": ""}, "title"),
        ({"starts_on": "i morgen"}, "starts_on"),
    ],
)
def test_a_faulty_drive_is_refused_at_its_field(
    turid: Client, party: Party, change: dict[str, object], field: str
) -> None:
    make_street(8)
    form = {
        "title": "Høstdrive",
        "starts_on": "2026-09-01",
        "ends_on": "2026-09-30",
        "basic_units": [CENTRE],
        "hours": "3.0",
        "doors_per_turf": "4",
    }
    answer = turid.post(reverse("canvass:new_drive", args=["lillevik"]), form | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Drive.objects.count() == 0


def test_a_question_needs_fifty_households(turid: Client, party: Party) -> None:
    question = install_themes(unit=party.country, by=None)
    make_street(49)
    form = {
        "title": "Høstdrive",
        "starts_on": "2026-09-01",
        "ends_on": "2026-09-30",
        "basic_units": [CENTRE],
        "hours": "3.0",
        "doors_per_turf": "10",
        "question": str(question.pk),
    }
    answer = turid.post(reverse("canvass:new_drive", args=["lillevik"]), form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["question"])
    assert (Drive.objects.count(), Collection.objects.count()) == (0, 0)
    make_address(50)
    assert turid.post(reverse("canvass:new_drive", args=["lillevik"]), form).status_code == 302
    collection = Drive.objects.get().collection
    assert collection is not None
    assert (collection.question, collection.title) == (question, "Høstdrive")


def test_areas_outside_the_branch_are_not_offered(turid: Client, party: Party) -> None:
    make_street(3)
    make_address(9, area=make_area("42040101", "Sentrum"))
    form = turid.get(reverse("canvass:new_drive", args=["lillevik"])).context["form"]
    assert form.fields["basic_units"].choices == [(CENTRE, "Elvesvingen (3 dører, aldri besøkt)")]


def test_the_map_has_a_point_an_address_and_a_line_a_turf(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch, houses=8, doors_per_turf=4)
    data = turid.get(reverse("canvass:drive_map", args=["lillevik", drive.pk])).json()
    kinds = [feature["properties"]["kind"] for feature in data["features"]]
    assert (kinds.count("address"), kinds.count("route")) == (8, 2)
    first = next(f["properties"] for f in data["features"] if f["properties"]["kind"] == "address")
    assert sorted(first) == ["doors", "kind", "label", "order", "turf"]


def test_handing_out_shows_the_link_and_taking_back_stops_it(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    turf = ["lillevik", drive.pk, 1]
    turid.post(reverse("canvass:turf_hand_out", args=turf))
    page = turid.get(reverse("canvass:turf", args=turf))
    assert page.context["walk_address"].startswith("http://testserver/walk/")
    assert "<svg" in page.context["qr"]
    assert Client().get(page.context["walk_address"]).status_code == 302
    turid.post(reverse("canvass:turf_take_back", args=turf))
    assert Client().get(page.context["walk_address"]).status_code == 410
    assert TurfLink.objects.filter(expires_at__gt=timezone.now()).count() == 0


def test_a_turf_that_is_held_is_extended_and_one_that_is_not_is_not(turid: Client, party: Party) -> None:
    turf = ["lillevik", make_drive(party.branch).pk, 1]
    turid.post(reverse("canvass:turf_extend", args=turf))
    assert TurfLink.objects.count() == 0
    turid.post(reverse("canvass:turf_hand_out", args=turf))
    end = timezone.now() + timedelta(days=30)
    TurfLink.objects.update(expires_at=end)
    turid.post(reverse("canvass:turf_extend", args=turf))
    assert TurfLink.objects.get().expires_at == end + timedelta(days=2)


def test_a_lost_phone_is_shut_out(turid: Client, party: Party) -> None:
    turf = ["lillevik", make_drive(party.branch).pk, 1]
    turid.post(reverse("canvass:turf_hand_out", args=turf))
    turid.post(reverse("canvass:turf_revoke", args=turf))
    link = TurfLink.objects.get()
    assert link.revoked_at is not None
    assert not link_is_running(link, timezone.now())


def test_closing_a_drive(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    turid.post(reverse("canvass:close", args=["lillevik", drive.pk]))
    drive.refresh_from_db()
    assert drive.closed_on is not None


def test_a_closed_drive_without_turfs_has_its_summary_to_show(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    page = reverse("canvass:drive", args=["lillevik", drive.pk])
    turid.post(reverse("canvass:close", args=["lillevik", drive.pk]))
    assert turid.get(page).status_code == 200
    drive.turfs.all().delete()
    assertRedirects(turid.get(page), reverse("canvass:summary", args=["lillevik", drive.pk]))


def test_query_counts_do_not_grow_with_drives_and_turfs(turid: Client, party: Party) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert turid.get(address).status_code == 200
        return len(captured)

    drive = make_drive(party.branch, houses=8, doors_per_turf=8)
    pages = [
        reverse("canvass:drives", args=["lillevik"]),
        reverse("canvass:drive", args=["lillevik", drive.pk]),
        reverse("canvass:turf", args=["lillevik", drive.pk, 1]),
    ]
    with_one = [queries(page) for page in pages]
    for _ in range(2):
        make_drive(party.branch)
    drive.doors_per_turf = 2
    cut_drive_into_turfs(drive=drive)
    assert [queries(page) for page in pages] == with_one
