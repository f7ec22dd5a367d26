from __future__ import annotations

import uuid
from typing import Any

import pytest

from gjennomslag.canvass.models import Device, Turf
from gjennomslag.canvass.services.phones import revoke_device
from gjennomslag.core import clock
from gjennomslag.voices.models import OpenSession, WaitingQuote, WeekTally
from gjennomslag.voices.sealing import open_tally
from gjennomslag.voices.services import install_themes
from tests.canvass.phone import Phone, phone_with
from tests.canvass.street import make_drive, make_link
from tests.party import Party


@pytest.fixture
def phone(party: Party) -> Phone:
    question = install_themes(unit=party.country, by=None)
    drive = make_drive(party.branch, houses=60, doors_per_turf=60, question=question)
    return phone_with(make_link(Turf.objects.get(drive=drive), party.turid))


@pytest.fixture
def tally(phone: Phone) -> dict[str, Any]:
    """A running session of twelve answers, six of them for the first theme."""
    turf = phone.turf().json()
    year, week, _ = clock.today().isocalendar()
    return {
        "nonce": "t",
        "session": str(uuid.UUID(int=7)),
        "revision": 1,
        "area": turf["stops"][0]["area"],
        "year": year,
        "week": week,
        "answers": 12,
        "themes": {str(turf["question"]["themes"][0]["id"]): 6},
        "closed": False,
        "quotes": [],
    }


def send(phone: Phone, tally: dict[str, Any]) -> tuple[int, str]:
    answer = phone.post("tally", tally)
    return answer.status_code, answer.json().get("outcome", "")


def test_the_highest_revision_stands_and_repeating_changes_nothing(phone: Phone, tally: dict[str, Any]) -> None:
    assert send(phone, tally | {"revision": 2, "answers": 22}) == (201, "applied")
    assert send(phone, tally) == (201, "duplicate")
    assert send(phone, tally | {"revision": 2, "answers": 22}) == (201, "duplicate")
    assert [open_tally(row.sealed_tally).answers for row in OpenSession.objects.all()] == [22]


def test_a_closed_session_is_counted_once(phone: Phone, tally: dict[str, Any]) -> None:
    assert send(phone, tally | {"closed": True}) == (201, "applied")
    assert send(phone, tally | {"closed": True, "revision": 3}) == (201, "duplicate")
    assert [open_tally(row.sealed_tally).answers for row in WeekTally.objects.all()] == [12]


def test_a_quote_waits_for_the_moderator(phone: Phone, tally: dict[str, Any]) -> None:
    theme = int(next(iter(tally["themes"])))
    quotes = [{"theme": theme, "text": "Skolen trenger flere lærere."}]
    assert send(phone, tally | {"quotes": quotes}) == (201, "applied")
    assert send(phone, tally | {"quotes": quotes}) == (201, "duplicate")
    assert WaitingQuote.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [{"answers": 3}, {"area": 10**9}, {"themes": {"999999": 1}}, {"answers": -1, "closed": True}],
    ids=["too few", "another area", "unknown theme", "negative"],
)
def test_a_tally_that_breaks_a_rule_is_rejected_for_good(
    change: dict[str, Any], phone: Phone, tally: dict[str, Any]
) -> None:
    assert send(phone, tally | change) == (201, "rejected")
    assert OpenSession.objects.count() == 0


@pytest.mark.parametrize(("year", "counted"), [(1970, (2026, 19)), (2099, tuple(clock.today().isocalendar()[:2]))])
def test_answers_from_a_phone_whose_clock_is_wrong_are_counted_within_the_drive(
    year: int, counted: tuple[int, int], phone: Phone, tally: dict[str, Any]
) -> None:
    wrong = {"year": year, "week": 1}
    assert send(phone, tally | wrong) == (201, "applied")
    assert send(phone, tally | wrong | {"revision": 2, "closed": True}) == (201, "applied")
    assert [(row.year, row.week_number) for row in WeekTally.objects.all()] == [counted]


def test_a_session_stays_in_its_week_though_the_clock_jumps(phone: Phone, tally: dict[str, Any]) -> None:
    assert send(phone, tally) == (201, "applied")
    assert send(phone, tally | {"year": 1970, "revision": 2, "closed": True}) == (201, "applied")
    [row] = WeekTally.objects.all()
    assert (row.year, row.week_number) == (tally["year"], tally["week"])


@pytest.mark.parametrize("change", [{"week": 54}, {"themes": {"x": 1}}, {"session": "7"}, {"answers": "12"}])
def test_a_tally_of_another_form_is_refused(change: dict[str, Any], phone: Phone, tally: dict[str, Any]) -> None:
    assert send(phone, tally | change) == (400, "")


def test_a_revoked_phone_sends_no_answers(phone: Phone, tally: dict[str, Any], party: Party) -> None:
    revoke_device(device=Device.objects.get(), by=party.turid)
    assert send(phone, tally) == (410, "")
    assert OpenSession.objects.count() == 0
