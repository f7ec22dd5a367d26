"""How one turf is walked: in which order, how far, how long, on foot or by car, from a start to a meeting place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.distances import Floats
from gjennomslag.algorithms.routes import Pace, route, walking_metres
from gjennomslag.algorithms.street_walk import paths_to_doors
from gjennomslag.algorithms.streets import StreetNetwork
from gjennomslag.algorithms.workload import (
    CAR_METRES_PER_MINUTE,
    CAR_MINUTES_PER_STOP,
    CAR_MUST_SAVE,
    DETOUR,
    travel,
)
from gjennomslag.canvass.models import Drive
from gjennomslag.canvass.queries.barriers import Barriers, barriers_for
from gjennomslag.canvass.queries.places import Places
from gjennomslag.canvass.queries.streets import Streets, streets_for

WALKED_TO = 1_000.0
"""A turf further than this many metres from the start or the meeting place is driven to."""

_ASKED = 40
"""How many addresses are asked how far it is to them, for a drive's turfs in the mean."""

Order = NDArray[np.intp]
Place = tuple[float, float]


class Lies(TypedDict):
    """Barriers and streets around some points, named as the algorithms take them."""

    barriers: list[Floats]
    streets: StreetNetwork | None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a drive's walks are computed with: pace, barriers, streets, where walks begin and people meet afterwards."""

    pace: Pace
    barriers: Barriers
    streets: Streets
    start: Place | None = None
    meeting: Place | None = None

    @property
    def ends(self) -> list[Place]:
        """Return the start and the meeting place, as far as they are given."""
        return [end for end in (self.start, self.meeting) if end]

    def around(self, points: Floats) -> Lies:
        """Return what lies between the points (n, 2) and around them."""
        return Lies(barriers=self.barriers.around(points), streets=self.streets.around(points))


def ground_of(drive: Drive) -> Ground:
    """Return what the drive's walks are computed with: the pace its turfs were cut with, on the ground as it is now."""
    return Ground(drive.pace, barriers_for(drive.unit), streets_for(drive.unit), drive.start, drive.meeting)


@dataclass(frozen=True, slots=True)
class Walk:
    """A way past all addresses of a turf: places in ``order``, the metres on foot (or by car, where ``by_car``), the
    minutes in all, and those of them that go to driving there and back where the pair parks at the first address.
    """

    order: Order
    metres: float
    minutes: float
    minutes_there: float = 0.0
    by_car: bool = False
    parked: bool = False


def plan_walk(places: Places, ground: Ground, order: Order | None = None, lies: Lies | None = None) -> Walk:
    """Return the best walk past the places, or what the walk in the given ``order`` takes.

    ``lies`` spares fetching what lies around them again.

    It leads from the start to the meeting place where these are near. Where they are far, the pair either parks at the
    first address and walks a round back to the car, or drives from house to house all the way, whichever the turf
    calls for (see ``workload.travel``).
    """
    points = places.points
    if any(_nearest(points, end) > WALKED_TO for end in ground.ends):
        near = lies or ground.around(points)
        parked, driven = _parked(places, ground, order, near), _through(places, ground, order, near)
        return driven if driven.by_car and parked.minutes - driven.minutes >= CAR_MUST_SAVE else parked
    return _through(places, ground, order, lies or ground.around(np.vstack([points, *ground.ends])))


def _through(places: Places, ground: Ground, order: Order | None, lies: Lies) -> Walk:
    """Return the walk, or the drive, from the start past all places to the meeting place."""
    points, start, finish = places.points, _array(ground.start), _array(ground.meeting)
    if order is None:
        order = route(points, start=start, finish=finish, **lies)
    metres = walking_metres(points, order, start=start, finish=finish, **lies)
    between, by_car = travel(metres, len(np.unique(points, axis=0)), ground.pace)
    return Walk(order, metres, between + _at_doors(places, ground, lies), by_car=by_car)


def _parked(places: Places, ground: Ground, order: Order | None, lies: Lies) -> Walk:
    """Return the round from the car at the first address and back to it, with driving there and on afterwards."""
    points = places.points
    if order is None:
        first = int(np.argmin(np.hypot(*(points - ground.ends[0]).T)))
        order = route(points, start=points[first], finish=points[first], **lies)
        order = np.roll(order, -int(np.flatnonzero(order == first)[0]))
    car = points[order[0]]
    metres = walking_metres(points, order, start=car, finish=car, **lies)
    there = sum(DETOUR * math.dist(end, car) for end in ground.ends) / CAR_METRES_PER_MINUTE + CAR_MINUTES_PER_STOP
    minutes = metres / ground.pace.metres_per_minute + _at_doors(places, ground, lies) + there
    return Walk(order, metres, minutes, there, parked=True)


def near_ends(points: Floats, ground: Ground) -> list[Place]:
    """Return the start and the meeting place where they are near enough to some of the points to be walked from."""
    return [end for end in ground.ends if _nearest(points, end) <= WALKED_TO]


def minutes_to_turfs(points: Floats, ground: Ground, lies: Lies) -> float:
    """Return the minutes that go to reaching a turf and coming back from it, roughly, for a turf like most.

    ``lies`` is what lies around the points (n, 2) and the ends near them. Some of the points stand for all.
    """
    if not ground.ends:
        return 0.0
    some = points[:: math.ceil(len(points) / _ASKED)]
    away = np.array([np.hypot(*(some - end).T) for end in ground.ends])
    by_car = (DETOUR * away / CAR_METRES_PER_MINUTE).sum(axis=0) + CAR_MINUTES_PER_STOP
    on_foot = [_metres_there_and_back(point, ground, lies) / ground.pace.metres_per_minute for point in some]
    return float(np.median(np.where((away > WALKED_TO).any(axis=0), by_car, on_foot)))


def _metres_there_and_back(point: Floats, ground: Ground, lies: Lies) -> float:
    start, finish = _array(ground.start), _array(ground.meeting)
    return walking_metres(point[np.newaxis], np.zeros(1, dtype=np.intp), start=start, finish=finish, **lies)


def _array(place: Place | None) -> Floats | None:
    return None if place is None else np.array(place)


def _nearest(points: Floats, end: Place) -> float:
    return float(np.hypot(*(points - end).T).min())


def _at_doors(places: Places, ground: Ground, lies: Lies) -> float:
    """Return the minutes at the doors and, where the streets are known, on the way from the street to each and back."""
    minutes = float(places.minutes_at_doors(ground.pace).sum())
    if lies["streets"] is None:
        return minutes
    return minutes + 2 * float(paths_to_doors(places.points, lies["streets"]).sum()) / ground.pace.metres_per_minute


def kept_order(points: Floats, standing: Sequence[int], arriving: Sequence[int]) -> Order:
    """Return the order in which ``standing`` stays as it is and each of the ``arriving`` comes where it adds least.

    Both are places in ``points`` (n, 2); distances are straight lines.
    """
    order = list(standing)
    for place in arriving:
        order.insert(_cheapest_gap(points, order, place), place)
    return np.array(order, dtype=np.intp)


def _cheapest_gap(points: Floats, order: Sequence[int], place: int) -> int:
    """Return before which place of the order the new one adds least; at the ends it adds one leg."""
    if not order:
        return 0
    away = np.hypot(*(points[list(order)] - points[place]).T)
    legs = np.hypot(*np.diff(points[list(order)], axis=0).T)
    added = np.concatenate(([away[0]], away[:-1] + away[1:] - legs, [away[-1]]))
    return int(np.argmin(added))
