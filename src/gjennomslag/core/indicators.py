"""Indicators: named numbers that rooms publish and that plans and boards ask for by key.

A room registers its indicators in ``indicators.py``; the plan knows only keys. An indicator counts only what was
recorded in the unit itself: sums over a subtree are made by whoever asks (``algorithms.rollups``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from django.utils.functional import Promise


class Period(NamedTuple):
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date


Measure: TypeAlias = Callable[..., Mapping[int, float]]
"""``measure(period, **parameters)`` returns the number per unit id, with one grouped query for all units.

Units without anything to count are absent. The parameters are the indicator's own (kind, mode …).
"""


class Example(NamedTuple):
    """One act behind a number: words for people, and the address of its page where there is one."""

    label: str
    address: str


Examples = Callable[[Period, Sequence[int]], Sequence[Example]]


class Page(NamedTuple):
    """Where a unit does what is counted: the name of an address that takes the unit's code alone, and a verb for it."""

    name: str
    label: str | Promise


@dataclass(frozen=True, slots=True)
class Indicator:
    """A published number.

    ``examples``, where given, lists acts behind it for the given unit ids; ``page`` is where a unit does it.
    """

    key: str
    label: str | Promise
    measure: Measure
    parameters: frozenset[str] = frozenset()
    examples: Examples | None = None
    page: Page | None = None


_indicators: dict[str, Indicator] = {}


def publish(indicator: Indicator) -> None:
    """Make the indicator known under its key. Two indicators with one key is a programming fault."""
    if _indicators.setdefault(indicator.key, indicator) is not indicator:
        raise ValueError(f"Indicator {indicator.key} is published twice")


def published(key: str) -> Indicator | None:
    """Return the indicator with this key, or None where no room publishes it (the plan then says "no data")."""
    return _indicators.get(key)


def all_published() -> dict[str, Indicator]:
    """Return every published indicator by key."""
    return dict(_indicators)
