from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.canvass.models import Drive, Turf, TurfLink
from gjennomslag.canvass.queries.walks import answer_areas_of
from gjennomslag.canvass.services.drives import close_drive, revoke_turf
from gjennomslag.core import clock
from gjennomslag.core.clock import week_of
from gjennomslag.voices.models import OpenSession, WaitingQuote, WeekTally
from gjennomslag.voices.queries import themes_of, themes_offered
from gjennomslag.voices.sealing import open_tally
from gjennomslag.voices.services import install_themes
from tests.canvass.street import doors_of, make_drive, make_link
from tests.canvass.views.test_walking import enter
from tests.party import Party

ADDRESS = "/walk/answers/"


@pytest.fixture
def drive(party: Party) -> Drive:
    question = install_themes(unit=party.country, by=None)
    return make_drive(party.branch, houses=60, doors_per_turf=60, question=question)


@pytest.fixture
def turf(drive: Drive) -> Turf:
    return Turf.objects.get(drive=drive)


@pytest.fixture
def link(turf: Turf, party: Party) -> TurfLink:
    return make_link(turf, party.turid)


def tally(turf: Turf, answers: int, *, closed: bool) -> dict[str, Any]:
    collection = turf.drive.collection
    assert collection is not None
    theme = themes_offered(collection.question)[0].pk
    return {
        "area": next(iter(answer_areas_of(turf))),
        "week": list(week_of(clock.today())),
        "session": str(uuid.UUID(int=1)),
        "revision": answers,
        "answers": answers,
        "themes": {str(theme): answers // 2},
        "closed": closed,
    }


def post(client: Client, sent: object) -> Any:
    return client.post(ADDRESS, json.dumps(sent), content_type="application/json")


def counted() -> list[int]:
    return [open_tally(row.sealed_tally).answers for row in WeekTally.objects.all()]


def test_answers_reach_the_themes_of_the_branch(link: TurfLink, turf: Turf, party: Party) -> None:
    client = enter(link)
    answer = post(client, tally(turf, 12, closed=True))
    assert (answer.status_code, answer.json()["outcome"]) == (201, "applied")
    shares = themes_of(party.branch, clock.today().isocalendar().year)
    assert [(share.answers, share.of) for share in shares if share.bound == "exact" and share.answers] == [(6, 12)]


def test_sending_twice_and_out_of_order_counts_once(link: TurfLink, turf: Turf) -> None:
    client = enter(link)
    outcomes = [
        post(client, tally(turf, number, closed=closed)).json()["outcome"]
        for number, closed in [(11, False), (10, False), (14, True), (14, True), (11, False)]
    ]
    assert outcomes == ["applied", "duplicate", "applied", "duplicate", "duplicate"]
    assert counted() == [14]
    assert OpenSession.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"area": 10**6},
        {"week": [2026, 60]},
        {"week": [2019, 3]},
        {"week": "uke 3"},
        {"session": "1"},
        {"themes": {"x": 1}},
        {"themes": {"999999": 1}},
        {"themes": [1]},
        {"answers": -1},
        {"answers": None},
        {"revision": "ny"},
    ],
    ids=str,
)
def test_a_tally_that_cannot_be_is_refused_and_nothing_is_kept(
    link: TurfLink, turf: Turf, changes: dict[str, Any]
) -> None:
    answer = post(enter(link), tally(turf, 12, closed=True) | changes)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert (counted(), OpenSession.objects.count(), WaitingQuote.objects.count()) == ([], 0, 0)


@pytest.mark.parametrize("body", ["", "[]", "null", '"x"', "{}", "{", "\xff"])
def test_a_body_that_is_no_tally_is_refused(link: TurfLink, body: str) -> None:
    client = enter(link)
    assert client.post(ADDRESS, body, content_type="application/json").status_code == 400


def test_fewer_than_ten_are_refused_while_the_session_goes_on(link: TurfLink, turf: Turf) -> None:
    assert post(enter(link), tally(turf, 9, closed=False)).status_code == 400
    assert OpenSession.objects.count() == 0


def test_late_answers_are_taken_after_the_link_has_run_out_and_the_drive_closed(link: TurfLink, turf: Turf) -> None:
    client = enter(link)
    TurfLink.objects.update(expires_at=timezone.now() - timedelta(days=2))
    close_drive(drive=turf.drive, on=clock.today(), by=None)
    assert client.get(reverse("canvass:walk")).status_code == 410
    assert post(client, tally(turf, 12, closed=True)).status_code == 201
    assert counted() == [12]


def test_a_revoked_link_sends_nothing(link: TurfLink, turf: Turf, party: Party) -> None:
    client = enter(link)
    revoke_turf(turf=turf, now=timezone.now(), by=party.turid)
    assert post(client, tally(turf, 12, closed=True)).status_code == 410
    assert counted() == []


def test_without_a_link_nothing_is_taken(turf: Turf) -> None:
    assert post(Client(), tally(turf, 12, closed=True)).status_code == 410


def test_the_question_is_asked_at_doors_where_somebody_talked(link: TurfLink, turf: Turf) -> None:
    client, door = enter(link), doors_of(turf)[0]
    address = reverse("canvass:visit", args=[door])
    talked = client.post(address, {"state": "done"}, headers={"hx-request": "true"}).content.decode()
    silent = client.post(address, {"state": "no-answer"}, headers={"hx-request": "true"}).content.decode()
    assert "data-answer-form" in talked
    assert "data-answer-form" not in silent


def test_closing_the_drive_counts_what_is_open_and_stops_asking(link: TurfLink, turf: Turf) -> None:
    post(enter(link), tally(turf, 11, closed=False))
    close_drive(drive=turf.drive, on=clock.today(), by=None)
    collection = turf.drive.collection
    assert collection is not None
    collection.refresh_from_db()
    assert collection.closed_on == clock.today()
    assert counted() == [11]
