"""Cut an area into turfs of equal size whose doors are a short walk apart, and order each turf's doors for walking.

Route first, cut second: one round past all doors, cut where leaving links out saves most walking, then neighbouring
turfs improved together and every turf's path made as short as it gets. After J. E. Beasley, "Route first – cluster
second methods for vehicle routing", 1983.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from gjennomslag.algorithms.barriers import join_small_zones, stretches, zones
from gjennomslag.algorithms.beginnings import Area, beginnings_for, best_improved
from gjennomslag.algorithms.distances import DECIMETRES, Floats, Indices, Walk, part_of
from gjennomslag.algorithms.door_graph import door_graph
from gjennomslag.algorithms.improvement import TOGETHER, Effort, Turfs, improve, search_paths
from gjennomslag.algorithms.routes import KICKS
from gjennomslag.algorithms.split import Bounds, Weights, bounds, split_round
from gjennomslag.algorithms.stops import Stops, checked_points, gather
from gjennomslag.algorithms.street_walk import walk_between
from gjennomslag.algorithms.streets import StreetNetwork
from gjennomslag.algorithms.tour import nearest_stops, round_trip
from gjennomslag.algorithms.wholeness import Places, nothing_linked

TOLERANCE = 0.05
"""How far a turf may be above or below the mean, as a share of it."""
ROUNDS = 6
"""How often groups of neighbouring turfs are improved together: more takes longer and spares a little more."""
QUICK_KICKS = 12
"""How often the search for each turf's shortest path starts anew from a small change in a cut without rounds."""
_ROUNDS_AROUND = 2
_NEAR_POINTS = 8
"""How many points around each one of a changed turf are looked at to find its neighbours."""
_WORKERS = 2
_SMALLEST_ZONE = 0.5
"""The share of a turf that a zone between barriers needs to become a turf of its own."""


class Reason(StrEnum):
    """Why a turf is larger or smaller than the others."""

    LARGE_POINT = "large_point"
    """One point of it, such as a block of flats, has more doors than a turf should have."""
    ZONE = "zone"
    """The zone between barriers, or the whole area, does not hold a whole number of turfs."""
    UNEVEN_POINTS = "uneven_points"
    """Its points have so many doors each that no sum of them comes closer."""


@dataclass(frozen=True, slots=True)
class Unbalanced:
    """A turf outside the bounds, and why."""

    turf: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Cut:
    """An area cut into turfs, numbered from 0 so that neighbours tend to have near numbers."""

    turf: NDArray[np.int32]
    """The turf of each point (n,)."""
    order: NDArray[np.int32]
    """The place of each point (n,) in its turf's walking order, counted from 0."""
    legs: Floats
    """Metres from the point before in its turf's walking order to each point (n,), 0 for the first."""
    metres: Floats
    """The walk from the first to the last door of each turf (turfs,)."""
    doors: NDArray[np.int64]
    """Doors in each turf (turfs,)."""
    unbalanced: tuple[Unbalanced, ...]
    """Turfs whose number of doors is further than ``TOLERANCE`` from the mean, rounded outwards; see :func:`bounds`."""

    @property
    def turfs(self) -> int:
        """Number of turfs."""
        return len(self.doors)


def cut_turfs(
    points: Floats,
    doors: NDArray[np.integer],
    *,
    doors_per_turf: int,
    barriers: Sequence[Floats] | None = None,
    streets: StreetNetwork | None = None,
    rounds: int = ROUNDS,
    rough: bool = False,
    seed: int = 0,
) -> Cut:
    """Cut the area of ``points`` into turfs of about ``doors_per_turf`` doors and order each turf for walking.

    ``points`` (n, 2) are metres, ``doors`` (n,) the doors at each point (any other whole weight, such as expected
    seconds, is balanced just as well, with ``doors_per_turf`` in the same unit). A point is never divided. ``barriers``
    are polylines (k, 2) that no turf crosses unless the zone behind is smaller than half a turf. With ``streets`` the
    walks lead along these, otherwise they are straight lines. Turfs are made whole, so that one can go from door to
    door without passing one of another turf, and then improved in ``rounds``; a ``rough`` cut, to measure with, does
    without either. With rounds each turf's order is nearly always the shortest, without it comes near. The same
    arguments give the same cut. Compiles on first use (seconds): for jobs and commands, not for web requests.

    Raises ``ValueError`` where there are no points, where a point has no finite place or no door, and for a turf size
    or a barrier that makes no sense.
    """
    points, weights = checked_points(points), _checked_doors(doors, len(points), doors_per_turf)
    stops = gather(points)
    walls = stretches(barriers)
    stop_weights = np.add.reduceat(weights[stops.members], stops.starts[:-1])
    with ThreadPoolExecutor(_WORKERS) as pool:
        parted = pool.submit(zones, stops.places, walls)
        walk = walk_between(stops.places, walls, streets)
        zone = join_small_zones(stops.places, parted.result(), stop_weights, doors_per_turf * _SMALLEST_ZONE)
        effort = None if rough else Effort(rounds, seed)
        largest_first = np.argsort(-np.bincount(zone), kind="stable")
        cuts = pool.map(
            lambda number: _cut_zone(walk, stops, np.flatnonzero(zone == number), weights, doors_per_turf, effort),
            largest_first,
        )
        of_zone = dict(zip(largest_first.tolist(), cuts, strict=True))
    parts = [of_zone[number] for number in sorted(of_zone)]
    kicks = KICKS if rounds and not rough else QUICK_KICKS
    return _routed(part_of(walk, stops.of_points()), weights, parts, kicks, seed)


@dataclass(frozen=True, slots=True)
class _Part:
    """The turfs of one zone: its points in an order in which turf t is ``points[starts[t]:starts[t + 1]]``."""

    points: Indices
    starts: NDArray[np.int64]
    weight: int
    """Doors, where a point with more doors than a turf counts as one turf."""
    limits: Bounds


def _checked_doors(doors: NDArray[np.integer], points: int, doors_per_turf: int) -> Weights:
    weights = np.asarray(doors)
    if doors_per_turf < 1:
        raise ValueError(f"A turf has at least one door, not {doors_per_turf}.")
    if weights.shape != (points,) or not np.issubdtype(weights.dtype, np.integer):
        raise ValueError(f"There must be a whole number of doors for each of the {points} points.")
    if weights.min() < 1:
        raise ValueError(f"Point {int(np.argmin(weights))} has no doors.")
    return weights.astype(np.int64)


def _cut_zone(
    walk: Walk, stops: Stops, zone: NDArray[np.intp], weights: Weights, doors_per_turf: int, effort: Effort | None
) -> _Part:
    """Cut the stops ``zone`` into turfs."""
    inside = stops.some(zone)
    here = part_of(walk, zone)
    near = nearest_stops(here)
    order = inside.points_along(round_trip(here, near)).astype(np.int32)
    heavy = weights[stops.points_along(zone)]
    weight = int(np.minimum(heavy, doors_per_turf).sum())
    turfs = max(1, round(weight / doors_per_turf))
    limits = bounds(weight, turfs, TOLERANCE)
    place = inside.of_points()
    walk_of_places, here = here, part_of(here, place)
    linked = _linked(walk_of_places, place) if effort is not None and turfs > 1 else nothing_linked(len(order))
    found = Turfs(order, split_round(here, order, heavy, turfs, limits, linked))
    if effort is not None:
        area = Area(here, inside.near_points(near), heavy, limits, linked)
        found = best_improved(area, found, effort, beginnings_for(len(weights)) if effort.rounds else 1)
    return _Part(stops.points_along(zone)[found.order].astype(np.int32), found.starts, weight, limits)


def _linked(walk: Walk, place: NDArray[np.intp]) -> Places:
    graph = door_graph(walk)
    return Places(place.astype(np.int32), graph.indptr.astype(np.int32), graph.indices.astype(np.int32))


def _routed(walk: Walk, weights: Weights, parts: list[_Part], kicks: int, seed: int) -> Cut:
    """Order each turf for walking and say what came of it."""
    sizes = np.concatenate([np.diff(part.starts) for part in parts])
    first = np.concatenate(([0], np.cumsum(sizes)))
    visited = np.concatenate([part.points for part in parts])
    turf_along = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    visited, walked = _walked(part_of(walk, visited), visited, turf_along, kicks, seed)
    turf, order, legs = np.empty(len(visited), np.int32), np.empty(len(visited), np.int32), np.empty(len(visited))
    turf[visited], legs[visited] = turf_along, walked
    metres = np.add.reduceat(walked, first[:-1])
    order[visited] = np.arange(len(visited)) - first[turf_along]
    doors = np.add.reduceat(weights[visited], first[:-1])
    heaviest = np.maximum.reduceat(weights[visited], first[:-1])
    return Cut(turf, order, legs, metres, doors, _unbalanced(doors, heaviest, parts))


def _walked(walk: Walk, points: Indices, turf: Indices, kicks: int, seed: int) -> tuple[Indices, Floats]:
    """Return ``points`` (n,), sorted by turf, in the shortest order found within each, and the metres to each.

    ``walk`` and ``turf`` (n,) go with ``points``; points of a turf at one place follow each other and stay so.
    """
    moved = (walk.x[1:] != walk.x[:-1]) | (walk.y[1:] != walk.y[:-1])
    calls = np.flatnonzero(np.concatenate(([True], moved | (turf[1:] != turf[:-1]))))
    starts = np.searchsorted(turf[calls], np.arange(turf[-1] + 2))
    order = np.arange(len(calls), dtype=np.int32)
    to_calls = search_paths(part_of(walk, calls), Turfs(order, starts), kicks, seed)
    rank = np.empty(len(calls), np.int64)
    rank[order] = np.arange(len(calls))
    call = np.cumsum(np.bincount(calls, minlength=len(points))) - 1
    legs = np.zeros(len(points))
    legs[np.cumsum(np.concatenate(([0], np.bincount(call)[order][:-1])))] = to_calls / DECIMETRES
    return points[np.argsort(rank[call], kind="stable")], legs


def _unbalanced(doors: Weights, heaviest: Weights, parts: list[_Part]) -> tuple[Unbalanced, ...]:
    """Name the turfs outside the bounds of the whole area; ``heaviest`` is each turf's point with the most doors."""
    whole = bounds(sum(part.weight for part in parts), len(doors), TOLERANCE)
    limits = [part.limits for part in parts for _ in part.starts[1:]]
    found = []
    for turf, (size, zone) in enumerate(zip(doors.tolist(), limits, strict=True)):
        if whole.low <= size <= whole.high:
            continue
        if heaviest[turf] > zone.high:
            found.append(Unbalanced(turf, Reason.LARGE_POINT))
        elif zone.low <= size <= zone.high:
            found.append(Unbalanced(turf, Reason.ZONE))
        else:
            found.append(Unbalanced(turf, Reason.UNEVEN_POINTS))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Recut:
    """What became of a turf and its neighbours; all other turfs are as they were."""

    points: NDArray[np.intp]
    """The points (k,) of the turfs that were cut anew."""
    turf: NDArray[np.integer]
    """The turf of each of them (k,), numbered as before."""
    order: NDArray[np.int32]
    """The place of each of them (k,) in its turf's walking order, counted from 0."""
    metres: dict[int, float]
    """The walk from the first to the last door of each of these turfs."""


def recut_around(
    points: Floats,
    doors: NDArray[np.integer],
    turf: NDArray[np.integer],
    *,
    changed: int,
    barriers: Sequence[Floats] | None = None,
    streets: StreetNetwork | None = None,
    seed: int = 0,
) -> Recut:
    """Share the doors of the turf ``changed`` and its nearest neighbours out evenly again, after doors came or went.

    ``turf`` (n,) is the turf of each point, any numbers. At most ``TOGETHER`` turfs are cut anew, those with most doors
    next to the changed one; the points of all others are not looked at, so neither their doors nor their order change.
    Their number stays. Raises what :func:`cut_turfs` does, and ``ValueError`` where no point is in ``changed``.
    """
    points, turf = checked_points(points), np.asarray(turf)
    if not (turf == changed).any():
        raise ValueError(f"No point is in turf {changed}.")
    members = np.flatnonzero(np.isin(turf, _around(points, turf, changed)))
    numbers, label = np.unique(turf[members], return_inverse=True)
    heavy = _checked_doors(np.asarray(doors)[members], len(members), 1)
    stops = gather(points[members])
    walk = walk_between(stops.places, stretches(barriers), streets)
    place = stops.of_points()
    order = np.argsort(label, kind="stable").astype(np.int32)
    turfs = Turfs(order, np.searchsorted(label[order], np.arange(len(numbers) + 1)))
    limits = bounds(int(heavy.sum()), len(numbers), TOLERANCE)
    here, near = part_of(walk, place), stops.near_points(nearest_stops(walk))
    if len(numbers) > 1:
        turfs = improve(here, near, heavy, turfs, limits, Effort(_ROUNDS_AROUND, seed), _linked(walk, place))
    part = _Part(turfs.order, turfs.starts, int(heavy.sum()), limits)
    cut = _routed(here, heavy, [part], KICKS, seed)
    metres = {int(number): float(length) for number, length in zip(numbers, cut.metres, strict=True)}
    return Recut(members, numbers[cut.turf], cut.order, metres)


def _around(points: Floats, turf: NDArray[np.integer], changed: int) -> list[int]:
    """Return the turf and those of the others that have most points nearest to one of its points."""
    outside = np.flatnonzero(turf != changed)
    if not len(outside):
        return [changed]
    near = KDTree(points[outside]).query(points[turf == changed], k=min(_NEAR_POINTS, len(outside)))[1]
    numbers, count = np.unique(turf[outside[np.unique(near)]], return_counts=True)
    nearest = numbers[np.argsort(-count, kind="stable")][: TOGETHER - 1]
    return [changed, *(int(number) for number in nearest)]


def cut_areas(
    points: Floats,
    doors: NDArray[np.integer],
    areas: NDArray[np.generic],
    *,
    doors_per_turf: int,
    barriers: Sequence[Floats] | None = None,
    streets: StreetNetwork | None = None,
    rounds: int = ROUNDS,
    seed: int = 0,
) -> Cut:
    """Cut each area on its own, so that no turf spans two: ``areas`` (n,) names each point's, such as a municipality.

    Otherwise as :func:`cut_turfs`; the turfs of the areas follow each other in the order of the areas' names.
    """
    checked_points(points)

    def cut_one(inside: NDArray[np.bool_]) -> Cut:
        return cut_turfs(
            points[inside],
            doors[inside],
            doors_per_turf=doors_per_turf,
            barriers=barriers,
            streets=streets,
            rounds=rounds,
            seed=seed,
        )

    return cut_each(areas, cut_one)


def cut_each(areas: NDArray[np.generic], cut_one: Callable[[NDArray[np.bool_]], Cut]) -> Cut:
    """Return the cuts of all areas as one; ``cut_one`` cuts the points (n,) that it is told lie in an area."""
    turf, order, legs = np.empty(len(areas), np.int32), np.empty(len(areas), np.int32), np.empty(len(areas))
    cuts: list[Cut] = []
    for area in np.unique(areas):
        inside = areas == area
        cut = cut_one(inside)
        turf[inside] = cut.turf + sum(earlier.turfs for earlier in cuts)
        order[inside], legs[inside] = cut.order, cut.legs
        cuts.append(cut)
    first = np.cumsum([0, *(cut.turfs for cut in cuts)])
    return Cut(
        turf,
        order,
        legs,
        np.concatenate([cut.metres for cut in cuts]),
        np.concatenate([cut.doors for cut in cuts]),
        tuple(
            Unbalanced(found.turf + int(before), found.reason)
            for before, cut in zip(first, cuts, strict=False)
            for found in cut.unbalanced
        ),
    )
