"""Measuring all units at once: one grouped query per number and window, sums over the tree in numpy."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.rollups import subtree_ends, subtree_sums
from gjennomslag.core.indicators import Period, published
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import active_on
from gjennomslag.plan.evidence import Number

Array = NDArray[np.float64]


class Tree:
    """The units of a day in the order of the tree, as arrays."""

    def __init__(self, day: date) -> None:
        rows = list(Unit.objects.filter(active_on(day)).order_by("path").values_list("pk", "path", "kind"))
        self.ids: NDArray[np.int64] = np.array([pk for pk, _, _ in rows], dtype=np.int64)
        self.kinds = np.array([kind for _, _, kind in rows], dtype="U12")
        self.ends = subtree_ends([path for _, path, _ in rows])
        self._places = {pk: place for place, (pk, _, _) in enumerate(rows)}

    @property
    def size(self) -> int:
        """The number of units."""
        return len(self.ids)

    def spread(self, numbers: dict[int, float]) -> Array:
        """The numbers by unit id as an array over all units; units without one have 0."""
        values = np.zeros(self.size)
        for pk, number in numbers.items():
            place = self._places.get(pk)
            if place is not None:
                values[place] = number
        return values

    def is_kind(self, kinds: list[str]) -> NDArray[np.bool_]:
        """Which units are of one of the kinds."""
        return np.isin(self.kinds, kinds)


class Measurements:
    """Numbers of all units, each asked for only once, and the names of those that no room publishes."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.unpublished: set[str] = set()
        self._own: dict[tuple[Number, date, date], Array] = {}
        self._below: dict[tuple[Number, date, date], Array] = {}

    def of(self, number: Number, first: date, last: date, *, below: bool) -> Array:
        """The number of each unit in the days from ``first`` to ``last``, with all units below it if asked."""
        key = (number, first, last)
        if key not in self._own:
            self._own[key] = self._measure(number, first, last)
        if not below:
            return self._own[key]
        if key not in self._below:
            self._below[key] = subtree_sums(self._own[key], self.tree.ends)
        return self._below[key]

    def _measure(self, number: Number, first: date, last: date) -> Array:
        indicator = published(number.key)
        if indicator is None or not {name for name, _ in number.parameters} <= indicator.parameters:
            self.unpublished.add(str(number))
            return np.zeros(self.tree.size)
        if last < first:
            return np.zeros(self.tree.size)
        return self.tree.spread(dict(indicator.measure(Period(first, last), **dict(number.parameters))))
