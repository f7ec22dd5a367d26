"""How much work an area is, before anyone has cut it into turfs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gjennomslag.algorithms.distances import Floats
from gjennomslag.algorithms.routes import Pace
from gjennomslag.algorithms.street_walk import paths_to_doors
from gjennomslag.algorithms.workload import legs_by_car, legs_on_foot, typical_legs
from gjennomslag.canvass.queries.paces import paces_in
from gjennomslag.canvass.queries.places import Places
from gjennomslag.canvass.queries.streets import Streets, streets_for
from gjennomslag.organisation.models import Unit


@dataclass(frozen=True, slots=True)
class Workload:
    """Doors to knock on and the minutes one pair would need for all of them."""

    doors: int
    minutes: float

    @property
    def seconds(self) -> float:
        """Return the time in seconds."""
        return self.minutes * 60

    def of(self, doors: int) -> Workload:
        """Return the work at so many of the doors, which are as much work as the others."""
        return Workload(doors, self.minutes * doors / self.doors)

    def outings(self, hours: float) -> int:
        """Return how many times one pair has to go out, ``hours`` each time."""
        return math.ceil(self.minutes / 60 / hours)

    def afternoons(self, hours: float, pairs: int) -> int:
        """Return how many afternoons of ``hours`` it takes when so many pairs come each time."""
        return math.ceil(self.outings(hours) / pairs)


def workloads(places: Places, walkers: Mapping[str, Unit]) -> dict[str, Workload]:
    """Return the work in each area (the code of the basic unit) among the places; those in no such area are left out.

    ``walkers`` are the units that walk in the areas: their doors are reckoned with what that unit has measured. The way
    between addresses is guessed from each one's nearest neighbours, on foot or by car, whichever is quicker. Where the
    unit has streets, the way from the street to each door and back is added, as a cut does.
    """
    members: dict[Unit, list[int]] = {}
    for place, area in enumerate(places.areas):
        if area in walkers:
            members.setdefault(walkers[area], []).append(place)
    paces = paces_in([unit.pk for unit in members])
    found: dict[str, Workload] = {}
    for unit, own in members.items():
        there = places.at(own)
        minutes = _minutes(there, paces[unit.pk].pace, streets_for(unit))
        for area, doors, needed in zip(there.areas, there.doors, minutes.tolist(), strict=True):
            before = found.get(area, Workload(0, 0.0))
            found[area] = Workload(before.doors + len(doors), before.minutes + needed)
    return found


def _minutes(places: Places, pace: Pace, streets: Streets) -> Floats:
    """Return the minutes that each of the places takes."""
    legs = typical_legs(places.points)
    between = np.minimum(legs_on_foot(legs, pace), np.where(legs > 0, legs_by_car(legs), 0))
    minutes: Floats = places.minutes_at_doors(pace) + between
    network = streets.around(places.points)
    if network is not None:
        minutes = minutes + legs_on_foot(2 * paths_to_doors(places.points, network), pace)
    return minutes


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
