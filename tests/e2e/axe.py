"""Is a page usable for everyone? axe-core looks at it in a real browser, and we look at whether it fits the screen."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.e2e.conftest import DESK, PHONE

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@cache
def _axe() -> str:
    assert AXE.exists(), "axe-core is not installed: run npm ci in frontend/"
    return AXE.read_text(encoding="utf-8")


def _settle(page: Page) -> None:
    """Wait until nothing that ends still moves or fades: white on half-faded red is no colour of ours."""
    page.wait_for_function(
        """() => document.getAnimations().every(
            each => each.playState !== "running" || each.effect.getComputedTiming().endTime === Infinity
        )"""
    )


def violations(page: Page, *rules: str) -> list[str]:
    """Return what axe finds on the page as it stands now, one line each; only these rules where some are given."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    _settle(page)
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{each['id']}: {node['target']}: {node['failureSummary']}" for each in found for node in each["nodes"]]


def assert_accessible(page: Page) -> None:
    """Assert that axe finds nothing: WCAG 2.1 A and AA and its best practices."""
    assert violations(page) == []


def assert_contrast(page: Page) -> None:
    """Assert that all text stands out enough; for a second look in another colour scheme."""
    assert violations(page, "color-contrast") == []


def overflow(page: Page) -> list[str]:
    """Return what sticks out to the right, so that the page scrolls sideways (WCAG 1.4.10)."""
    _settle(page)
    sticking_out: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll("body *")]
                .filter(part => part.getBoundingClientRect().right > innerWidth + 1)
                .map(part => part.outerHTML.slice(0, 120))"""
    )
    return sticking_out


def assert_fits(page: Page) -> None:
    """Assert that the page does not scroll sideways."""
    assert overflow(page) == []


def faults(page: Page) -> list[str]:
    """Look at the page on a phone, in the dark, in letters of twice the size, and on a desk; return what is wrong."""
    found = violations(page) + overflow(page)
    page.emulate_media(color_scheme="dark")
    found += violations(page, "color-contrast")
    page.emulate_media(color_scheme="light")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += overflow(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    found += violations(page) + overflow(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return found
