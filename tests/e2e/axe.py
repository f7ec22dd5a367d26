"""Is a page usable for everyone? axe-core looks at it in a real browser, and we look at whether it fits the screen."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@cache
def _axe() -> str:
    assert AXE.exists(), "axe-core is not installed: run npm ci in frontend/"
    return AXE.read_text(encoding="utf-8")


def violations(page: Page, *rules: str) -> list[str]:
    """Return what axe finds on the page as it stands now, one line each; only these rules where some are given."""
    page.evaluate(_axe())
    options: dict[str, Any] = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{each['id']}: {node['target']}: {node['failureSummary']}" for each in found for node in each["nodes"]]


def assert_accessible(page: Page) -> None:
    """Assert that axe finds nothing: WCAG 2.1 A and AA and its best practices."""
    assert violations(page) == []


def assert_contrast(page: Page) -> None:
    """Assert that all text stands out enough; for a second look in another colour scheme."""
    assert violations(page, "color-contrast") == []


def assert_fits(page: Page) -> None:
    """Assert that nothing sticks out to the right: the page never scrolls sideways (WCAG 1.4.10)."""
    sticking_out = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll("body *")]
                .filter(part => part.getBoundingClientRect().right > innerWidth + 1)
                .map(part => part.outerHTML.slice(0, 120))"""
    )
    assert sticking_out == []
