"""Files that the front end's build has made, for views that hand them out under an address of their own."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders


class NotBuilt(Exception):
    """The scripts and styles have not been built: ``make setup``."""


def built_file(name: str) -> Path:
    """Return the path of a built file, or raise ``NotBuilt``."""
    found = finders.find(f"build/{name}")
    if not isinstance(found, str):
        raise NotBuilt(name)
    return Path(found)


def built_text(name: str) -> str:
    """Return the text of a built file, or raise ``NotBuilt``."""
    return built_file(name).read_text("utf-8")
