"""The names that plans may use for numbers, triggers and actions, whether their rooms exist yet or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Name:
    """A name with its words per language, and for numbers the parameters they take.

    ``below`` says that a unit's acts include those of the units below it; ``state`` that the number is a state on
    a day, and not something that adds up over time.
    """

    key: str
    words: Mapping[str, str]
    parameters: frozenset[str] = frozenset()
    below: bool = False
    state: bool = False


@dataclass(frozen=True)
class Catalogue:
    """All names by key."""

    indicators: Mapping[str, Name]
    triggers: Mapping[str, Name]
    actions: Mapping[str, Name]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue that comes with the program."""
    text = (files("gjennomslag.plan") / "catalogue.yaml").read_text("utf-8")
    parts = yaml.safe_load(text)

    def names(part: str) -> dict[str, Name]:
        return {
            key: Name(
                key,
                {language: entry[language] for language in ("nb", "en")},
                frozenset(entry.get("parameters", ())),
                entry.get("below", False),
                entry.get("state", False),
            )
            for key, entry in parts[part].items()
        }

    return Catalogue(names("indicators"), names("triggers"), names("actions"))
