"""A turf, a phone that walks it, and a network that can be cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from gjennomslag.canvass.links import token_of
from gjennomslag.canvass.models import Turf
from gjennomslag.voices.services import install_themes
from tests.canvass.street import make_drive, make_link
from tests.e2e.airplane import Airplane
from tests.e2e.conftest import PHONE
from tests.party import Party


@pytest.fixture
def turf(party: Party) -> Turf:
    question = install_themes(unit=party.country, by=None)
    return Turf.objects.get(drive=make_drive(party.branch, houses=60, doors_per_turf=60, question=question))


@pytest.fixture
def network(live_server: LiveServer) -> Iterator[Airplane]:
    host, _, port = live_server.url.removeprefix("http://").rpartition(":")
    airplane = Airplane((host, int(port)))
    yield airplane
    airplane.close()


@pytest.fixture
def link(network: Airplane, turf: Turf, party: Party) -> str:
    return f"{network.url}/walk/{token_of(make_link(turf, party.turid))}/"


@pytest.fixture
def page(browser: Browser, network: Airplane) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="nb-NO", base_url=network.url)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield page
    context.close()
    assert complaints == []
