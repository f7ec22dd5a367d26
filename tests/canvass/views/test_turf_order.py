from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from gjennomslag.canvass.models import Drive, Turf, TurfDoor
from gjennomslag.canvass.services.drives import close_drive
from tests.canvass.street import DAY, make_drive
from tests.party import Party

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


@pytest.fixture
def drive(party: Party) -> Drive:
    return make_drive(party.branch, houses=8, doors_per_turf=4)


def where(drive: Drive) -> str:
    return reverse("canvass:turf_order", args=["lillevik", drive.pk, 1])


def order(drive: Drive) -> list[int]:
    stops = TurfDoor.objects.filter(drive=drive, turf__number=1).order_by("position")
    return list(stops.values_list("door__address", flat=True))


def test_one_step_up_or_down_and_to_a_place(turid: Client, drive: Drive) -> None:
    a, b, c, d = order(drive)
    turid.post(where(drive), {"address": [a, b, c, d], "up": c})
    assert order(drive) == [a, c, b, d]
    turid.post(where(drive), {"address": [a, c, b, d], "down": a})
    assert order(drive) == [c, a, b, d]
    turid.post(where(drive), {"address": [c, a, b, d], "which": d, "place": 1, "move": 1})
    assert order(drive) == [d, c, a, b]
    turid.post(where(drive), {"address": [d, c, a, b], "up": d})
    assert order(drive) == [d, c, a, b]


@pytest.mark.parametrize(
    ("place", "told"),
    [("", "Skriv et tall fra 1 til 4."), ("99", "Skriv et tall fra 1 til 4."), ("1", "Rekkefølgen er som den var.")],
)
def test_a_move_to_nowhere_says_so_and_leaves_the_turf_to_the_system(
    turid: Client, drive: Drive, place: str, told: str
) -> None:
    before = order(drive)
    data = {"address": before, "which": before[0], "place": place, "move": 1}
    page = turid.post(where(drive), data, follow=True).content.decode()
    assert (told in page, order(drive), Turf.objects.get(drive=drive, number=1).by_hand) == (True, before, False)


def test_the_arrows_past_the_ends_are_off_but_keep_the_focus_and_do_nothing(turid: Client, drive: Drive) -> None:
    before = order(drive)
    turid.post(where(drive), {"address": before, "down": before[-1]})
    turid.post(where(drive), {"address": before, "up": before[0]})
    assert Turf.objects.get(drive=drive, number=1).by_hand is False
    page = turid.get(where(drive)).content.decode()
    off = re.findall(r'id="((?:up|down)-\d+)"[^>]* aria-disabled="true">', page)
    assert off == [f"up-{before[0]}", f"down-{before[-1]}"]


def test_dragging_sends_the_order_and_only_what_changed_comes_back(turid: Client, drive: Drive) -> None:
    a, b, c, d = order(drive)
    answer = turid.post(where(drive), {"address": [d, a, b, c], "which": a, "place": 3}, headers=FRAGMENT)
    text = answer.content.decode()
    assert order(drive) == [d, a, b, c]
    assert ("<html" in text, answer.headers["HX-Trigger-After-Swap"]) == (False, "turfs-changed")
    assert "Turen er" in text
    assert "laget for hånd" in text
    undo = reverse("canvass:undo", args=["lillevik", drive.pk])
    undone = turid.post(undo, {"turf": "1", "back": "order"}, headers=FRAGMENT).content.decode()
    assert (order(drive), 'id="order-of-turf"' in undone) == ([a, b, c, d], True)


def test_the_system_orders_it_again(turid: Client, drive: Drive) -> None:
    before = order(drive)
    turid.post(where(drive), {"address": before[::2] + before[1::2]})
    page = turid.post(where(drive), {"anew": 1}, follow=True).content.decode()
    assert Turf.objects.get(drive=drive, number=1).by_hand is False
    assert "Turen er" in page


def test_nothing_is_changed_in_a_closed_drive(turid: Client, drive: Drive, party: Party) -> None:
    before = order(drive)
    close_drive(drive=drive, on=DAY, by=party.turid)
    page = turid.post(where(drive), {"address": before[::-1]}, follow=True).content.decode()
    assert (order(drive), "kan ikke endres nå" in page) == (before, True)
    assert ("Aksjonen er avsluttet." in page, "Endre den når" in page) == (True, False)


def test_a_changed_turf_comes_back_alone_and_a_vanished_one_leads_to_the_drive(turid: Client, drive: Drive) -> None:
    doors = list(TurfDoor.objects.filter(drive=drive, turf__number=1).values_list("door", flat=True))
    move = reverse("canvass:turf_move", args=["lillevik", drive.pk, 1])
    answer = turid.post(move, {"doors": doors[:1], "to": ""}, headers=FRAGMENT)
    text = answer.content.decode()
    assert ("<html" in text, 'id="board-of-turf"' in text, "hx-swap-oob" in text) == (False, True, True)
    assert "Rode 3 er ny" in text
    gone = turid.post(move, {"doors": doors[1:], "to": ""}, headers=FRAGMENT)
    assert gone.headers["HX-Redirect"] == reverse("canvass:drive", args=["lillevik", drive.pk])
