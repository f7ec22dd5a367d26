"""How long a pair needs, on foot or by car, and turfs that take equally long.

Walking is measured in a straight line from address to address unless the caller knows better, so it is a lower bound;
a unit's pace, fitted to what really happened, makes up for that (see ``pace_fitting``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from gjennomslag.algorithms.distances import Floats
from gjennomslag.algorithms.routes import Pace
from gjennomslag.algorithms.stops import checked_points, gather
from gjennomslag.algorithms.street_walk import paths_to_doors
from gjennomslag.algorithms.streets import StreetNetwork
from gjennomslag.algorithms.turfs import ROUNDS, Cut, cut_turfs

CAR_METRES_PER_MINUTE = 500.0
"""30 km/h: farm roads, turning, finding the way."""
CAR_MINUTES_PER_STOP = 2.0
"""Parking, getting out and in again, at every place."""
CAR_MUST_SAVE = 20.0
"""A turf is driven where that spares the pair at least so many minutes; otherwise it is walked."""
DETOUR = 1.35
"""How much longer the legs of good walks are than the way to the two nearest neighbours (fitted to Elverum)."""
_ROUNDS = 2
"""How often a cut is made again with the walks that the cut before it found."""


def legs_on_foot(metres: Floats, pace: Pace) -> Floats:
    """Return the minutes that legs of these metres take on foot."""
    return np.asarray(metres / pace.metres_per_minute)


def legs_by_car(metres: Floats) -> Floats:
    """Return the minutes that legs of these metres take by car, with parking at the end of each."""
    return np.asarray(metres / CAR_METRES_PER_MINUTE + CAR_MINUTES_PER_STOP)


def travel(metres: float, places: int, pace: Pace) -> tuple[float, bool]:
    """Return the minutes between the ``places`` of a turf, ``metres`` apart in all, and whether the turf is driven.

    A turf is driven from place to place where that spares the pair ``CAR_MUST_SAVE`` minutes, and walked otherwise.
    """
    foot = metres / pace.metres_per_minute
    car = metres / CAR_METRES_PER_MINUTE + places * CAR_MINUTES_PER_STOP
    return (car, True) if foot - car >= CAR_MUST_SAVE else (foot, False)


def minutes_at_doors(doors: NDArray[np.integer], floors: NDArray[np.integer], pace: Pace) -> Floats:
    """Return the minutes at each address (n,) with these doors and floors to climb."""
    return np.asarray(doors * pace.minutes_per_door + floors * pace.minutes_per_floor, dtype=np.float64)


def typical_legs(points: Floats) -> Floats:
    """Return for each of the ``points`` (n, 2) how many metres it adds to a walk past all of them, roughly.

    ``DETOUR`` times the mean of the distances to the two nearest other places, where a walk comes from and goes on to
    if it can; points at one place share one leg.
    """
    stops = gather(checked_points(points))
    if len(stops.places) == 1:
        return np.zeros(len(points))
    nearest = min(3, len(stops.places))
    distances = np.asarray(KDTree(stops.places).query(stops.places, k=nearest)[0])
    of_points = stops.of_points()
    return np.asarray(DETOUR * distances[:, 1:].mean(axis=1)[of_points] / np.bincount(of_points)[of_points])


def cut_by_time(
    points: Floats,
    at_doors: Floats,
    *,
    minutes: float,
    pace: Pace,
    barriers: Sequence[Floats] | None = None,
    streets: StreetNetwork | None = None,
    rounds: int = ROUNDS,
    seed: int = 0,
) -> Cut:
    """Cut ``points`` (n, 2) into turfs that one pair finishes in ``minutes``, as few as that takes.

    ``at_doors`` (n,) are the minutes at each address. What lies between is guessed from the neighbours first and then
    taken from the walks that the cut itself found, twice. A leg counts as driven where that is quicker. A turf can
    still take longer where one address does, or where barriers leave no other choice; the caller measures and says so.
    Takes, raises and compiles like ``cut_turfs``; ``Cut.doors`` are seconds here.
    Along ``streets``, the way from the street to each door and back is added to what the door takes.
    """
    if not minutes > 0:
        raise ValueError(f"A turf takes some minutes, not {minutes}.")
    if streets is not None:
        at_doors = at_doors + 2 * paths_to_doors(checked_points(points), streets) / pace.metres_per_minute
    legs = typical_legs(points)
    between = np.minimum(legs_on_foot(legs, pace), np.where(legs > 0, legs_by_car(legs), 0))
    for repeat in range(_ROUNDS + 1):
        seconds = np.maximum(1, np.rint(60 * (at_doors + between))).astype(np.int64)
        cut = cut_turfs(
            points,
            seconds,
            doors_per_turf=_even_share(seconds, minutes),
            barriers=barriers,
            streets=streets,
            rounds=rounds,
            rough=repeat < _ROUNDS,
            seed=seed,
        )
        between = _between(cut, pace)
    return cut


def _even_share(seconds: NDArray[np.int64], minutes: float) -> int:
    """Return the seconds in each of the fewest turfs that keep within the minutes."""
    total = int(seconds.sum())
    return math.ceil(total / math.ceil(total / (60 * minutes)))


def _between(cut: Cut, pace: Pace) -> Floats:
    """Return for each point the minutes of half the leg that leads to it and half the one that leads on."""
    along = np.lexsort((cut.order, cut.turf))
    gaps = cut.legs[along]
    places = np.bincount(cut.turf[cut.legs > 0], minlength=cut.turfs) + 1
    driven = np.array([travel(metres, count, pace)[1] for metres, count in zip(cut.metres, places, strict=True)])
    legs = np.empty(len(gaps))
    legs[along] = (gaps + np.append(gaps[1:], 0)) / 2
    by_car = np.where(legs > 0, legs_by_car(legs), 0)
    return np.where(driven[cut.turf], by_car, legs_on_foot(legs, pace))
