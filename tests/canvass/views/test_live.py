"""The drive while it is walked, as the leader sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.models import Device, Drive, TurfLink
from gjennomslag.canvass.queries.live import live_board
from gjennomslag.canvass.services.drives import close_drive, take_back_turf
from gjennomslag.canvass.services.visits import record_visit
from tests.canvass.out import phone_out, tap_aside
from tests.canvass.phone import phone_with
from tests.canvass.street import doors_of, make_drive, make_link
from tests.party import Party

LONG = timedelta(hours=2, minutes=1)


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


@pytest.fixture
def drive(party: Party) -> Drive:
    return make_drive(party.branch)


def address(drive: Drive, name: str = "live", *more: int) -> str:
    return reverse(f"canvass:{name}", args=[drive.unit.code, drive.pk, *more])


def test_the_board_counts_what_is_out_left_and_talked_about(drive: Drive, party: Party) -> None:
    phone_out(drive, party.turid)
    turf = drive.turfs.get(number=1)
    for door, state in zip(doors_of(turf), (DoorState.DONE, DoorState.NO_ANSWER), strict=False):
        record_visit(turf=turf, door_id=door, state=state, day=timezone.localdate())
    board = live_board(drive, timezone.now())
    assert [each.turf.number for each in board.out] == [1]
    assert [each.turf.number for each in board.waiting] == [2]
    assert (board.left, board.doors_today, board.conversations_today) == (6, 2, 1)
    assert (board.out[0].seconds_left, board.waiting[0].seconds_left) == (turf.time // 2, board.waiting[0].turf.time)


def test_a_phone_is_silent_after_two_hours_for_as_long_as_it_holds_the_turf(drive: Drive, party: Party) -> None:
    phone_out(drive, party.turid, silent_for=LONG)
    phone_out(drive, party.turid, turf=2, silent_for=LONG - timedelta(minutes=2))
    now = timezone.now()
    assert [phone.silent for phone in live_board(drive, now).phones] == [True, False]
    assert [each.silent for each in live_board(drive, now).out] == [True, False]
    take_back_turf(turf=drive.turfs.get(number=1), now=now, by=party.turid)
    assert [phone.silent for phone in live_board(drive, now).phones] == [False, False]


def test_what_waits_on_a_phone_is_told_apart_from_what_is_lost(drive: Drive, party: Party) -> None:
    phone_out(drive, party.turid, pending=3)
    phone_out(drive, party.turid, turf=2, pending=1, lost=2)
    phone_out(drive, party.turid, turf=2)
    board = live_board(drive, timezone.now())
    assert [(phone.waiting, phone.lost) for phone in board.phones] == [(3, 0), (1, 2), (0, 0)]
    assert [phone.device.number for phone in board.to_look_at] == [1, 2]


def test_a_real_phone_that_has_sent_everything_has_lost_nothing(drive: Drive, party: Party) -> None:
    phone = phone_with(make_link(drive.turfs.get(number=1), party.turid))
    phone.send(*(phone.tap(door, "no-answer") for door in doors_of(drive.turfs.get(number=1))))
    (seen,) = live_board(drive, timezone.now()).phones
    assert (seen.waiting, seen.lost, seen.silent, seen.holds) == (0, 0, False, True)


def test_the_page_is_answered_204_until_something_changes(turid: Client, drive: Drive, party: Party) -> None:
    page = turid.get(address(drive))
    again = {"seen": page.context["stamp"]}
    assert turid.get(address(drive), again, headers={"hx-request": "true"}).status_code == 204
    phone = phone_with(make_link(drive.turfs.get(number=1), party.turid))
    handed_out = turid.get(address(drive), again, headers={"hx-request": "true"})
    assert handed_out.status_code == 200
    assert handed_out.content.decode().lstrip().startswith('<div id="live"')
    again = {"seen": handed_out.context["stamp"]}
    phone.send(phone.tap(doors_of(drive.turfs.get(number=1))[0], "done"))
    assert turid.get(address(drive), again, headers={"hx-request": "true"}).status_code == 200


def queries(turid: Client, path: str, **more: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert turid.get(path, headers=more).status_code == 200
    return len(counted)


def test_the_board_takes_the_same_queries_with_one_phone_and_with_three(
    turid: Client, drive: Drive, party: Party
) -> None:
    phone_out(drive, party.turid)
    first = tap_aside(drive)
    turid.get(address(drive))
    one = queries(turid, address(drive)), queries(turid, address(drive, "put_aside"))
    for _ in range(2):
        phone_out(drive, party.turid, turf=2, pending=1)
        tap_aside(drive, door=first.door_id)
    assert (queries(turid, address(drive)), queries(turid, address(drive, "put_aside"))) == one


def test_handing_out_from_the_board_shows_the_code_and_the_next_turf(turid: Client, drive: Drive) -> None:
    answer = turid.post(address(drive, "turf_hand_out", 1), {"then": "code"}, follow=True)
    assert answer.redirect_chain == [(address(drive, "turf_code", 1), 302)]
    assert TurfLink.objects.get().turf.number == 1
    assert answer.context["next"].turf.number == 2
    assert "<svg" in answer.context["qr"]


def test_a_lost_phone_is_shut_out_and_the_others_go_on(turid: Client, drive: Drive, party: Party) -> None:
    link = make_link(drive.turfs.get(number=1), party.turid)
    lost, other = phone_with(link), phone_with(link)
    number = Device.objects.get(pk=lost.device).number or 0
    answer = turid.post(address(drive, "phone_revoke", number), follow=True)
    assert "stengt ute" in answer.content.decode()
    assert (lost.send().status_code, other.send().status_code) == (410, 201)


def test_a_phone_that_is_not_there_is_not_found(turid: Client, drive: Drive) -> None:
    assert turid.get(address(drive, "phone", 7)).status_code == 404


def test_a_closed_drive_does_not_ask_again(turid: Client, drive: Drive, party: Party) -> None:
    assert "hx-get" in turid.get(address(drive)).content.decode()
    close_drive(drive=drive, on=timezone.localdate(), by=party.turid)
    assert "hx-get" not in turid.get(address(drive)).content.decode()


def test_in_a_closed_drive_no_turf_is_out_and_no_phone_holds_one(drive: Drive, party: Party) -> None:
    phone_out(drive, party.turid)
    close_drive(drive=drive, on=timezone.localdate(), by=party.turid)
    board = live_board(drive, timezone.now())
    assert (board.out, [phone.holds for phone in board.phones]) == ([], [False])
