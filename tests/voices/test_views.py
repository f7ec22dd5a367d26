from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gjennomslag.core.clock import Week
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.services import found_unit
from gjennomslag.voices.models import Quote, WaitingQuote
from gjennomslag.voices.recording import QuoteDraft
from tests.party import START, Party
from tests.voices.listening import Listening, make_area, send


@pytest.fixture
def turid(client: Client, party: Party) -> Client:
    client.force_login(party.turid)
    return client


@pytest.fixture(autouse=True)
def in_the_autumn_of_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gjennomslag.core.clock.today", lambda: date(2026, 9, 10))


def page(client: Client, code: str, query: str = "") -> Any:
    response = client.get(reverse("voices:themes", args=[code]) + query)
    assert response.status_code == 200
    return response


def bars(response: Any) -> list[tuple[str, str]]:
    return [(bar.theme, bar.share) for bar in response.context["bars"]][:3]


def test_nothing_is_shown_of_nine_answers(turid: Client, listening: Listening) -> None:
    send(listening, 9, housing=5)
    response = page(turid, "lillevik")
    assert (response.context["answers"], response.context["bars"], response.context["years"]) == (
        0,
        [],
        [{"url": "?year=2026", "label": 2026, "current": True}],
    )
    assert [(row.place.name, row.place.answers) for row in response.context["areas"]] == [("Sentrum", 0)]
    assert "Ingenting å vise for 2026 ennå" in response.content.decode()


def test_ten_answers_are_shown_for_the_branch_the_county_and_the_country(turid: Client, listening: Listening) -> None:
    send(listening, 10, housing=6, school=2)
    for code in ("lillevik", "fjordland", "landet"):
        response = page(turid, code)
        assert response.context["answers"] == 10
        assert bars(response)[:2] == [("Bolig og husleie", "60\u00a0%"), ("Skole", "20\u00a0%")]


def test_a_share_above_ninety_per_cent_is_written_as_such(turid: Client, listening: Listening) -> None:
    send(listening, 20, housing=20, school=1)
    response = page(turid, "lillevik")
    assert bars(response)[0] == ("Bolig og husleie", "over 90\u00a0%")
    assert {share for _theme, share in bars(response)[1:]} == {"under 10\u00a0%"}


def test_a_sum_over_areas_of_which_some_show_a_bound_is_about(
    turid: Client, listening: Listening, party: Party
) -> None:
    other = make_area(party.group, "34200102", "Nordby")
    send(listening, 20, housing=20)
    send(listening, 20, area=other, housing=4)
    assert bars(page(turid, "lillevik"))[0] == ("Bolig og husleie", "omtrent 55\u00a0%")
    assert bars(page(turid, "lillevik-sentrum"))[0] == ("Bolig og husleie", "20\u00a0%")


def test_units_below_lead_on_with_their_themes(turid: Client, listening: Listening) -> None:
    send(listening, 10, housing=6, school=2)
    rows = page(turid, "fjordland").context["units"]
    assert [(row.place.name, row.place.answers, row.address) for row in rows] == [
        ("Lillevik", 10, "/units/lillevik/themes/?year=2026"),
        ("Storvik", 0, "/units/storvik/themes/?year=2026"),
    ]
    assert [bar.theme for bar in rows[0].most_named][:2] == ["Bolig og husleie", "Skole"]


def test_another_year_can_be_chosen_and_one_without_numbers_is_not_there(turid: Client, listening: Listening) -> None:
    send(listening, 10, week=Week(2025, 40), housing=6)
    assert page(turid, "lillevik").context["answers"] == 0
    assert page(turid, "lillevik", "?year=2025").context["answers"] == 10
    for year in ("2024", "x", "20255"):
        assert turid.get(reverse("voices:themes", args=["lillevik"]), {"year": year}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_three_units_as_for_one(
    turid: Client, listening: Listening, party: Party, number: int, django_assert_num_queries: Any
) -> None:
    for index in range(number):
        unit = found_unit(
            kind=UnitKind.SUB_GROUP, code=f"krets-{index}", name="K", parent=party.branch, valid_from=START, by=None
        )
        send(listening, 10, area=make_area(unit, f"342002{index:02d}", "Krets"), housing=6, school=2)
    send(listening, 10, housing=6, quotes=(QuoteDraft(listening.housing.pk, "Leia stiger"),))
    with django_assert_num_queries(18):
        page(turid, "lillevik")


def queue(client: Client) -> list[str]:
    response = client.get(reverse("voices:quotes", args=["lillevik"]))
    return [each.text for each, _form in response.context["queue"]]


@pytest.fixture
def quote(listening: Listening) -> WaitingQuote:
    send(listening, 10, housing=5, quotes=(QuoteDraft(listening.housing.pk, "Leia til Kari stiger"),))
    return WaitingQuote.objects.get()


def test_a_moderator_shortens_and_approves_a_quote(turid: Client, quote: WaitingQuote) -> None:
    assert queue(turid) == ["Leia til Kari stiger"]
    assert "Kari" not in page(turid, "lillevik").content.decode()
    response = turid.post(reverse("voices:approve", args=["lillevik", quote.pk]), {"text": "Leia stiger"})
    assert response.status_code == 302
    assert queue(turid) == []
    assert [each.text for each in page(turid, "lillevik").context["quotes"]] == ["Leia stiger"]


def test_a_quote_with_a_telephone_number_is_not_approved(turid: Client, quote: WaitingQuote) -> None:
    response = turid.post(reverse("voices:approve", args=["lillevik", quote.pk]), {"text": "Ring 905 12 345"})
    assert response.status_code == 422
    assert Quote.objects.count() == 0


def test_a_moderator_deletes_a_quote(turid: Client, quote: WaitingQuote) -> None:
    turid.post(reverse("voices:delete", args=["lillevik", quote.pk]))
    assert (WaitingQuote.objects.count(), Quote.objects.count()) == (0, 0)


def test_a_quote_of_another_unit_is_not_there(turid: Client, quote: WaitingQuote, party: Party) -> None:
    turid.force_login(party.jens)
    assert turid.post(reverse("voices:delete", args=["storvik", quote.pk])).status_code == 404
    assert WaitingQuote.objects.count() == 1
