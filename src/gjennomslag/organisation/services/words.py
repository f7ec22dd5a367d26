"""The words that every installation starts with: what members can help with, and what they agree to."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import Topic
from gjennomslag.organisation.models import Interest, Person
from gjennomslag.organisation.services.consents import publish_text


def _entries(name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load(
        (files("gjennomslag.organisation") / "data" / name).read_text("utf-8")
    )
    return entries


def install_words(*, by: Person | None) -> None:
    """Install or update the interests, skills and consent texts. What a party has added of its own is not touched."""
    with writing(by=by, why="words installed"):
        for order, entry in enumerate(_entries("interests.yaml")):
            names = {f"name_{language}": name for language, name in entry["names"].items()}
            Interest.objects.update_or_create(
                code=entry["code"], defaults={"kind": entry["kind"], "order": order, **names}
            )
        for entry in _entries("consents.yaml"):
            for language in ("nb", "nn", "en"):
                publish_text(topic=Topic(entry["topic"]), language=language, text=entry[language], by=by)
