"""The field app's built files: what its page loads, and what its service worker keeps for when there is no network."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any

from django.templatetags.static import static

from gjennomslag.core.built import built_file

ENTRY, WORKER = "field/main.tsx", "field/worker.ts"
# Letters beyond Norwegian's own; kept when a name on the way first needs them.
SELDOM = "latin-ext"


@lru_cache(maxsize=1)
def _parts() -> tuple[str, ...]:
    """Return the names of the files that the app needs at once: its script, styles, fonts and what they share."""
    manifest: dict[str, Any] = json.loads(built_file("manifest.json").read_text("utf-8"))
    names: list[str] = []
    waiting = [ENTRY]
    while waiting:
        part = manifest[waiting.pop()]
        if part["file"] in names:
            continue
        names += [part["file"], *part.get("css", ()), *part.get("assets", ())]
        waiting += part.get("imports", ())
    return tuple(dict.fromkeys(name for name in names if SELDOM not in name))


def files_of_app() -> list[str]:
    """Return the addresses of the files that the app needs at once."""
    return [static(f"build/{name}") for name in _parts()]


@lru_cache(maxsize=1)
def version_of_app() -> str:
    """Return a name for this build: another as soon as one of its files differs."""
    digest = hashlib.sha256()
    for name in (*_parts(), "field-worker.js"):
        digest.update(built_file(name).read_bytes())
    return digest.hexdigest()[:16]


def worker_script(page: str) -> str:
    """Return the service worker with what it is to keep put in front. ``page`` is the app's page as it is served."""
    version = hashlib.sha256(f"{version_of_app()}{page}".encode()).hexdigest()[:16]
    given = f"const FILES = {json.dumps(files_of_app())}, VERSION = {json.dumps(version)};\n"
    return given + built_file("field-worker.js").read_text("utf-8")
