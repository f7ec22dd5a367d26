"""The barriers that a unit's turfs keep to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gjennomslag.algorithms.distances import Floats
from gjennomslag.canvass.barrier_files import in_metres
from gjennomslag.canvass.models import UnitBarriers
from gjennomslag.organisation.models import Unit

_MARGIN = 500.0
"""Metres around the addresses within which a barrier can matter to a walk between them."""


@dataclass(frozen=True, slots=True)
class Barriers:
    """Lines in metres that no turf crosses, and the name of the file they come from; both empty where there is none."""

    name: str
    lines: Sequence[Floats]

    def around(self, points: Floats) -> list[Floats]:
        """Return the pieces of the lines that come near the points (n, 2)."""
        low, high = points.min(axis=0) - _MARGIN, points.max(axis=0) + _MARGIN
        found = []
        for line in self.lines:
            start, end = line[:-1], line[1:]
            near = ((np.maximum(start, end) >= low) & (np.minimum(start, end) <= high)).all(axis=1)
            found += [line[first : last + 1] for first, last in _runs(near)]
        return found


def _runs(near: np.typing.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return where each run of true values begins and the place after its end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], near, [False])).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def barriers_of(unit: Unit) -> UnitBarriers | None:
    """Return what the unit has imported, or None."""
    return UnitBarriers.objects.filter(unit=unit).first()


def barriers_for(unit: Unit) -> Barriers:
    """Return the lines the unit's turfs keep to: its own, else those of the nearest unit above that has any."""
    paths = [unit.path[:end] for end in range(unit.steplen, len(unit.path) + 1, unit.steplen)]
    nearest = UnitBarriers.objects.filter(unit__path__in=paths).order_by("-unit__depth").first()
    if nearest is None:
        return Barriers("", [])
    return Barriers(nearest.file_name, [in_metres(np.array(line, dtype=np.float64)) for line in nearest.lines])
