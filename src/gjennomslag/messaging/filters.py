"""What members can be chosen by: each filter is one question with its field, its condition and its words.

Rooms above add their own (``register_filter``), such as who came to activities. A segment keeps answers by the
filters' keys; within a filter the answers are alternatives, and a person must fit every filter that is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from django import forms
from django.db.models import Q
from django.utils.functional import Promise

from gjennomslag.organisation.models import Unit

Answer: TypeAlias = Any
"""What JSON can hold: a list of codes, or one number."""

Definition: TypeAlias = Mapping[str, Answer]
"""Answers by the filters' keys. A filter that is not answered is absent."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One question about members.

    ``field`` makes the form field for a unit; what it cleans must be JSON. ``condition`` is a condition on people.
    ``wording`` looks up once what a unit's answers are called, and returns what says one of them as part of a list:
    "active / some tasks", "joined in the last 30 days". ``order`` is where the form asks: the register's own questions
    have 0, and rooms above come after them.
    """

    key: str
    field: Callable[[Unit], forms.Field]
    condition: Callable[[Answer, date], Q]
    wording: Callable[[Unit], Callable[[Answer], str]]
    order: int = 0


_filters: dict[str, Filter] = {}


def register_filter(found: Filter) -> None:
    """Add the filter. Two filters with one key is a programming fault."""
    if _filters.setdefault(found.key, found) is not found:
        raise ValueError(f"Filter {found.key} is registered twice")


def all_filters() -> list[Filter]:
    """Return every filter in the order in which the form asks, those of one room as they were registered."""
    return sorted(_filters.values(), key=lambda each: each.order)


def answered(definition: Definition) -> list[tuple[Filter, Answer]]:
    """Return the filters that the definition answers, in order.

    Raises ``KeyError`` for a key that no filter has: leaving it out would choose more people than were meant.
    """
    unknown = set(definition) - set(_filters)
    if unknown:
        raise KeyError(f"No filter has the key {sorted(unknown)}")
    return [(each, definition[each.key]) for each in all_filters() if each.key in definition]


def option_words(options: list[tuple[Any, str | Promise]], chosen: Answer) -> str:
    """Return the labels of the chosen options, as alternatives: "active / some tasks"."""
    wanted = set(chosen) if isinstance(chosen, list) else {chosen}
    return " / ".join(str(label) for value, label in options if value in wanted)


def several(
    label: str | Promise, options: Callable[[], list[tuple[Any, str | Promise]]], help_text: str | Promise = ""
) -> forms.Field:
    """Return a field with a box to tick for each option."""
    return forms.MultipleChoiceField(
        label=str(label), choices=options, help_text=str(help_text), required=False, widget=forms.CheckboxSelectMultiple
    )


def one_number(label: str | Promise, options: list[tuple[int, str | Promise]]) -> forms.Field:
    """Return a field with a list to choose one number from, or none."""
    return forms.TypedChoiceField(
        label=str(label), choices=[("", "–"), *options], coerce=int, empty_value=None, required=False
    )
