"""The list of representatives: who reads and who writes it, from the form to the page, and a person's own page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gjennomslag.core import clock
from gjennomslag.elected.choices import Body, PublicOffice
from gjennomslag.elected.models import Mandate
from gjennomslag.elections.choices import ElectionKind
from gjennomslag.elections.services import record_elections
from gjennomslag.organisation.models import Person, Unit
from tests.elected.sitting import seat, sit
from tests.party import Party, make_person

TODAY = date(2026, 11, 24)
FILLED = {
    "seat": "municipal_council:municipal_councillor",
    "people": "Mona Medlem\nOda Østby",
    "valid_from": "2023-10-01",
    "valid_until": "2027-09-30",
}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def seats(page: Any) -> list[tuple[str, list[str], list[str]]]:
    return [
        (group.where, [each.person.first_name for each in group.sitting], [each.title for each in group.alternates])
        for group in page.context["groups"]
    ]


def test_a_list_that_is_empty_says_what_to_do_to_those_who_can(party: Party) -> None:
    address = reverse("elected:unit", args=["lillevik"])
    assert reverse("elected:new", args=["lillevik"]) in client_of(party.turid).get(address).content.decode()
    page = client_of(party.member).get(address).content.decode()
    assert "Ingen folkevalgte er skrevet inn her" in page
    assert reverse("elected:new", args=["lillevik"]) not in page


def test_a_leader_writes_down_who_was_elected(party: Party) -> None:
    record_elections(elections=[(ElectionKind.LOCAL, date(2027, 9, 13))], by=None)
    client, address = client_of(party.turid), reverse("elected:new", args=["lillevik"])
    form = client.get(address).context["form"]
    # Only one municipality and no districts: nothing to ask about.
    assert list(form.fields) == ["seat", "people", "valid_from", "valid_until"]
    assert (form["valid_from"].value(), form["valid_until"].value()) == (date(2023, 10, 1), date(2027, 9, 30))
    assert client.post(address, FILLED).status_code == 302
    sit(party.turid, party.branch, seat(PublicOffice.MAYOR))
    sit(party.secretary, party.branch, seat(PublicOffice.ALTERNATE))
    sit(make_person("Gro Før", party.branch), party.branch, seat(first=date(2019, 10, 1), last=date(2023, 9, 30)))
    sit(party.turid, party.branch, seat(PublicOffice.MAYOR, first=date(2027, 10, 1), last=date(2031, 9, 30)))
    page = client.get(reverse("elected:unit", args=["lillevik"]))
    assert seats(page) == [("Elverum", ["Turid", "Mona", "Oda", "Turid"], ["Vararepresentant til kommunestyret"])]
    assert [each.person.first_name for each in page.context["earlier"]] == ["Gro"]


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"people": "Mona Medlem\nNils Ukjent"}, "people", "Nils Ukjent"),
        ({"people": "Turid Aasen"}, "people", "Turid Aasen står her fra før: Ordfører"),
        ({"valid_until": "2023-09-30"}, "valid_until", "slutter før"),
        ({"valid_until": "2207-09-30"}, "valid_until", "fem år"),
        ({"seat": "parliament:mp"}, "seat", "parliament:mp"),
        ({"seat": "county_council:mayor"}, "seat", "county_council:mayor"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    party: Party, wrong: dict[str, str], field: str, said: str
) -> None:
    sit(party.turid, party.branch, seat(PublicOffice.MAYOR))
    answer = client_of(party.turid).post(reverse("elected:new", args=["lillevik"]), FILLED | wrong)
    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[field])
    assert Mandate.objects.count() == 1


def test_a_county_says_which_municipality_and_a_city_which_district(party: Party) -> None:
    client, address = client_of(party.oda), reverse("elected:new", args=["fjordland"])
    filled = FILLED | {"people": "Jens Berg", "seat": "district_council:district_councillor"}
    assert set(client.post(address, filled).context["form"].errors) == {"municipality", "district"}
    whole = filled | {"municipality": "4204", "district": "Randesund"}
    assert client.post(address, whole).status_code == 302
    assert client.post(address, whole | {"seat": "county_council:mayor"}).status_code == 302
    assert seats(client.get(reverse("elected:unit", args=["fjordland"]))) == [
        ("", ["Jens"], []),
        ("Randesund", ["Jens"], []),
    ]
    assert client.get(reverse("elected:new", args=["lillevik-sentrum"])).status_code == 404


def test_a_seat_is_changed_ended_and_removed(party: Party) -> None:
    mandate = sit(party.member, party.branch)
    client = client_of(party.turid)

    def at(name: str) -> str:
        return reverse(f"elected:{name}", args=["lillevik", mandate.pk])

    assert client.get(at("change")).context["form"]["seat"].value() == "municipal_council:municipal_councillor"
    assert client.post(at("change"), FILLED | {"seat": "municipal_council:mayor"}).status_code == 302
    mandate.refresh_from_db()
    assert (mandate.office, mandate.municipality_code) == ("mayor", "3420")
    sit(party.member, party.branch, seat(first=date(2019, 10, 1), last=date(2023, 9, 30)))
    early = client.post(at("change"), FILLED | {"valid_from": "2023-09-30"})
    assert "Mona Medlem står her fra før" in " ".join(early.context["form"].errors["valid_from"])
    assert client.post(at("end"), {"on": "2028-01-01"}).status_code == 422
    assert client.post(at("end"), {"on": "2026-11-23"}).status_code == 302
    page = client.get(reverse("elected:unit", args=["lillevik"]))
    assert (page.context["earlier"][0], seats(page)) == (mandate, [])
    assert client_of(party.jens).post(at("remove")).status_code == 404
    # The address of another unit that one leads does not open it.
    assert client_of(party.oda).post(reverse("elected:remove", args=["storvik", mandate.pk])).status_code == 404
    assert client.post(at("remove")).status_code == 302
    assert Mandate.objects.count() == 1


def test_those_above_see_how_many_there_are_below(party: Party) -> None:
    sit(party.member, party.branch)
    sit(party.turid, party.branch, seat(PublicOffice.ALTERNATE))
    sit(party.jens, party.county, seat(PublicOffice.GROUP_LEADER, Body.COUNTY_COUNCIL))
    sit(party.oda, party.branch, seat(first=date(2019, 10, 1), last=date(2023, 9, 30)))

    def below(unit: Unit) -> list[tuple[str, list[str], int, int]]:
        rows = client_of(party.secretary).get(reverse("elected:unit", args=[unit.code])).context["below"]
        return [
            (row.unit.code, [each.person.first_name for each in row.own], row.sitting, row.alternates) for row in rows
        ]

    assert below(party.county) == [("storvik", [], 0, 0), ("lillevik", ["Mona"], 1, 1)]
    assert below(party.country) == [("fjellmark", [], 0, 0), ("fjordland", [], 2, 1)]


@pytest.mark.parametrize("code", ["fjordland", "lillevik"])
def test_one_and_three_are_read_by_as_many_queries(party: Party, code: str) -> None:
    client, address = client_of(party.secretary), reverse("elected:unit", args=[code])
    sit(party.member, party.branch)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(address)
        return len(seen)

    queries()
    one = queries()
    for person in (party.turid, party.oda):
        sit(person, party.branch)
    assert queries() == one


def test_what_somebody_is_elected_to_stands_on_their_page_and_under_my_data(party: Party) -> None:
    own = reverse("organisation:my_data")
    assert "Kommunestyrerepresentant" not in client_of(party.member).get(own).content.decode()
    sit(party.member, party.branch)
    assert "Kommunestyrerepresentant" in client_of(party.member).get(own).content.decode()
    client, page = client_of(party.turid), reverse("organisation:person", args=["lillevik", party.member.register_id])
    client.post(f"{page}purpose/", {"purpose": "follow-up"})
    assert "Elverum, 1. oktober 2023–30. september 2027" in client.get(page).content.decode()
