"""Improve turfs from several beginnings and let the best go on: what turfs began from is felt to the end.

How turfs are first made whole decides who gets the farms between them, or the one house behind a block, and later
rounds seldom change that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gjennomslag.algorithms.distances import Indices, Walk
from gjennomslag.algorithms.improvement import TOGETHER, Effort, Turfs, improve
from gjennomslag.algorithms.route_search import next_random
from gjennomslag.algorithms.split import Bounds, Weights
from gjennomslag.algorithms.tour import pair_lengths
from gjennomslag.algorithms.wholeness import Places, pieces

MOST_BEGINNINGS = 8
"""So many beginnings, at most, are improved with other chances. The best go on, fewer after each stage."""
BEGUN_POINTS = 130_000
"""So many points are in all beginnings together, so that these never take longer than a large town does."""
STAGES = (1, 3, 6)
"""How many sixths of the rounds have been had at the end of each stage: the more beginnings go on, the fewer."""
FEWEST_KEPT = 4
"""So many beginnings at least go on after they have been made whole."""
KEPT_POINTS = 6_000
"""More of them go on in small areas, as long as there are no more points in them together than this."""


@dataclass(frozen=True, slots=True)
class Area:
    """What turfs are improved by: the walk between points, which are near each other, doors, bounds, what is linked."""

    walk: Walk
    near: Indices
    weights: Weights
    limits: Bounds
    linked: Places

    def improved(self, turfs: Turfs, effort: Effort) -> Turfs:
        """Return the turfs improved once."""
        return improve(self.walk, self.near, self.weights, turfs, self.limits, effort, self.linked)

    def faults(self, turfs: Turfs) -> tuple[int, int, int]:
        """Return what is wrong with the turfs, the worst first: doors outside bounds, pieces, decimetres to walk."""
        doors = np.add.reduceat(self.weights[turfs.order], turfs.starts[:-1])
        outside = np.maximum(doors - self.limits.high, 0) + np.maximum(self.limits.low - doors, 0)
        torn = len(pieces(self.linked, turfs.of_stops())[1]) if len(self.linked.starts) else 0
        legs = pair_lengths(self.walk, turfs.order[:-1], turfs.order[1:])
        legs[turfs.starts[1:-1] - 1] = 0
        return int(outside.sum()), torn, int(legs.sum())


def beginnings_for(points: int) -> int:
    """Return from how many beginnings the turfs of an area of so many points are improved."""
    return max(1, min(MOST_BEGINNINGS, BEGUN_POINTS // points))


def best_improved(area: Area, turfs: Turfs, effort: Effort, beginnings: int) -> Turfs:
    """Return the turfs improved, from the best of so many ``beginnings``; the same arguments give the same turfs.

    The best go on after every stage, until one has had all rounds of the ``effort``.
    """
    if beginnings < 2 or len(turfs.starts) - 1 <= TOGETHER:
        # So few are searched as one group in every round: what they began from is soon forgotten.
        return area.improved(turfs, effort)
    chances = _chances(effort.seed)
    found = [area.improved(turfs, Effort(0, next(chances))) for _ in range(beginnings)]
    kept = max(FEWEST_KEPT, KEPT_POINTS // len(area.weights))
    had = 0
    for stage, sixths in enumerate(STAGES):
        best = sorted(found, key=area.faults)[: max(1, kept >> stage)]
        rounds = effort.rounds * sixths // STAGES[-1] - had
        found = [area.improved(each, Effort(rounds, next(chances))) for each in best] if rounds else best
        had += rounds
    return min(found, key=area.faults)


def _chances(seed: int) -> Iterator[int]:
    """Yield seeds that depend on this one alone."""
    while True:
        seed = next_random(seed)
        yield seed
