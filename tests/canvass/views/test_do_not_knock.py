"""Wishes not to be knocked on, two years later."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gjennomslag.canvass.models import Door
from gjennomslag.canvass.rules import last_day_to_review
from gjennomslag.core import clock
from tests.canvass.street import make_address, make_area
from tests.party import Party


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


def marked(number: int, day: date, area: str = "34200101") -> Door:
    address = make_address(number, area=make_area(area))
    address.doors.update(do_not_knock_on=day)
    return address.doors.get()


def old() -> date:
    return last_day_to_review(clock.today())


@pytest.mark.parametrize(
    ("day", "limit"),
    [
        (date(2026, 11, 23), date(2024, 11, 23)),
        (date(2028, 2, 29), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2024, 2, 28)),
        (date(2026, 12, 31), date(2024, 12, 31)),
    ],
)
def test_two_years_are_two_years(day: date, limit: date) -> None:
    assert last_day_to_review(day) == limit


def test_only_wishes_that_are_two_years_old_are_looked_at_again(turid: Client, party: Party) -> None:
    marked(1, old())
    marked(2, clock.today())
    marked(3, old(), area="42040101")
    text = turid.get(reverse("canvass:wishes", args=["lillevik"])).content.decode()
    assert "Ved 2 dører har noen bedt oss om ikke å banke på." in text
    assert "Elvegata 1" in text
    assert "Elvegata 2" not in text
    assert "Elvegata 3" not in text


def test_a_wish_is_kept_for_two_more_years_or_lifted(turid: Client, party: Party) -> None:
    kept, lifted = marked(1, old()), marked(2, old())
    for door, decision in ((kept, "keep"), (lifted, "lift")):
        turid.post(reverse("canvass:review_wish", args=["lillevik", door.pk]), {"decision": decision})
    assert Door.objects.get(pk=kept.pk).do_not_knock_on == clock.today()
    assert Door.objects.get(pk=lifted.pk).do_not_knock_on is None
    assert "Ingenting å se på nå" in turid.get(reverse("canvass:wishes", args=["lillevik"])).content.decode()


def test_a_door_elsewhere_or_without_a_wish_is_not_there(turid: Client, party: Party) -> None:
    elsewhere, unmarked = marked(1, old(), area="42040101"), make_address(2).doors.get()
    for door in (elsewhere, unmarked):
        answer = turid.post(reverse("canvass:review_wish", args=["lillevik", door.pk]), {"decision": "lift"})
        assert answer.status_code == 404
    assert Door.objects.get(pk=elsewhere.pk).do_not_knock_on == old()


def test_a_new_wish_is_found_by_its_address_and_lifted(turid: Client, party: Party) -> None:
    mistake, other = marked(1, clock.today()), marked(12, clock.today())
    marked(3, clock.today(), area="42040101")
    where = reverse("canvass:wishes", args=["lillevik"])
    page = turid.post(where, {"address": " elvegata  1 "})
    assert page.context["found"] == [mistake, other]
    turid.post(reverse("canvass:review_wish", args=["lillevik", mistake.pk]), {"decision": "lift"})
    assert Door.objects.get(pk=mistake.pk).do_not_knock_on is None
    assert turid.post(where, {"address": "elvegata 1"}).context["found"] == [other]


def test_nothing_is_found_by_nothing_or_where_nobody_asked(turid: Client, party: Party) -> None:
    marked(1, clock.today())
    where = reverse("canvass:wishes", args=["lillevik"])
    assert turid.get(where).context["found"] is None
    too_short = turid.post(where, {"address": "e"})
    assert (too_short.status_code, too_short.context["found"]) == (422, None)
    nowhere = turid.post(where, {"address": "Solbakken"})
    assert nowhere.context["found"] == []
    assert "Ingen har bedt oss om ikke å banke på ved en adresse som begynner slik." in nowhere.content.decode()


def test_the_list_takes_the_same_number_of_queries_however_long(turid: Client, party: Party) -> None:
    where = reverse("canvass:wishes", args=["lillevik"])
    marked(1, old())
    turid.get(where)
    with CaptureQueriesContext(connection) as one:
        turid.get(where)
    for number in (2, 3):
        marked(number, old())
    with CaptureQueriesContext(connection) as three:
        turid.get(where)
    assert len(three) == len(one)
