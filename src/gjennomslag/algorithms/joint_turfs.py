"""What is known of a few turfs while they are improved together: their paths as one round, what they weigh and cost.

A turf outside its bounds costs more than any walk, and a turf in two pieces as much as ``TORN``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import inner, part
from gjennomslag.algorithms.distances import Indices, Matrix
from gjennomslag.algorithms.local_search import positions_of
from gjennomslag.algorithms.route_search import tour_length
from gjennomslag.algorithms.split import excess
from gjennomslag.algorithms.wholeness import TORN, Lie, pieces_of

OUT_OF_BOUNDS = 100_000_000
"""Decimetres that each door too many or too few counts as: more than any walk."""

Weights = NDArray[np.int64]


class Joint(NamedTuple):
    """The turfs' paths as one round, and what they weigh. Separators are the stops from ``len(weights)`` on."""

    tour: Indices
    """The round (n + k)."""
    position: Indices
    """Where on the round each stop is (n + k)."""
    weights: Weights
    """What each stop (n,) weighs."""
    turf: Indices
    """The turf of each stop and separator (n + k); a separator belongs to the turf that it begins."""
    trial: Indices
    """The same between changes; while one is considered, as it would be after it."""
    head: Weights
    """What the turf weighs from its separator up to and with the stop (n + k)."""
    total: Weights
    """What each turf weighs (k,)."""
    begin: Indices
    """Where on the round each turf's separator stands (k,)."""
    limits: Weights
    """The bounds, (low, high)."""
    torn: Weights
    """How often turfs are torn, all together (1,)."""


@inner
def weigh(
    tour: Indices,
    position: Indices,
    weights: Weights,
    turf: Indices,
    trial: Indices,
    head: Weights,
    total: Weights,
    begin: Indices,
) -> None:
    """Work out anew where turfs begin and end and what they weigh, after the round has changed."""
    stops, count = len(weights), len(tour)
    place = int(position[stops])
    number = -1
    so_far = 0
    for _ in range(count):
        stop = int(tour[place])
        if stop >= stops:
            number += 1
            so_far = 0
            begin[number] = place
        else:
            so_far += weights[stop]
        turf[stop] = number
        trial[stop] = number
        head[stop] = so_far
        total[number] = so_far
        place += 1
        if place == count:
            place = 0


@inner
def weigh_joint(joint: Joint) -> None:
    """Work out anew what depends on the round; see :func:`weigh`."""
    weigh(joint.tour, joint.position, joint.weights, joint.turf, joint.trial, joint.head, joint.total, joint.begin)


@inner
def broken(weight: int, limits: Weights) -> int:
    """Return what a turf of this weight costs beside its walk."""
    return OUT_OF_BOUNDS * excess(weight, limits[0], limits[1])


@inner
def worse_by(total: Weights, limits: Weights, one: int, other: int, first: int, second: int) -> int:
    """Return by how much more two turfs cost once they weigh ``first`` and ``second``."""
    return broken(first, limits) + broken(second, limits) - broken(total[one], limits) - broken(total[other], limits)


@inner
def count_torn(joint: Joint, lie: Lie) -> int:
    """Return how often turfs are torn, all together."""
    if len(lie.starts) == 0:
        return 0
    torn = 0
    for number in range(len(joint.total)):
        at = int(joint.begin[number])
        pieces = pieces_of(
            number, joint.turf, joint.tour, at, at, lie.place, lie.starts, lie.links, lie.present, lie.waiting
        )
        torn += max(pieces, 1) - 1
    return torn


@inner
def cost(matrix: Matrix, joint: Joint) -> int:
    """Return the length of all paths, what the turfs out of bounds cost and what being torn does."""
    sum_of_costs = tour_length(matrix, joint.tour) + TORN * int(joint.torn[0])
    for weight in joint.total:
        sum_of_costs += broken(weight, joint.limits)
    return sum_of_costs


@inner
def tears(joint: Joint, lie: Lie, here: int, there: int) -> int:
    """Return how much oftener turfs would be torn once ``here`` and ``there`` are as ``trial`` says."""
    if len(lie.starts) == 0:
        return 0
    first, second = int(joint.begin[here]), int(joint.begin[there])
    tour, trial, turf = joint.tour, joint.trial, joint.turf
    place, starts, links, present, waiting = lie.place, lie.starts, lie.links, lie.present, lie.waiting
    after = 0
    for number in (here, there):
        after += max(pieces_of(number, trial, tour, first, second, place, starts, links, present, waiting), 1)
    before = 2
    if joint.torn[0] > 0:
        before = max(pieces_of(here, turf, tour, first, first, place, starts, links, present, waiting), 1)
        before += max(pieces_of(there, turf, tour, second, second, place, starts, links, present, waiting), 1)
    return after - before


@inner
def relabel(joint: Joint, here: int, there: int, bound: int, other_bound: int, crossed: bool) -> None:
    """Say in ``trial`` what the turfs would be after those stops change whose ``head`` is beyond the bounds.

    Of turf ``here`` the stops beyond ``bound`` go to ``there``; of turf ``there`` those beyond ``other_bound`` come
    to ``here`` if ``crossed``, otherwise those up to it.
    """
    tour, count, stops = joint.tour, len(joint.tour), len(joint.weights)
    i = int(joint.begin[here]) + 1
    i = i if i < count else 0
    while tour[i] < stops:
        if joint.head[tour[i]] > bound:
            joint.trial[tour[i]] = there
        i = i + 1 if i + 1 < count else 0
    i = int(joint.begin[there]) + 1
    i = i if i < count else 0
    while tour[i] < stops:
        if (joint.head[tour[i]] > other_bound) == crossed:
            joint.trial[tour[i]] = here
        i = i + 1 if i + 1 < count else 0


@inner
def forget_trial(joint: Joint, here: int, there: int) -> None:
    """Make ``trial`` what ``turf`` is in two turfs."""
    tour, count, stops = joint.tour, len(joint.tour), len(joint.weights)
    for number in (here, there):
        i = int(joint.begin[number]) + 1
        i = i if i < count else 0
        while tour[i] < stops:
            joint.trial[tour[i]] = joint.turf[tour[i]]
            i = i + 1 if i + 1 < count else 0


@part
def start_joint(tour: Indices, weights: Weights, limits: Weights, lie: Lie) -> Joint:
    """Return what is known of the turfs on the round ``tour``, which the search then changes in place."""
    count, turfs = len(tour), len(tour) - len(weights)
    joint = Joint(
        tour,
        positions_of(tour),
        weights,
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
        np.zeros(count, np.int64),
        np.zeros(turfs, np.int64),
        np.zeros(turfs, np.int32),
        limits,
        np.zeros(1, np.int64),
    )
    weigh_joint(joint)
    joint.torn[0] = count_torn(joint, lie)
    return joint
