"""Real Chromium against the real server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Protocol

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from gjennomslag.organisation.models import Person
from tools.chromium import find_chromium

# Playwright keeps an event loop in this thread. Django then refuses the database, out of care for asynchronous views;
# tests are not such views.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


# Five seconds, as is usual, are few where two browsers and a server share two cores. A test that fails waits longer.
expect.set_options(timeout=15_000)


class Visit(Protocol):
    """Open a page of the site in the browser, signed in as ``person`` or as nobody."""

    def __call__(self, path: str, person: Person | None = None) -> Page: ...


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a running Chromium."""
    assert finders.find("build/site.js") is not None, "the styles and scripts are not built: run npm run build"
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        assert path is not None, "these tests drive a real Chromium, and none is installed"
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Return a way to open pages on a phone; fails the test if the browser complained about any of them."""
    context = browser.new_context(viewport=PHONE, locale="nb-NO", base_url=live_server.url)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def open_page(path: str, person: Person | None = None) -> Page:
        if person is not None:
            client = Client()
            client.force_login(person)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page.goto(path)
        page.wait_for_load_state("load")
        return page

    yield open_page
    context.close()
    # An answer of 4xx is the server's and is asserted where it matters; policy violations and script errors are ours.
    assert [text for text in complaints if not text.startswith("Failed to load resource")] == []
