from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from gjennomslag.algorithms.routes import Pace
from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.models import Drive, Outing, Turf
from gjennomslag.canvass.queries.paces import pace_in
from gjennomslag.canvass.services.visits import record_visit
from tests.canvass.street import DAY, doors_of, make_drive
from tests.party import Party


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


@pytest.fixture
def walked(party: Party) -> Drive:
    drive = make_drive(party.branch)
    turf = Turf.objects.get(drive=drive, number=1)
    for door in doors_of(turf):
        record_visit(turf=turf, door_id=door, state=DoorState.NO_ANSWER, day=DAY)
    return drive


def test_setting_the_pace(turid: Client, party: Party) -> None:
    page = reverse("canvass:pace", args=["lillevik"])
    assert "Ingenting er målt ennå" in turid.get(page).content.decode()
    assert 'name="minutes_per_door" value="1,5"' in turid.get(page).content.decode()
    answer = turid.post(page, {"minutes_per_door": "2", "minutes_per_floor": "0,5", "metres_per_minute": "60"})
    assert answer.headers["Location"] == page
    assert pace_in(party.branch).pace == Pace(60, 2, 0.5)


@pytest.mark.parametrize(
    "change",
    [{"minutes_per_door": "0"}, {"minutes_per_floor": "-1"}, {"metres_per_minute": "5"}, {"metres_per_minute": ""}],
)
def test_an_impossible_pace_is_refused_at_its_field(turid: Client, party: Party, change: dict[str, str]) -> None:
    form = {"minutes_per_door": "2", "minutes_per_floor": "0.5", "metres_per_minute": "60"} | change
    answer = turid.post(reverse("canvass:pace", args=["lillevik"]), form)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(change)
    assert pace_in(party.branch).pace == Pace()


def test_closing_asks_for_the_hours_of_the_turfs_that_were_walked(turid: Client, walked: Drive) -> None:
    form = turid.get(reverse("canvass:close", args=["lillevik", walked.pk])).context["form"]
    assert list(form.fields) == ["turf-1"]
    assert "4 dører" in form.fields["turf-1"].help_text


def test_closing_with_hours_measures_the_pace_and_says_so(turid: Client, walked: Drive) -> None:
    answer = turid.post(reverse("canvass:close", args=["lillevik", walked.pk]), {"turf-1": "0,5"}, follow=True)
    walked.refresh_from_db()
    assert walked.closed_on is not None
    assert Outing.objects.get().minutes == 30
    text = answer.content.decode()
    assert "min per dør, målt på 1 aksjon" in text
    assert "var ute i 30" in text


def test_hours_that_are_none_keep_the_drive_open(turid: Client, walked: Drive) -> None:
    answer = turid.post(reverse("canvass:close", args=["lillevik", walked.pk]), {"turf-1": "lenge"})
    walked.refresh_from_db()
    assert (answer.status_code, walked.closed_on, Outing.objects.count()) == (422, None, 0)


def test_a_closed_drive_is_not_closed_again(turid: Client, walked: Drive) -> None:
    page = reverse("canvass:close", args=["lillevik", walked.pk])
    turid.post(page)
    assert turid.get(page).headers["Location"] == reverse("canvass:drive", args=["lillevik", walked.pk])
    turid.post(page, {"turf-1": "2"})
    assert Outing.objects.count() == 0


def test_hours_far_from_what_was_expected_are_asked_about_once(turid: Client, walked: Drive) -> None:
    page = reverse("canvass:close", args=["lillevik", walked.pk])
    asked = turid.post(page, {"turf-1": "25"})
    walked.refresh_from_db()
    assert (asked.status_code, walked.closed_on, Outing.objects.count()) == (422, None, 0)
    assert list(asked.context["form"].errors) == ["turf-1"]
    assert 'name="sure"' in asked.content.decode()
    turid.post(page, {"turf-1": "25", "sure": "on"})
    walked.refresh_from_db()
    assert (walked.closed_on is not None, Outing.objects.get().minutes) == (True, 1500)


def test_the_tick_stays_while_something_else_is_corrected(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch, houses=8, doors_per_turf=4)
    for turf in Turf.objects.filter(drive=drive):
        record_visit(turf=turf, door_id=doors_of(turf)[0], state=DoorState.NO_ANSWER, day=DAY)
    page = reverse("canvass:close", args=["lillevik", drive.pk])
    form = turid.post(page, {"turf-1": "99", "turf-2": "abc", "sure": "on"}).context["form"]
    assert (list(form.errors), form["sure"].value()) == (["turf-2"], True)
    turid.post(page, {"turf-1": "99", "turf-2": "0,1", "sure": "on"})
    assert list(Outing.objects.order_by("turf_number").values_list("minutes", flat=True)) == [5940, 6]


def test_hours_are_corrected_and_taken_away_when_the_drive_is_closed(turid: Client, walked: Drive) -> None:
    drive = ["lillevik", walked.pk]
    page = reverse("canvass:hours", args=drive)
    assert turid.get(page).headers["Location"] == reverse("canvass:close", args=drive)
    turid.post(reverse("canvass:close", args=drive), {"turf-1": "0,5"})
    assert page in turid.get(reverse("canvass:summary", args=drive)).content.decode()
    assert page in turid.get(reverse("canvass:pace", args=["lillevik"])).content.decode()
    assert 'value="0,5"' in turid.get(page).content.decode()
    slow = pace_in(walked.unit).pace
    turid.post(page, {"turf-1": "0,1"})
    assert Outing.objects.get().minutes == 6
    assert pace_in(walked.unit).pace.minutes_per_door < slow.minutes_per_door
    assert turid.post(page, {"turf-1": ""}).headers["Location"] == reverse("canvass:summary", args=drive)
    assert (Outing.objects.count(), pace_in(walked.unit).pace) == (0, Pace())


def test_a_drive_says_the_pace_it_was_cut_with_and_gives_no_advice_once_closed(turid: Client, walked: Drive) -> None:
    page = reverse("canvass:drive", args=["lillevik", walked.pk])
    Turf.objects.filter(drive=walked).update(minutes=600)
    open_page = turid.get(page).content.decode()
    assert "La to par dele" in open_page
    turid.post(reverse("canvass:close", args=["lillevik", walked.pk]), {"turf-1": "0,5"})
    closed = turid.get(page).content.decode()
    assert pace_in(walked.unit).pace.minutes_per_door > 1.6
    assert "Regnet med 1,5 min per dør" in closed
    assert "La to par dele" not in closed
