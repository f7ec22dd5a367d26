"""What a canvasser does on the phone, and what has arrived."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from gjennomslag.canvass.models import DayCount, Operation, PutAside
from tests.e2e.airplane import Airplane


def enter(page: Page, link: str) -> None:
    """Open the link, go through the introduction, and wait until the app is kept for when there is no network."""
    page.goto(link)
    page.get_by_role("button", name="Start").click()
    expect(doors(page)).to_have_count(60)
    page.evaluate("async () => { await navigator.serviceWorker.ready }")


def doors(page: Page) -> Any:
    return page.locator(".field-door")


def next_door(page: Page) -> Locator:
    """Return the first door nobody has knocked on, by its own name: asking for the turf again draws the list anew."""
    name = page.locator(".field-door[data-mark=not-visited]").first.get_attribute("id")
    return page.locator(f"#{name}")


def knock(page: Page) -> None:
    """Tap "no answer" at the first door that nobody has knocked on, and wait until it says it is saved."""
    door = next_door(page)
    door.get_by_role("button", name="Ikke svar").click()
    expect(door).not_to_have_attribute("data-mark", "not-visited")


def talk(page: Page) -> None:
    door = next_door(page)
    door.get_by_role("button", name="Samtale").click()
    page.get_by_role("dialog").get_by_role("button", name="Skole").click()
    expect(door).not_to_have_attribute("data-mark", "not-visited")


def expect_status(page: Page, recorded: int, received: int) -> None:
    expect(page.locator(".field-status")).to_contain_text(f"{recorded} registrert, {received} mottatt", timeout=45_000)


def land(page: Page, network: Airplane) -> None:
    """Switch airplane mode off and take up the phone: it sends at once when it is looked at."""
    network.switch(on=False)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def counted() -> list[tuple[int, int]]:
    return [(row.doors, row.conversations) for row in DayCount.objects.all()]


def refused() -> int:
    return PutAside.objects.count() + Operation.objects.exclude(refused="").count()
