from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from gjennomslag.canvass.models import Drive, TurfLink
from gjennomslag.canvass.rules import link_is_running
from gjennomslag.canvass.services.drives import close_drive, start_drive
from gjennomslag.canvass.services.turfs import cut_drive_into_turfs
from gjennomslag.core import clock
from gjennomslag.voices.models import Collection
from gjennomslag.voices.services import install_themes
from tests.canvass.out import phone_out
from tests.canvass.street import CENTRE, DAY, make_address, make_area, make_drive, make_street
from tests.canvass.views.test_shifts import coming, make_shift
from tests.party import Party

DAYS = {"starts_on": str(clock.today()), "ends_on": str(clock.today() + timedelta(days=20))}


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
        **DAYS,
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
        ({"hours": "9999"}, "hours"),
        ({"pairs": "0"}, "pairs"),
        ({"ends_on": str(clock.today() - timedelta(days=1))}, "ends_on"),
        ({"starts_on": "1999-01-01", "ends_on": "1999-01-02"}, "ends_on"),
        ({"ends_on": str(clock.today() + timedelta(days=184))}, "ends_on"),
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
        **DAYS,
        "basic_units": [CENTRE],
        "hours": "3.0",
        "doors_per_turf": "4",
    }
    answer = turid.post(reverse("canvass:new_drive", args=["lillevik"]), form | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Drive.objects.count() == 0


def test_too_many_hours_are_told_from_how_many_there_may_be(turid: Client, party: Party) -> None:
    make_street(8)
    page = turid.post(reverse("canvass:new_drive", args=["lillevik"]), {"hours": "9999", "pairs": "4"}).content.decode()
    assert ("mindre enn eller lik 12" in page, "tall totalt" in page) == (True, False)


def test_a_question_needs_fifty_households(turid: Client, party: Party) -> None:
    question = install_themes(unit=party.country, by=None)
    make_street(49)
    form = {
        "title": "Høstdrive",
        **DAYS,
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


def test_nothing_is_handed_out_in_a_closed_drive(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    turf = ["lillevik", drive.pk, 1]
    turid.post(reverse("canvass:turf_hand_out", args=turf))
    until = TurfLink.objects.get().expires_at
    close_drive(drive=drive, on=clock.today(), by=party.turid)
    for name in ("canvass:turf", "canvass:turf_code"):
        page = turid.get(reverse(name, args=turf))
        assert (page.context["link"], page.context["qr"]) == (None, "")
        text = page.content.decode()
        assert ("Aksjonen er avsluttet." in text, "Gi to dager til" in text) == (True, False)
    rows = turid.get(reverse("canvass:drive", args=turf[:2])).context["rows"]
    assert {row.handed_out for row in rows} == {False}
    said = turid.post(reverse("canvass:turf_extend", args=turf), follow=True)
    assert [str(each) for each in said.context["messages"]] == ["Aksjonen er avsluttet."]
    assert TurfLink.objects.get().expires_at == until


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


def test_a_new_drive_lasts_some_weeks_and_a_pair_three_hours(turid: Client, party: Party) -> None:
    make_street(3)
    form = turid.get(reverse("canvass:new_drive", args=["lillevik"])).context["form"]
    assert form["ends_on"].value() - form["starts_on"].value() == timedelta(weeks=3)
    assert form["hours"].value() == 3


def change(turid: Client, drive: Drive, values: dict[str, object]) -> Any:
    """Send the form of a changed drive as its page has it, with these values instead."""
    where = reverse("canvass:change_drive", args=["lillevik", drive.pk])
    form = turid.get(where).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    answer = turid.post(where, {name: value for name, value in (shown | values).items() if value not in (None, False)})
    drive.refresh_from_db()
    return answer


def test_a_drive_is_changed_and_its_question_while_nobody_has_begun(turid: Client, party: Party) -> None:
    question = install_themes(unit=party.country, by=None)
    drive = make_drive(party.branch, houses=50, doors_per_turf=10)
    turfs = drive.turfs.count()
    answer = change(
        turid,
        drive,
        {"title": "Julerunden", **DAYS, "pairs": 3, "hours": "2.5", "introduction": "Hei", "question": question.pk},
    )
    assert answer.headers["Location"] == reverse("canvass:drive", args=["lillevik", drive.pk])
    assert (drive.title, str(drive.ends_on), drive.pairs, drive.seconds, drive.introduction, drive.question) == (
        "Julerunden",
        DAYS["ends_on"],
        3,
        9000,
        "Hei",
        question,
    )
    assert (drive.turfs.count(), drive.basic_units) == (turfs, [CENTRE])
    change(turid, drive, {"title": "Nyttårsrunden", "starts_on": str(clock.today() - timedelta(days=7))})
    collection = Collection.objects.get()
    assert (collection.title, collection.opened_on) == ("Nyttårsrunden", drive.starts_on)
    change(turid, drive, {"question": ""})
    assert (drive.question, Collection.objects.count()) == (None, 0)


def test_the_question_stays_once_somebody_has_begun(turid: Client, party: Party) -> None:
    question = install_themes(unit=party.country, by=None)
    drive = make_drive(party.branch, houses=50, doors_per_turf=10, question=question)
    phone_out(drive, party.turid)
    change(turid, drive, {"title": "Julerunden", "question": ""})
    assert (drive.title, drive.question) == ("Julerunden", question)


def test_what_is_noted_at_doors_is_not_kept_longer_by_moving_the_days(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    began = clock.today() - timedelta(days=100)
    Drive.objects.update(starts_on=began, ends_on=clock.today())
    phone_out(drive, party.turid)
    drive.refresh_from_db()
    moved: dict[str, object] = {"starts_on": str(clock.today()), "ends_on": str(began + timedelta(days=183))}
    assert change(turid, drive, moved).status_code == 302
    assert (drive.starts_on, drive.ends_on) == (began, began + timedelta(days=183))
    assert change(turid, drive, moved | {"ends_on": str(began + timedelta(days=184))}).status_code == 422
    assert drive.ends_on == began + timedelta(days=183)


def test_a_drive_that_is_over_cannot_be_moved_into_the_past(turid: Client, party: Party) -> None:
    """Its last day may stay as it is; a day long ago would have its visits deleted."""
    make_street(3)
    today = clock.today()
    drive = start_drive(
        unit=party.branch,
        title="Forrige uke",
        starts_on=today - timedelta(days=9),
        ends_on=today - timedelta(days=2),
        basic_units=[CENTRE],
        by=party.turid,
    )
    assert change(turid, drive, {"title": "Denne uka"}).status_code == 302
    assert change(turid, drive, {"ends_on": str(today - timedelta(days=3))}).status_code == 422
    assert (drive.title, drive.ends_on) == ("Denne uka", today - timedelta(days=2))


def test_a_drive_in_which_nobody_has_begun_is_deleted(turid: Client, party: Party) -> None:
    question = install_themes(unit=party.country, by=None)
    drive = make_drive(party.branch, houses=50, doors_per_turf=10, question=question)
    assert "Slett aksjonen" in turid.get(reverse("canvass:change_drive", args=["lillevik", drive.pk])).content.decode()
    answer = turid.post(reverse("canvass:delete_drive", args=["lillevik", drive.pk]), follow=True)
    assert "er slettet" in answer.content.decode()
    assert (Drive.objects.count(), Collection.objects.count()) == (0, 0)


def test_a_drive_with_a_phone_out_or_people_signed_up_is_not_deleted(turid: Client, party: Party) -> None:
    walked = make_drive(party.branch, houses=8, doors_per_turf=4)
    phone_out(walked, party.turid)
    promised = make_drive(party.branch)
    coming(make_shift(promised), "Kari", phone="90000001")
    for drive in (walked, promised):
        answer = turid.post(reverse("canvass:delete_drive", args=["lillevik", drive.pk]), follow=True)
        assert "Avslutt aksjonen i stedet" in answer.content.decode()
    assert Drive.objects.count() == 2
    page = turid.get(reverse("canvass:change_drive", args=["lillevik", walked.pk])).content.decode()
    assert "Slett aksjonen" not in page


def test_a_closed_drive_is_neither_changed_nor_deleted(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    close_drive(drive=drive, on=clock.today(), by=party.turid)
    change(turid, drive, {"title": "Noe annet", **DAYS})
    turid.post(reverse("canvass:delete_drive", args=["lillevik", drive.pk]))
    assert Drive.objects.get().title != "Noe annet"


def test_a_turf_that_is_gone_leads_to_its_drive(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    for name in ("canvass:turf", "canvass:turf_order", "canvass:turf_code", "canvass:type_in", "canvass:walk_list"):
        answer = turid.get(reverse(name, args=["lillevik", drive.pk, 77]), follow=True)
        assert answer.redirect_chain == [(reverse("canvass:drive", args=["lillevik", drive.pk]), 302)]
        assert "Rode 77 finnes ikke lenger" in answer.content.decode()
    assert turid.get(reverse("canvass:turf", args=["lillevik", drive.pk + 99, 1])).status_code == 404


def test_the_open_drives_of_branches_are_listed_above_for_those_who_may_see_them(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    close_drive(drive=make_drive(party.sibling), on=DAY, by=None)
    country = reverse("canvass:drives", args=[party.country.code])
    above = Client()
    above.force_login(party.secretary)
    page = above.get(country)
    assert [each for each, _ in page.context["below"]] == [drive]
    text = page.content.decode()
    assert "Ingen egne aksjoner" in text
    assert reverse("canvass:drive", args=["lillevik", drive.pk]) in text
    assert turid.get(reverse("canvass:drives", args=["lillevik"])).context["below"] == []
    assert turid.get(country).status_code == 404
