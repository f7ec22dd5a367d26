"""The board's page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gjennomslag.home.views import ROWS_A_PAGE
from tests.home.counting import DAY, count, found_branch, set_targets
from tests.party import Party


@pytest.fixture(autouse=True)
def in_the_autumn_of_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gjennomslag.core.clock.today", lambda: DAY)


@pytest.fixture
def jens(client: Client, party: Party) -> Client:
    client.force_login(party.jens)
    return client


def board(client: Client, code: str, **query: str | int) -> Any:
    return client.get(reverse("home:board", args=[code]), query)


def test_every_member_sees_the_board_of_every_unit(jens: Client, party: Party) -> None:
    set_targets(party, 2026, lillevik=300)
    count(party.branch, DAY, doors=100, conversations=60)
    response = board(jens, "lillevik")
    text = response.content.decode()
    assert response.status_code == 200
    assert "60" in text
    assert "300" in text
    assert [(bar.label, bar.value, bar.target, bar.current) for bar in response.context["conversation_bars"]][-1] == (
        "37",
        60,
        6,
        True,
    )
    assert [bar.value for bar in response.context["door_bars"]] == [0] * 36 + [100]


def test_without_a_target_the_page_says_so(jens: Client, party: Party) -> None:
    assert "Det er ikke satt noe mål for 2026." in board(jens, "lillevik").content.decode()


def test_another_year_can_be_chosen(jens: Client, party: Party) -> None:
    count(party.branch, date(2025, 5, 1), doors=9, conversations=7)
    response = board(jens, "fjordland", year=2025)
    assert response.context["board"].conversations.done == 7
    assert [(year["label"], year["current"]) for year in response.context["years"]] == [
        (2024, False),
        (2025, True),
        (2026, False),
    ]
    assert 'href="/units/lillevik/board/?year=2025"' in response.content.decode()


@pytest.mark.parametrize("year", ["x", "", "1999", "2101", "²", "99999999999"])
def test_a_year_that_is_none_is_not_found(jens: Client, party: Party, year: str) -> None:
    assert board(jens, "lillevik", year=year).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_three_units_take_as_many_queries_as_one(
    jens: Client, party: Party, number: int, django_assert_num_queries: Any
) -> None:
    set_targets(party, 2026, fjordland=300)
    for index in range(number):
        branch = found_branch(party, index)
        count(branch, DAY, doors=10, conversations=5)
        count(branch, date(2026, 5, 1), doors=10, conversations=5)
    with django_assert_num_queries(13):
        board(jens, "fjordland")


def test_many_units_are_shown_a_page_at_a_time(jens: Client, party: Party) -> None:
    for index in range(ROWS_A_PAGE):
        found_branch(party, index)
    first, second = board(jens, "fjordland"), board(jens, "fjordland", page=2)
    assert [len(response.context["board"].rows) for response in (first, second)] == [ROWS_A_PAGE, 2]
    assert board(jens, "fjordland", page="x").status_code == 404
    assert second.context["board"].rows[-1].unit.code == f"lag-{ROWS_A_PAGE - 1}"
