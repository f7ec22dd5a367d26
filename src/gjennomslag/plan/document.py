"""A plan as its file says it: typed, checked, and free of any database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gjennomslag.algorithms.recurrence import ElectionCalendar, Period
from gjennomslag.plan.evidence import Evidence
from gjennomslag.plan.grammar import Rule

Texts = Mapping[str, str]
"""One text per language."""

KINDS = ("intro", "goal", "priority", "measure", "role")
EVERY_LEVEL = "all"


@dataclass(frozen=True)
class Parameter:
    """A named value that rules refer to as ``$key``."""

    key: str
    value: str
    title: Texts


@dataclass(frozen=True)
class TargetSeries:
    """Yearly numbers for an indicator that the party's own unit starts from."""

    indicator: str
    title: Texts
    item: str
    national: Mapping[int, int]
    line: int


@dataclass(frozen=True)
class Binding:
    """One rule of an item with the evidence that shows it kept. ``sentence`` and ``shown_by`` are as written."""

    sentence: str
    shown_by: str
    rule: Rule
    evidence: Evidence
    line: int


@dataclass(frozen=True)
class Item:
    """A row of the plan. ``follows`` names items whose state is this one's, where it has no rule of its own."""

    key: str
    kind: str
    goal: str
    levels: tuple[str, ...]
    office: str
    title: Texts
    text: str
    follows: tuple[str, ...]
    bindings: tuple[Binding, ...]
    line: int


@dataclass(frozen=True)
class PlanDocument:
    """A whole plan."""

    key: str
    title: Texts
    languages: tuple[str, ...]
    period: Period
    adopted_on: date
    adopted_by: Texts
    calendar: ElectionCalendar
    levels: Mapping[str, Texts]
    parameters: Mapping[str, Parameter]
    targets: tuple[TargetSeries, ...]
    items: tuple[Item, ...]

    def item(self, key: str) -> Item:
        """Return the item with this id. Raises ``KeyError`` where there is none."""
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)
