"""What a plan asks for, when, and how many times: windows per item and kind of subject."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from gjennomslag.algorithms.recurrence import Window, windows
from gjennomslag.plan.document import Item, PlanDocument
from gjennomslag.plan.grammar import Subject


@dataclass(frozen=True)
class Schedule:
    """An item's windows for one kind of subject, in order. Windows with count 0 watch a state or follow triggers."""

    item: str
    subject: Subject
    windows: tuple[Window, ...]
    years: range

    @property
    def per_year(self) -> dict[int, int]:
        """Acts due in each year of the plan; acts that may fall in any year are in none."""
        return {year: sum(w.count for w in self.windows if w.year == year) for year in self.years}

    @property
    def total(self) -> int:
        """Acts due in the whole period."""
        return sum(window.count for window in self.windows)

    def as_data(self) -> dict[str, Any]:
        """The schedule as plain values for JSON."""
        return {
            "id": self.item,
            "subject": self.subject.value,
            "windows": [
                {"from": w.first.isoformat(), "to": w.last.isoformat(), "count": w.count} for w in self.windows
            ],
            "per_year": {str(year): count for year, count in self.per_year.items()},
            "total": self.total,
        }


def schedule(document: PlanDocument) -> list[Schedule]:
    """Unfold every rule of the plan, in the order of its items."""
    return [each for item in document.items for each in schedule_of(item, document)]


def schedule_of(item: Item, document: PlanDocument) -> list[Schedule]:
    """Unfold an item's rules, one schedule for each kind of subject.

    A rule with several pieces of evidence opens its windows once: the pieces are further proofs of the same acts.
    """
    by_subject: dict[Subject, dict[str, tuple[Window, ...]]] = defaultdict(dict)
    for binding in item.bindings:
        unfolded = windows(binding.rule.form, document.period, document.calendar)
        by_subject[binding.rule.subject][binding.sentence] = unfolded
    return [
        Schedule(
            item.key,
            subject,
            tuple(sorted((w for each in rules.values() for w in each), key=lambda w: (w.first, w.last))),
            document.period.years,
        )
        for subject, rules in by_subject.items()
    ]
