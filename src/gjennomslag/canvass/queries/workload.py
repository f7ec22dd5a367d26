"""How much work an area is, before anyone has cut it into turfs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gjennomslag.algorithms.routes import Pace
from gjennomslag.algorithms.workload import legs_by_car, legs_on_foot, typical_legs
from gjennomslag.canvass.queries.places import Places


@dataclass(frozen=True, slots=True)
class Workload:
    """Doors to knock on and the minutes one pair would need for all of them."""

    doors: int
    minutes: float

    @property
    def seconds(self) -> float:
        """Return the time in seconds."""
        return self.minutes * 60

    def outings(self, hours: float) -> int:
        """Return how many times one pair has to go out, ``hours`` each time."""
        return math.ceil(self.minutes / 60 / hours)

    def afternoons(self, hours: float, pairs: int) -> int:
        """Return how many afternoons of ``hours`` it takes when so many pairs come each time."""
        return math.ceil(self.outings(hours) / pairs)


def workloads(places: Places, pace: Pace) -> dict[str, Workload]:
    """Return the work in each area (the code of the basic unit) among the places.

    The way between addresses is guessed from each one's nearest neighbours, on foot or by car, whichever is quicker.
    """
    if not len(places):
        return {}
    legs = typical_legs(places.points)
    between = np.minimum(legs_on_foot(legs, pace), np.where(legs > 0, legs_by_car(legs), 0))
    minutes = places.minutes_at_doors(pace) + between
    found: dict[str, Workload] = {}
    for area, doors, needed in zip(places.areas, places.doors, minutes.tolist(), strict=True):
        before = found.get(area, Workload(0, 0.0))
        found[area] = Workload(before.doors + len(doors), before.minutes + needed)
    return found


def in_all(works: dict[str, Workload]) -> Workload:
    """Return the work in all areas together."""
    return Workload(sum(work.doors for work in works.values()), sum(work.minutes for work in works.values()))


SQUARES_IN_A_ROW = 30
_MOST_SQUARES = 600
_STEP = 12


@dataclass(frozen=True, slots=True)
class OutingsDrawing:
    """A square for every outing of one pair (or for ``each`` outings), row by row, in a box of width × height units.

    A square is its x, its y and what it stands for.
    """

    width: int
    height: int
    each: int
    squares: list[tuple[int, int, str]]


def outings_drawing(minutes: Sequence[tuple[str, float]], hours: float) -> OutingsDrawing:
    """Return the outings of ``hours`` that these minutes of work take as squares, kind after kind.

    ``minutes`` are pairs of a kind and its minutes; a square is of the kind that fills its first minute. Very many
    outings are drawn ten, a hundred… to a square.
    """
    total = sum(work for _, work in minutes)
    outings, each = math.ceil(total / 60 / hours), 1
    while outings > each * _MOST_SQUARES:
        each *= 10
    kinds: list[str] = []
    passed = 0.0
    for kind, work in minutes:
        passed += work
        kinds += [kind] * (math.ceil(passed / 60 / hours / each) - len(kinds))
    squares = [
        (index % SQUARES_IN_A_ROW * _STEP, index // SQUARES_IN_A_ROW * _STEP, kind) for index, kind in enumerate(kinds)
    ]
    return OutingsDrawing(SQUARES_IN_A_ROW * _STEP, math.ceil(len(kinds) / SQUARES_IN_A_ROW) * _STEP, each, squares)
