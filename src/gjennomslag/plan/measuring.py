"""Measuring all units at once: one grouped query per number and window, sums over the tree in numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.rollups import subtree_ends, subtree_sums
from gjennomslag.core.indicators import Period, published
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.evidence import Number

Array = NDArray[np.float64]


class Tree:
    """All units that have existed by a day, in the order of the tree, as arrays.

    Units that have ended are among them: what they did still counts for the units above.
    """

    def __init__(self, day: date) -> None:
        units = Unit.objects.filter(valid_from__lte=day).order_by("path")
        rows = list(units.values_list("pk", "path", "kind", "valid_from", "valid_until"))
        self.ids: NDArray[np.int64] = np.array([pk for pk, *_ in rows], dtype=np.int64)
        self.kinds = np.array([kind for _, _, kind, _, _ in rows], dtype="U12")
        self.ends = subtree_ends([path for _, path, *_ in rows])
        self.first = np.array([first.toordinal() for *_, first, _ in rows], dtype=np.int64)
        self.last = np.array([(last or date.max).toordinal() for *_, last in rows], dtype=np.int64)
        self._by_id = np.argsort(self.ids)
        self._sorted_ids = self.ids[self._by_id]

    @property
    def size(self) -> int:
        """The number of units."""
        return len(self.ids)

    def spread(self, numbers: Mapping[int, float], missing: float = 0.0) -> Array:
        """The numbers by unit id as an array over all units; units without one have ``missing``."""
        ids = np.fromiter(numbers.keys(), np.int64, len(numbers))
        return self.laid_out(ids, np.fromiter(numbers.values(), np.float64, len(numbers)), missing)

    def laid_out(self, ids: NDArray[np.int64], numbers: Array, missing: float = 0.0) -> Array:
        """The numbers of the units with these ids as an array over all units; the others have ``missing``."""
        values = np.full(self.size, missing)
        if len(ids) and self.size:
            places = np.minimum(np.searchsorted(self._sorted_ids, ids), self.size - 1)
            known = self._sorted_ids[places] == ids
            values[self._by_id[places[known]]] = numbers[known]
        return values

    def is_kind(self, kinds: list[str]) -> NDArray[np.bool_]:
        """Which units are of one of the kinds."""
        return np.isin(self.kinds, kinds)

    def lived_in(self, first: date, last: date) -> NDArray[np.bool_]:
        """Which units existed on some day of a stretch."""
        lived: NDArray[np.bool_] = (self.first <= last.toordinal()) & (self.last >= first.toordinal())
        return lived

    def places_of(self, ids: Sequence[int]) -> NDArray[np.int64]:
        """Where the units with these ids stand; all of them must be in the tree."""
        return self._by_id[np.searchsorted(self._sorted_ids, np.array(ids, dtype=np.int64))]


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
        return self.tree.spread(indicator.measure(Period(first, last), **dict(number.parameters)))
