"""What was saved survives that the browser is killed."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import time
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from gjennomslag.canvass.models import Operation
from tests.e2e.airplane import Airplane
from tests.e2e.conftest import PHONE
from tests.e2e.field_app.walking import counted, doors, enter, knock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


KILLS_A_WALK = 10


# ``bench/kill_browsers.py`` asks for more walks, and for what each came to.
WALKS = int(os.environ.get("GJENNOMSLAG_WALKS", "1"))


RECORD = os.environ.get("GJENNOMSLAG_RECORD")


def open_browser(browser: Browser, folder: Path) -> BrowserContext:
    """Open another Chromium, which keeps its storage in the folder."""
    kind = browser.browser_type
    return kind.launch_persistent_context(
        folder,
        executable_path=shutil.which("chromium") or kind.executable_path,
        args=["--no-sandbox", "--disable-gpu"],
        viewport=PHONE,  # type: ignore[arg-type]
        locale="nb-NO",
    )


def kill_browser(folder: Path) -> None:
    """Kill every process of the browser that keeps its profile in the folder, at once."""
    for process in psutil.Process().children(recursive=True):
        try:
            if any(str(folder) in part for part in process.cmdline()):
                process.kill()
        except psutil.NoSuchProcess:
            continue


def open_again(page: Page, network: Airplane) -> None:
    """Open the app; a kill in the first seconds may have cost it the memory of having been introduced."""
    page.goto(f"{network.url}/walk/")
    start = page.get_by_role("button", name="Start")
    expect(start.or_(doors(page).nth(59))).to_be_visible(timeout=30_000)
    if start.is_visible():
        start.click()
    expect(doors(page)).to_have_count(60)


def tap_and_be_killed(page: Page, folder: Path, chance: random.Random) -> int:
    """Tap at some doors, kill the browser at a random moment after the last tap, and return how many were saved."""
    saved = 0
    for _ in range(chance.randint(1, 4)):
        knock(page)
        saved += 1
    page.locator(".field-door[data-mark=not-visited]").first.get_by_role("button", name="Ikke svar").click(
        no_wait_after=True
    )
    time.sleep(chance.random() * 0.15)
    kill_browser(folder)
    return saved


@pytest.mark.parametrize("seed", range(WALKS))
def test_what_was_saved_survives_kills_of_the_browser(
    seed: int, browser: Browser, link: str, network: Airplane, tmp_path: Path
) -> None:
    """Of every kill: each tap that was shown as saved arrives, none arrives twice, and nothing else is made up."""
    chance = random.Random(seed)
    saved = 0
    for kill in range(KILLS_A_WALK):
        context = open_browser(browser, tmp_path)
        page = context.new_page()
        if kill == 0:
            enter(page, link)
        else:
            open_again(page, network)
        network.switch(on=chance.random() < 0.5)
        saved += tap_and_be_killed(page, tmp_path, chance)
        network.switch(on=False)
    context = open_browser(browser, tmp_path)
    page = context.new_page()
    open_again(page, network)
    text = page.locator(".field-status")
    expect(text).to_contain_text(re.compile(r"(\d+) registrert, \1 mottatt"), timeout=45_000)
    recorded = int(re.match(r"\s*(\d+)", text.inner_text())[1])  # type: ignore[index]
    context.close()
    assert saved <= recorded <= saved + KILLS_A_WALK
    assert (Operation.objects.count(), counted()) == (recorded, [(recorded, 0)])
    if RECORD:
        outcome = {"seed": seed, "kills": KILLS_A_WALK, "saved": saved, "arrived": recorded}
        with Path(RECORD).open("a", encoding="utf-8") as record:
            record.write(json.dumps(outcome) + "\n")
