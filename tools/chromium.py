"""The Chromium that tests and screenshots drive: the system's where there is one, else Playwright's own.

usage: python -m tools.chromium      downloads Playwright's Chromium where the machine has none
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find_chromium(playwright: Playwright) -> str | None:
    """Return the path of a Chromium or Chrome, or None."""
    on_path = (shutil.which(command) for command in COMMANDS)
    candidates = [path for path in on_path if path] + [*PLACES, playwright.chromium.executable_path]
    return next((path for path in candidates if Path(path).exists()), None)


def main() -> int:
    """Download a Chromium where none is found; say so where that fails, and let the tests fail on their own."""
    with sync_playwright() as playwright:
        if find_chromium(playwright):
            return 0
    print("Downloading Chromium for the tests that drive a browser", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"Could not get a Chromium; the tests in a browser will fail. {done.stderr.strip()[-300:]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
