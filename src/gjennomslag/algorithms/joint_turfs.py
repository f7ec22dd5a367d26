"""What is known of a few turfs while they are improved together: their paths as one round, what they weigh and cost.

A turf outside its bounds costs more than any walk, and a turf in two pieces as much as ``TORN``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import inner, part
from gjennomslag.algorithms.distances import Indices
from gjennomslag.algorithms.local_search import Arc, around, follow, positions_of
from gjennomslag.algorithms.split import excess
from gjennomslag.algorithms.wholeness import Lie, pieces_of

OUT_OF_BOUNDS = 100_000_000
"""Decimetres that each door too many or too few counts as: more than any walk."""

Weights = NDArray[np.int64]


class Joint(NamedTuple):
    """The turfs' paths as one round, and what they weigh. Separators are the stops from ``len(weights)`` on.

    Turfs are numbered in the order in which they stand on the round, from any one on.
    """

    tour: Indices
    """The round (n + k)."""
    position: Indices
    """Where on the round each stop is (n + k)."""
    weights: Weights
    """What each stop (n,) weighs."""
    turf: Indices
    """The turf of each stop and separator (n + k); a separator belongs to the turf that it begins."""
    trial: Indices
    """Room: the turf of each stop (n + k) of two turfs as it would be after a change."""
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
    changed: Indices
    """The places that may have changed since this was last forgotten: the first and how many (2,)."""


@inner
def weigh_all(joint: Joint) -> None:
    """Work out anew where turfs begin and end and what they weigh."""
    tour, stops, count = joint.tour, len(joint.weights), len(joint.tour)
    place, number, so_far = int(joint.position[stops]), -1, 0
    for _ in range(count):
        stop = int(tour[place])
        if stop >= stops:
            number += 1
            so_far = 0
            joint.begin[number] = place
        else:
            so_far += joint.weights[stop]
        joint.turf[stop] = number
        joint.head[stop] = so_far
        joint.total[number] = so_far
        place = place + 1 if place + 1 < count else 0


@inner
def weigh_again(joint: Joint, arc: Arc) -> None:
    """Work out the same after some places have changed, going only as far as that makes a difference; note it."""
    tour, stops, count, turfs = joint.tour, len(joint.weights), len(joint.tour), len(joint.total)
    joint.changed[0], joint.changed[1] = around((int(joint.changed[0]), int(joint.changed[1])), arc, count)
    place, size = arc
    before = int(tour[place - 1])
    number, so_far, begun = int(joint.turf[before]), int(joint.head[before]), 0
    for i in range(count):
        stop = int(tour[place])
        if stop >= stops:
            joint.total[number] = so_far
            if i >= size:
                return
            begun += 1
            if begun == turfs:
                break
            number = number + 1 if number + 1 < turfs else 0
            so_far = 0
            joint.begin[number] = place
        else:
            so_far += joint.weights[stop]
            if i >= size and joint.head[stop] == so_far:
                return
        joint.turf[stop] = number
        joint.head[stop] = so_far
        place = place + 1 if place + 1 < count else 0
    weigh_all(joint)


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
def cost_of_weights(joint: Joint) -> int:
    """Return what the turfs out of bounds cost."""
    out = 0
    for weight in joint.total:
        out += broken(weight, joint.limits)
    return out


@inner
def tears(joint: Joint, lie: Lie, here: int, there: int) -> int:
    """Return how much oftener turfs would be torn once ``here`` and ``there`` are as ``trial`` says."""
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
        joint.trial[tour[i]] = there if joint.head[tour[i]] > bound else here
        i = i + 1 if i + 1 < count else 0
    i = int(joint.begin[there]) + 1
    i = i if i < count else 0
    while tour[i] < stops:
        joint.trial[tour[i]] = here if (joint.head[tour[i]] > other_bound) == crossed else there
        i = i + 1 if i + 1 < count else 0


@inner
def tears_of_ends(joint: Joint, lie: Lie, here: int, there: int, bound: int, other_bound: int, crossed: bool) -> int:
    """Return how much oftener turfs would be torn by the change that :func:`relabel` describes, 0 if that is free."""
    if len(lie.starts) == 0:
        return 0
    relabel(joint, here, there, bound, other_bound, crossed)
    return tears(joint, lie, here, there)


@inner
def tears_of_stretch(joint: Joint, lie: Lie, stretch: tuple[int, int, int], to: int) -> int:
    """Return how much oftener turfs would be torn if a stretch went to turf ``to``, 0 if that is free.

    ``stretch`` is its first stop, the direction on the round and how many stops it is.
    """
    if len(lie.starts) == 0:
        return 0
    a, step, size = stretch
    here = int(joint.turf[a])
    relabel(joint, here, to, int(joint.total[here]), -1, False)
    stop = a
    for _ in range(size):
        joint.trial[stop] = to
        stop = follow(joint.tour, joint.position, stop, step)
    return tears(joint, lie, here, to)


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
        np.zeros(2, np.int32),
    )
    weigh_all(joint)
    joint.torn[0] = count_torn(joint, lie)
    return joint
