from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.canvass.links import token_of
from gjennomslag.canvass.models import DayCount, Door, Turf, TurfLink
from gjennomslag.canvass.services.drives import close_drive, take_back_turf
from gjennomslag.core import clock
from tests.canvass.street import doors_of, make_drive, make_link
from tests.party import Party


@pytest.fixture
def turf(party: Party) -> Turf:
    return Turf.objects.filter(drive=make_drive(party.branch)).earliest("number")


@pytest.fixture
def link(turf: Turf, party: Party) -> TurfLink:
    return make_link(turf, party.turid)


def enter(link: TurfLink) -> Client:
    client = Client()
    answer = client.get(reverse("canvass:enter", args=[token_of(link)]))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("canvass:walk"))
    return client


def test_the_link_opens_the_turf_without_an_account(link: TurfLink) -> None:
    page = enter(link).get(reverse("canvass:walk")).content.decode()
    assert "Vårdrive" in page
    assert page.count('class="walk-stop"') == 4


def test_recording_a_door(link: TurfLink, turf: Turf) -> None:
    client = enter(link)
    door = doors_of(turf)[0]
    answer = client.post(reverse("canvass:visit", args=[door]), {"state": "done"})
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("canvass:walk"))
    count = DayCount.objects.get()
    assert (count.day, count.doors, count.conversations) == (clock.today(), 1, 1)


def test_a_script_gets_only_the_row_and_the_counts(link: TurfLink, turf: Turf) -> None:
    client = enter(link)
    door = doors_of(turf)[0]
    answer = client.post(reverse("canvass:visit", args=[door]), {"state": "no-answer"}, headers={"hx-request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="door-{door}"' in text
    assert 'id="walk-progress"' in text
    assert "<html" not in text


def test_an_unknown_state_is_refused(link: TurfLink, turf: Turf) -> None:
    answer = enter(link).post(reverse("canvass:visit", args=[doors_of(turf)[0]]), {"state": "positive"})
    assert answer.status_code == 400
    assert DayCount.objects.count() == 0


def test_a_door_outside_the_turf_is_not_found(link: TurfLink, turf: Turf) -> None:
    other = doors_of(Turf.objects.get(drive=turf.drive, number=2))[0]
    client = enter(link)
    assert client.post(reverse("canvass:visit", args=[other]), {"state": "done"}).status_code == 404
    assert client.post(reverse("canvass:do_not_knock", args=[other])).status_code == 404
    assert Door.objects.filter(do_not_knock_on__isnull=False).count() == 0


def test_do_not_knock_and_undo(link: TurfLink, turf: Turf) -> None:
    client, door = enter(link), doors_of(turf)[0]
    client.post(reverse("canvass:do_not_knock", args=[door]))
    assert Door.objects.get(pk=door).do_not_knock_on == clock.today()
    client.post(reverse("canvass:do_not_knock", args=[door]), {"undo": "1"})
    assert Door.objects.get(pk=door).do_not_knock_on is None


@pytest.mark.parametrize("ending", ["revoked", "run out", "drive closed"])
def test_an_ended_link_answers_gone(ending: str, link: TurfLink, turf: Turf, party: Party) -> None:
    client = enter(link)
    if ending == "revoked":
        take_back_turf(turf=turf, now=timezone.now(), by=party.turid)
    elif ending == "run out":
        TurfLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        close_drive(drive=turf.drive, on=clock.today(), by=party.turid)
    answer = client.get(reverse("canvass:walk"))
    assert answer.status_code == 410
    assert "Elvegata" not in answer.content.decode()
    assert client.post(reverse("canvass:visit", args=[doors_of(turf)[0]]), {"state": "done"}).status_code == 410


@pytest.mark.parametrize("token", ["1", "1~forged", "x~y", "~"])
def test_a_forged_link_answers_gone(token: str, link: TurfLink) -> None:
    assert Client().get(reverse("canvass:enter", args=[token])).status_code == 410


def test_without_a_link_there_is_nothing_to_walk(db: None) -> None:
    assert Client().get(reverse("canvass:walk")).status_code == 410
