from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gjennomslag.algorithms.routes import Pace
from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.models import Turf
from gjennomslag.canvass.services.paces import set_pace
from gjennomslag.canvass.services.visits import record_visit
from gjennomslag.core import clock
from gjennomslag.core.display import NO_BREAK_SPACE
from tests.canvass.street import doors_of, make_address, make_area, make_drive, make_street
from tests.party import Party

PAGE = "/units/lillevik/areas/"


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


def test_the_whole_municipality_in_afternoons(turid: Client, party: Party) -> None:
    make_street(200)
    usual = turid.get(PAGE).context
    assert (usual["total"].doors, usual["outings"], usual["afternoons"]) == (200, 3, 1)
    for hours in ("0.5", "0,5"):
        slower = turid.get(PAGE, {"pairs": "1", "hours": hours}).context
        assert slower["outings"] == slower["afternoons"] == len(slower["picture"].squares) > 10


def test_what_is_not_said_of_the_crew_is_as_usual(turid: Client, party: Party) -> None:
    make_street(8)
    answer = turid.get(PAGE, {"hours": "2,5"})
    assert (answer.status_code, answer.context["crew"]) == (200, {"pairs": 4, "hours": Decimal("2.5")})
    assert "1 ettermiddag igjen med 4 par hver gang" in answer.content.decode()


def test_what_is_left_is_counted_and_an_area_shows_how_much_of_it_is_done(turid: Client, party: Party) -> None:
    make_drive(party.branch)
    doors = doors_of(Turf.objects.earliest("number"))
    before = turid.get(PAGE).context
    for door in doors[:2]:
        record_visit(turf=Turf.objects.earliest("number"), door_id=door, state=DoorState.DONE, day=clock.today())
    page = turid.get(PAGE)
    ((area, left),) = page.context["rows"]
    assert (area.left, left.doors, page.context["total"].doors, page.context["doors"]) == (6, 6, 6, 8)
    assert left.minutes == before["total"].minutes * 6 / 8
    assert "6 av 8 dører gjenstår" in page.content.decode()
    (shown,) = turid.get(f"{PAGE}map.geojson").json()["features"]
    assert "25 % av dørene det siste året" in shown["properties"]["label"].replace(NO_BREAK_SPACE, " ")


def test_a_county_says_where_there_are_addresses_and_counts_as_the_branch_does(turid: Client, party: Party) -> None:
    make_street(40)
    set_pace(unit=party.branch, pace=Pace(50, 10, 1), by=party.turid)
    own = turid.get(PAGE)
    above = Client()
    above.force_login(party.secretary)
    page = above.get(f"/units/{party.country.code}/areas/")
    assert page.context["total"] == own.context["total"]
    assert own.context["counted"] is None
    assert "i 1 av 2 kommuner" in page.content.decode()
    assert "Regnet med: Elverum." in page.content.decode()


def test_a_crew_of_nobody_is_refused_and_the_usual_one_shown(turid: Client, party: Party) -> None:
    make_street(8)
    answer = turid.get(PAGE, {"pairs": "0", "hours": "3"})
    assert (answer.status_code, answer.context["afternoons"]) == (422, 1)


def test_without_addresses_one_is_told_to_fetch_them(turid: Client, party: Party) -> None:
    assert "Først adressene" in turid.get(PAGE).content.decode()


def test_the_area_visited_longest_ago_is_suggested_and_can_be_started(turid: Client, party: Party) -> None:
    make_drive(party.branch)
    make_address(31, area=make_area("34200102", "Haugen"))
    turf = Turf.objects.earliest("number")
    record_visit(turf=turf, door_id=doors_of(turf)[0], state=DoorState.DONE, day=clock.today())
    page = turid.get(PAGE)
    assert [each.area.name for each in page.context["suggested"]] == ["Haugen"]
    assert {each.area.name: each.visited for each, _ in page.context["rows"]} == {
        "Elvesvingen": "begun",
        "Haugen": "never",
    }
    assert {each.area.name for each, _ in page.context["outlines"]} == {"Elvesvingen", "Haugen"}
    assert (page.context["suggested_work"].doors, page.context["suggested_afternoons"]) == (1, 1)
    shown = turid.get(f"{PAGE}map.geojson").json()["features"]
    assert {
        each["properties"]["name"]: (each["properties"]["visited"], each["properties"]["lately"]) for each in shown
    } == {
        "Elvesvingen": ("begun", True),
        "Haugen": ("never", False),
    }
    assert "Tykk kant: denne måneden" in page.content.decode()
    assert all(58 < north < 72 for each in shown for _, north in each["geometry"]["coordinates"][0])
    form = turid.get("/units/lillevik/drives/new/?area=34200102&pairs=2&hours=2.5").context["form"]
    assert (form.initial["pairs"], form.initial["hours"]) == (2, Decimal("2.5"))
    assert "?area=34200102&amp;pairs=4&amp;hours=3" in page.content.decode()
    assert form.initial["basic_units"] == ["34200102"]
    assert ("34200102", "Haugen (1 dør, aldri besøkt)") in form.fields["basic_units"].choices


def test_query_count_does_not_grow_with_areas(turid: Client, party: Party) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert turid.get(PAGE).status_code == 200
        return len(captured)

    make_street(4)
    with_one = queries()
    for number in range(5):
        make_address(number + 10, area=make_area(f"3420020{number}", f"Område {number}"))
    assert queries() == with_one
