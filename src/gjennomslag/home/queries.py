"""The board: what a unit and the units below it have done in a year, put together from what the rooms publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.rollups import subtree_ends, subtree_sums
from gjennomslag.canvass.queries.counts import counts_by_week
from gjennomslag.core.clock import Week, week_of, weeks_left
from gjennomslag.core.indicators import Period, published
from gjennomslag.home.rules import Progress
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.queries import paths_below, units_with_ids
from gjennomslag.plan.queries.targets import TargetNumber, targets_of

CONVERSATIONS = "canvass.conversations"
DOORS = "canvass.doors"
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit directly below, with everything below it counted in."""

    unit: Unit
    conversations: Progress
    doors: Progress


@dataclass(frozen=True, slots=True)
class WeekCount:
    """What was done in one ISO week, or in the part of it that lies in the year."""

    week: Week
    doors: int
    conversations: int


class Board:
    """What ``unit`` and all below it have done in ``year``, seen from ``day``.

    Of the units directly below, those from number ``first`` up to ``last`` are fetched (``rows``); everything else
    covers them all. Takes the same number of queries however many units there are.
    """

    def __init__(self, unit: Unit, year: int, day: date, *, first: int = 0, last: int | None = None) -> None:
        self.unit, self.year, self.day = unit, year, day
        self.period = Period(date(year, 1, 1), date(year, 12, 31))
        tree = paths_below(unit, self.period.first, self.period.last)
        self._ids = [unit_id for unit_id, _path in tree]
        paths = [path for _unit_id, path in tree]
        own = np.column_stack([_own_numbers(key, self.period, self._ids) for key in (CONVERSATIONS, DOORS)])
        self._own = own[0]
        self._sums = subtree_sums(own, subtree_ends(paths))
        width = len(unit.path) + unit.steplen
        below = [index for index, path in enumerate(paths) if len(path) == width]
        self.number_below = len(below)
        self._shown = below[first:last]
        ids = [self._ids[index] for index in (0, *self._shown)]
        self._targets = {key: targets_of(key, year, ids) for key in (CONVERSATIONS, DOORS)}

    @property
    def weeks_left(self) -> int:
        """Return how many weeks of the year are left, the running one included."""
        return weeks_left(self.year, self.day)

    @property
    def conversations(self) -> Progress:
        """Return the conversations of the unit and all below it."""
        return self._progress(0, CONVERSATIONS)

    @property
    def doors(self) -> Progress:
        """Return the doors of the unit and all below it."""
        return self._progress(0, DOORS)

    @property
    def own_conversations(self) -> int:
        """Return what was recorded in the unit itself and not in a unit below."""
        return int(self._own[0])

    @property
    def own_doors(self) -> int:
        """Return what was recorded in the unit itself and not in a unit below."""
        return int(self._own[1])

    @cached_property
    def rows(self) -> list[UnitRow]:
        """Return the units directly below, in the order of the tree."""
        units = units_with_ids([self._ids[index] for index in self._shown])
        return [
            UnitRow(units[self._ids[index]], self._progress(index, CONVERSATIONS), self._progress(index, DOORS))
            for index in self._shown
        ]

    @cached_property
    def weeks(self) -> list[WeekCount]:
        """Return every week of the year up to the one that ``day`` lies in, those in which nothing was done too."""
        counts = counts_by_week(self.unit, self.period)
        last = week_of(min(self.day, self.period.last))
        weeks = []
        monday = week_of(self.period.first).monday
        while monday <= last.monday and monday <= self.period.last:
            week = week_of(monday)
            weeks.append(WeekCount(week, *counts.get(week, (0, 0))))
            monday += timedelta(days=7)
        return weeks

    def _progress(self, index: int, key: str) -> Progress:
        target = self._targets[key].get(self._ids[index], TargetNumber(None, None)).in_force
        return Progress(int(self._sums[index, (CONVERSATIONS, DOORS).index(key)]), target, self.year, self.day)


def _own_numbers(key: str, period: Period, unit_ids: Sequence[int]) -> NDArray[np.float64]:
    """Return what each unit has recorded itself, in the order of the ids."""
    indicator = published(key)
    numbers: Mapping[int, float] = indicator.measure(period) if indicator else {}
    return np.fromiter((numbers.get(unit_id, 0) for unit_id in unit_ids), dtype=np.float64, count=len(unit_ids))
