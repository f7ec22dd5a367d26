"""Take the pictures in docs/images: load the demo in a folder of its own, serve it, and look at it in Chromium.

usage: python -m tools.screenshots [NAME ...]      without names: all of them
"""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tools.chromium import find_chromium

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
COMMAND = (sys.executable, "-m", "gjennomslag.config.command")
DESK, PHONE = (1280, 800), (390, 844)
# Draws the picture on a canvas and returns it as WebP, which is a third of the size.
AS_WEBP = """async (png) => {
  const image = new Image();
  image.src = png;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", 0.86);
}"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: whose page, which one, and on what screen.

    Where given, ``link`` is the link clicked on first, and ``show`` what is scrolled to.
    """

    name: str
    role: str
    path: str
    size: tuple[int, int] = DESK
    link: str = ""
    show: str = ""


PICTURES = (
    Picture("board", "head-office", "/units/landet/board/"),
    Picture("weeks", "head-office", "/units/landet/board/", show="#weeks"),
    Picture("targets", "county-organiser", "/units/innlandet/targets/"),
    Picture("themes", "head-office", "/units/landet/themes/"),
    Picture("turfs", "branch-leader", "/units/elverum/drives/", link="Nabolagsrunden", show="turf-map"),
    Picture("walk", "", "walk", PHONE),
)


@contextmanager
def served_demo() -> Iterator[tuple[str, str]]:
    """Load and serve the demo; give its address and the address of a turf to walk."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="gjennomslag-") as folder:
        Path(folder).chmod(0o755)
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        # No map tiles: a picture must come out the same without a network.
        environment |= {"GJENNOMSLAG_DATA": f"{folder}/data", "GJENNOMSLAG_DEMO": "1", "GJENNOMSLAG_TILES": ""}
        subprocess.run([*COMMAND, "demo", "load"], env=environment, check=True, cwd=ROOT)
        command = [*COMMAND, "serve", "--port", str(port), "--processes", "1", "--no-worker", "--json"]
        with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            said = json.loads(server.stdout.readline())
            try:
                yield said["address"], said["walk"]
            finally:
                server.terminate()


def open_page(browser: Browser, address: str, walk: str, picture: Picture) -> Page:
    """Return the picture's page, signed in as its role."""
    width, height = picture.size
    page = browser.new_page(
        viewport={"width": width, "height": height}, locale="nb-NO", base_url=address, color_scheme="light"
    )
    if picture.role:
        page.goto("/")
        page.locator(f'form[action$="/{picture.role}/"] button').click()
        page.wait_for_load_state("networkidle")
    page.goto(walk if picture.path == "walk" else picture.path)
    if picture.link:
        page.get_by_role("link", name=re.compile(picture.link)).first.click()
    page.wait_for_load_state("networkidle")
    if picture.path == "walk":
        page.get_by_role("button", name="Start").click()  # past the introduction, to the doors
        page.locator(".field-door").first.wait_for()
    if picture.show:
        page.locator(picture.show).evaluate("part => window.scrollTo(0, part.getBoundingClientRect().top - 24)")
        page.wait_for_timeout(1500)  # maps are drawn after they come into view
    return page


def take(browser: Browser, address: str, walk: str, picture: Picture) -> Path:
    """Take the picture and return its file."""
    page = open_page(browser, address, walk, picture)
    png = f"data:image/png;base64,{base64.b64encode(page.screenshot()).decode()}"
    page.close()
    blank = browser.new_page()
    webp: str = blank.evaluate(AS_WEBP, png)
    blank.close()
    file = IMAGES / f"{picture.name}.webp"
    file.write_bytes(base64.b64decode(webp.partition(",")[2]))
    return file


def main(names: list[str]) -> int:
    """Take the named pictures, or all of them."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, served_demo() as (address, walk):
        path = find_chromium(playwright)
        if path is None:
            print("There is no Chromium on this machine. To have one: .venv/bin/playwright install chromium")
            return 1
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for picture in PICTURES:
            if not names or picture.name in names:
                file = take(browser, address, walk, picture)
                print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1000} kB", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
