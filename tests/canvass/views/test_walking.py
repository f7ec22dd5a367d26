from __future__ import annotations

import gzip
import json
from datetime import timedelta

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.canvass.app_files import files_of_app, worker_script
from gjennomslag.canvass.links import token_of
from gjennomslag.canvass.models import Turf, TurfLink
from gjennomslag.canvass.services.drives import close_drive, take_back_turf
from gjennomslag.core import clock
from gjennomslag.core.built import built_file
from tests.canvass.street import make_drive, make_link
from tests.party import Party

built = pytest.mark.skipif(
    finders.find("build/manifest.json") is None, reason="the scripts and styles are not built: run npm run build"
)
MOST_AT_FIRST = 200_000


@pytest.fixture
def turf(party: Party) -> Turf:
    return Turf.objects.filter(drive=make_drive(party.branch)).earliest("number")


@pytest.fixture
def link(turf: Turf, party: Party) -> TurfLink:
    return make_link(turf, party.turid)


def test_the_link_opens_the_app_and_stays_behind_the_hash(link: TurfLink) -> None:
    answer = Client().get(reverse("canvass:enter", args=[token_of(link)]))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/walk/#{token_of(link)}")


def test_the_app_says_nothing_of_a_turf_and_sets_no_cookie(link: TurfLink) -> None:
    client = Client()
    answer = client.get(reverse("canvass:walk"))
    assert answer.status_code == 200
    assert "Vårdrive" not in answer.content.decode()
    assert dict(client.cookies) == {}
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("ending", ["taken back", "run out", "drive closed"])
def test_an_ended_link_answers_gone(ending: str, link: TurfLink, turf: Turf, party: Party) -> None:
    if ending == "taken back":
        take_back_turf(turf=turf, now=timezone.now(), by=party.turid)
    elif ending == "run out":
        TurfLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        close_drive(drive=turf.drive, on=clock.today(), by=party.turid)
    assert Client().get(reverse("canvass:enter", args=[token_of(link)])).status_code == 410


@pytest.mark.parametrize("token", ["1", "1~forged", "x~y", "~"])
def test_a_forged_link_answers_gone(token: str, link: TurfLink) -> None:
    assert Client().get(reverse("canvass:enter", args=[token])).status_code == 410


def test_the_app_can_be_put_on_the_home_screen() -> None:
    answer = Client().get(reverse("canvass:web_manifest"))
    manifest = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/walk/", "/walk/", "standalone")


@built
def test_the_service_worker_is_asked_for_anew_and_keeps_what_the_app_needs() -> None:
    answer = Client().get(reverse("canvass:worker"))
    text = answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Service-Worker-Allowed"] == "/walk/"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert all(json.dumps(file) in text for file in files_of_app())
    assert "import" not in text.partition("\n")[2]


@built
def test_another_page_is_another_version_of_the_app() -> None:
    assert worker_script("one").partition("\n")[0] != worker_script("another").partition("\n")[0]


@built
def test_the_first_load_is_below_two_hundred_kilobytes_without_the_map() -> None:
    """What the page and its service worker fetch at once, compressed as WhiteNoise does; fonts are compressed."""
    sizes = {}
    for address in files_of_app():
        content = built_file(address.partition("/build/")[2]).read_bytes()
        sizes[address] = len(content) if address.endswith(".woff2") else len(gzip.compress(content, 9))
    assert {address.rpartition(".")[2] for address in sizes} == {"js", "css", "woff2"}
    assert sum(sizes.values()) < MOST_AT_FIRST, sizes
