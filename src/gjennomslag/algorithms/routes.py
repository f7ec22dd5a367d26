"""The walking order of one turf, how far it is, and how long it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms import compiled
from gjennomslag.algorithms.barriers import stretches
from gjennomslag.algorithms.distances import DECIMETRES, Floats, Walk
from gjennomslag.algorithms.route_search import MOST_STOPS, measure_walk, search_walk
from gjennomslag.algorithms.stops import Stops, checked_points, gather
from gjennomslag.algorithms.street_walk import walk_between
from gjennomslag.algorithms.streets import StreetNetwork

KICKS = 250
"""How often the search starts anew from a small change."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a pair works. The defaults are starting points, to be fitted to what really happened."""

    metres_per_minute: float = 70.0
    """4.2 km/h: walking, waiting for each other, finding the way."""
    minutes_per_door: float = 1.5
    """The mean over doors that open and doors that do not."""
    minutes_per_floor: float = 0.4
    """One floor up and down again."""

    def __post_init__(self) -> None:
        """Refuse a pace that would never finish or go backwards."""
        if not (self.metres_per_minute > 0 and self.minutes_per_door >= 0 and self.minutes_per_floor >= 0):
            raise ValueError("A pace needs metres per minute above 0 and no minutes below 0.")


def minutes(metres: float, doors: float, floors: float = 0, pace: Pace | None = None) -> float:
    """Return the minutes a pair needs for ``metres`` of walking, ``doors`` doors and ``floors`` floors of stairs."""
    pace = pace or Pace()
    return metres / pace.metres_per_minute + doors * pace.minutes_per_door + floors * pace.minutes_per_floor


def route(
    points: Floats,
    *,
    start: Floats | None = None,
    finish: Floats | None = None,
    barriers: Sequence[Floats] | None = None,
    streets: StreetNetwork | None = None,
    seed: int = 0,
) -> NDArray[np.intp]:
    """Return the order (n,) in which a walk past all ``points`` (n, 2), in metres, is short.

    The walk begins at ``start`` and ends at ``finish`` where these (2,) are given, otherwise at any of the points; the
    same place for both makes it a round trip. It leads along the ``streets`` where they are known, else straight and
    round ``barriers``.
    Points at one place stay together, in the order given. Made for a turf, up to some hundred places; raises
    ``ValueError`` for none, for more than 2,000 and for a point that is not finite. Never waits for a compiler: as
    long as the machine code is not at hand it searches less thoroughly.
    """
    stops = gather(checked_points(points))
    walk, free = _walk(stops, (start, finish), barriers, streets)
    if compiled.ready():
        return stops.points_along(search_walk(walk, *free, KICKS, seed))
    return stops.points_along(search_walk.interpreted(walk, *free, 0, seed))


def walking_metres(
    points: Floats,
    order: NDArray[np.integer],
    *,
    start: Floats | None = None,
    finish: Floats | None = None,
    barriers: Sequence[Floats] | None = None,
    streets: StreetNetwork | None = None,
) -> float:
    """Return the metres of the walk past the ``points`` (n, 2) that ``order`` names, from ``start`` and to ``finish``.

    Takes and refuses what :func:`route` does, and goes round barriers in the same way, by way of the points visited.
    Along streets, the doors' own paths do not count; see ``paths_to_doors``.
    """
    visited = checked_points(checked_points(points)[np.asarray(order)])
    stops = gather(visited)
    walk, free = _walk(stops, (start, finish), barriers, streets)
    measure = measure_walk if compiled.ready() else measure_walk.interpreted
    return measure(walk, *free, stops.of_points().astype(np.int32)) / DECIMETRES


def _walk(
    stops: Stops,
    given: tuple[Floats | None, Floats | None],
    barriers: Sequence[Floats] | None,
    streets: StreetNetwork | None,
) -> tuple[Walk, tuple[bool, bool]]:
    """Return the walk between the stops, the start and the finish, and whether it may start and finish anywhere."""
    if len(stops.places) > MOST_STOPS:
        raise ValueError(f"A walk past {len(stops.places)} places is more than the {MOST_STOPS} of any turf.")
    anywhere = stops.places[0]
    ends = [anywhere if end is None else checked_points(np.array([end]))[0] for end in given]
    walk = walk_between(np.vstack((stops.places, ends)), stretches(barriers), streets, tables=False)
    return walk, (given[0] is None, given[1] is None)
