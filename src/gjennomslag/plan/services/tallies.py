"""Tallies: how many units below each county and the country have each status, added up at every reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from gjennomslag.organisation.choices import UnitKind
from gjennomslag.plan.filled import evidence_of
from gjennomslag.plan.measuring import Measurements, Tree
from gjennomslag.plan.models import Obligation, Reading, Tally
from gjennomslag.plan.queries.judging import Stand, judge, lives_from
from gjennomslag.plan.queries.obligations import Numbers, numbers_of
from gjennomslag.plan.statuses import STATUSES

ABOVE = (UnitKind.NATIONAL, UnitKind.COUNTY)
"""Kinds of units that have units below which answer for rules."""
_FEW_UNITS = 500
"""So many units are asked for by name; of more it is quicker to fetch what all units were read as."""


def keep_tallies(
    read: Sequence[Obligation], closed: Sequence[Obligation], measurements: Measurements, on: date
) -> None:
    """Count anew how the units below each county and the country stand with the obligations, and keep the counts.

    ``read`` are those that have been measured tonight, ``closed`` others, whose numbers are those that hold. Reports
    of the day itself are left out: whoever shows a tally adds those, and the ones made later.
    """
    tree, obligations = measurements.tree, [*read, *closed]
    source = _Tonight(measurements, frozenset(each.pk for each in read), on, on - timedelta(1))
    above = np.flatnonzero(tree.is_kind(list(ABOVE)))
    counted: dict[tuple[int, int], tuple[Counter[str], float]] = {}
    for kind in dict.fromkeys(kind for each in obligations for kind in each.unit_kinds):
        bound = [each for each in obligations if kind in each.unit_kinds]
        for stand, (counts, values) in _counted(bound, kind, source, above):
            for place, numbers, value in zip(above, counts.tolist(), values.tolist(), strict=True):
                found = Counter({STATUSES[code].value: number for code, number in enumerate(numbers) if number})
                if found:
                    key = int(tree.ids[place]), stand.obligation.pk
                    before = counted.get(key, (Counter(), 0.0))
                    counted[key] = before[0] + found, before[1] + value
    Tally.objects.filter(obligation__in=obligations).delete()
    Tally.objects.bulk_create(
        (
            Tally(unit_id=unit, obligation_id=obligation, counts=dict(counts), value=value)
            for (unit, obligation), (counts, value) in counted.items()
        ),
        batch_size=5000,
    )


Counts = tuple[NDArray[np.int64], NDArray[np.float64]]


def _counted(
    obligations: Sequence[Obligation], kind: str, source: _Tonight, above: NDArray[np.int64]
) -> Iterator[tuple[Stand, Counts]]:
    """Count the units of one kind below each of the units ``above``: their statuses, and what they did together."""
    tree = source.measurements.tree
    places = np.flatnonzero(tree.is_kind([kind]))
    lives = lives_from(tree.ids[places].tolist(), tree.first[places], tree.last[places])
    first, last = np.searchsorted(places, above + 1), np.searchsorted(places, tree.ends[above])
    for stand in judge(obligations, lives, source.on, replace(source, places=places)):
        table = np.zeros((len(places) + 1, len(STATUSES)), dtype=np.int64)
        table[np.flatnonzero(stand.bound) + 1, stand.codes[stand.bound]] = 1
        done = np.where(stand.bound, stand.measured.value + stand.measured.late, 0.0)
        counts, values = np.cumsum(table, axis=0), np.concatenate([[0.0], np.cumsum(done)])
        yield stand, (counts[last] - counts[first], values[last] - values[first])


@dataclass(frozen=True, slots=True)
class _Tonight:
    """The numbers of the units at some places of the tree as they are read tonight; ``read`` is what is measured."""

    measurements: Measurements
    read: frozenset[int]
    on: date
    known_on: date
    places: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def numbers(self, obligation: Obligation) -> Numbers:
        if obligation.pk not in self.read:
            return _held(obligation, self.measurements.tree, self.places)
        found = numbers_of(obligation, self.measurements, self.on)
        columns = (found.value, found.whole, found.late, found.target)
        return Numbers(*(column[self.places] for column in columns))

    def blind(self, obligation: Obligation) -> bool:
        if obligation.frozen_on is not None:
            return obligation.frozen_unpublished
        numbers = evidence_of(obligation.evidence).numbers
        return any(str(number) in self.measurements.unpublished for number in numbers)


def _held(obligation: Obligation, tree: Tree, places: NDArray[np.int64]) -> Numbers:
    """What the last reading of a closed window told of the units at the places."""
    held = Reading.objects.filter(obligation=obligation, replaced_on__isnull=True)
    if len(places) <= _FEW_UNITS:
        held = held.filter(unit__in=tree.ids[places].tolist())
    rows = list(held.values_list("unit_id", "value", "whole", "late", "target"))
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    told = np.array([row[1:] for row in rows], dtype=np.float64).reshape(-1, 4)
    no_whole = 0.0 if evidence_of(obligation.evidence).whole is not None else np.nan
    nothing = (0.0, no_whole, 0.0, np.nan)
    columns = (tree.laid_out(ids, told[:, each], missing) for each, missing in enumerate(nothing))
    return Numbers(*(column[places] for column in columns))
