"""What ``bench_field_app.py`` measures, as tests of the suite's kind so that they have its server and its browser."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gjennomslag.canvass.links import token_of
from gjennomslag.canvass.models import Turf
from gjennomslag.voices.services import install_themes
from tests.canvass.street import make_address, make_drive, make_link
from tests.e2e.airplane import Airplane
from tests.e2e.conftest import PHONE, browser  # noqa: F401
from tests.party import Party, make_party

pytestmark = pytest.mark.browser

SLOWER, OPENINGS, TAPS = 6, 15, 40
# The moment at which what was looked for has been drawn: the frame after the one that found it.
WATCH = """(selector) => {
    window.drawnAt = new Promise((done) => {
        const look = () => document.querySelector(selector)
            ? requestAnimationFrame(() => setTimeout(() => done(performance.now())))
            : requestAnimationFrame(look)
        look()
    })
}"""
# Frames until the tap's answer, and until the door's mark, are on the screen, counted from the click itself.
TAP = """(button) => new Promise((done) => {
    const door = button.closest('.field-door')
    const drawn = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now() - began)))
    let began = 0, answered = 0
    button.addEventListener('click', (event) => { began = event.timeStamp }, { once: true, capture: true })
    const seen = new MutationObserver(() => {
        if (!answered) { answered = -1; drawn((after) => { answered = after }) }
        if (door.dataset.mark === 'not-visited') return
        seen.disconnect()
        drawn((saved) => done({ answered: answered < 0 ? saved : answered, saved }))
    })
    seen.observe(door, { attributes: true, attributeFilter: ['data-mark', 'aria-busy'] })
    button.click()
})"""
SCROLL = """() => new Promise((done) => {
    const frames = []
    let before = performance.now()
    const step = (now) => {
        frames.push(now - before)
        before = now
        scrollBy(0, 60)
        if (scrollY + innerHeight >= document.documentElement.scrollHeight - 1) done(frames.slice(1))
        else requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
})"""


@pytest.fixture
def network(live_server: LiveServer) -> Iterator[Airplane]:
    """Return a network that can be switched off."""
    host, _, port = live_server.url.removeprefix("http://").rpartition(":")
    airplane = Airplane((host, int(port)))
    yield airplane
    airplane.close()


def hand_out(party: Party, *, block: bool) -> str:
    """Return a turf's link: sixty houses, or one block of 300 dwellings on fifteen floors."""
    question = install_themes(unit=party.country, by=None)
    if block:
        make_address(1, dwellings=tuple(f"H{floor:02d}{flat:02d}" for floor in range(1, 16) for flat in range(1, 21)))
    size = 300 if block else 60
    drive = make_drive(party.branch, houses=size, doors_per_turf=size, question=question)
    return f"/walk/{token_of(make_link(Turf.objects.get(drive=drive), party.turid))}/"


def enter(page: Page, network: Airplane, path: str, number: int) -> None:
    """Take the turf, go through the introduction, wait until the app is kept, and lose the network."""
    page.goto(network.url + path)
    page.get_by_role("button", name="Start").click()
    expect(page.locator(".field-door")).to_have_count(number)
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.wait_for_timeout(500)
    network.switch(on=True)


def opened(page: Page, address: str, selector: str) -> float:
    """Return the milliseconds from the navigation's start to the frame that shows it."""
    page.goto(address, wait_until="commit")
    page.evaluate(WATCH, selector)
    return float(page.evaluate("window.drawnAt"))


def measure(page: Page, network: Airplane, party: Party, *, block: bool) -> dict[str, list[float]]:
    """Return what was measured on one turf, in milliseconds."""
    enter(page, network, hand_out(party, block=block), 300 if block else 60)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    openings = [opened(page, f"{network.url}/walk/", ".field-door") for _ in range(OPENINGS)]
    empty = [opened(page, f"{network.url}/static/core/favicon.svg", "svg") for _ in range(0 if block else OPENINGS)]
    opened(page, f"{network.url}/walk/", ".field-door")
    page.wait_for_timeout(1_000)
    frames: list[float] = page.evaluate(SCROLL) if block else []
    taps: list[dict[str, Any]] = []
    for _ in range(TAPS):
        button = page.locator(".field-door[data-mark=not-visited] button").first
        taps.append(button.evaluate(TAP))
        page.wait_for_timeout(100)
    saved, answered = [each["saved"] for each in taps], [each["answered"] for each in taps]
    if block:
        return {"opening_block": openings, "tap_block": answered, "saved_block": saved, "frames": frames}
    return {"opening": openings, "empty": empty, "tap": answered, "saved": saved}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("block", [False, True])
def test_measure(
    block: bool,
    browser: Browser,  # noqa: F811
    network: Airplane,
) -> None:
    """Measure one turf and add it to the record."""
    context = browser.new_context(viewport=PHONE, locale="nb-NO", base_url=network.url)  # type: ignore[arg-type]
    times = measure(context.new_page(), network, make_party(), block=block)
    context.close()
    record = Path(os.environ["GJENNOMSLAG_RECORD"])
    before = json.loads(record.read_text("utf-8")) if record.exists() else {}
    record.write_text(json.dumps(before | times), "utf-8")
