"""Walk less in a few neighbouring turfs together, with each of them within its bounds.

The paths of the turfs are one round trip: between the end of one and the beginning of the next stands a separator that
is no way from anywhere. So what shortens a round trip shortens the paths, and moves doors between turfs as it does. A
turf outside its bounds costs more than any walk, so no change is made for which others would have to pay.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import part
from gjennomslag.algorithms.distances import Indices, Matrix
from gjennomslag.algorithms.local_search import (
    Search,
    follow,
    is_within,
    move_stretch,
    put,
    relink,
    start_search,
)
from gjennomslag.algorithms.route_search import kick, nearest_in, tour_length
from gjennomslag.algorithms.split import excess

NEAREST = 8
"""How many near stops the search looks at around each stop."""
MOVED_TOGETHER = 4
"""The longest stretch that is moved from one place to another."""
OUT_OF_BOUNDS = 100_000_000
"""Decimetres that each door too many or too few counts as: more than any walk."""

Weights = NDArray[np.int64]


class Joint(NamedTuple):
    """The turfs' paths as one round, and what they weigh. Separators are the stops from ``len(weights)`` on."""

    search: Search
    weights: Weights
    """What each stop (n,) weighs."""
    turf: Indices
    """The turf of each stop and separator (n + k); a separator belongs to the turf that it begins."""
    head: Weights
    """What the turf weighs from its separator up to and with the stop (n + k)."""
    total: Weights
    """What each turf weighs (k,)."""
    limits: Weights
    """The bounds, (low, high)."""
    spare: Indices
    """Room for a round (n + k)."""


@part
def weigh(joint: Joint) -> None:
    """Work out anew where turfs begin and end and what they weigh, after the round has changed."""
    tour, stops = joint.search.tour, len(joint.weights)
    count = len(tour)
    place = joint.search.position[stops]
    turf = -1
    so_far = 0
    for _ in range(count):
        stop = tour[place]
        if stop >= stops:
            turf += 1
            so_far = 0
        else:
            so_far += joint.weights[stop]
        joint.turf[stop] = turf
        joint.head[stop] = so_far
        joint.total[turf] = so_far
        place += 1
        if place == count:
            place = 0


@part
def broken(joint: Joint, weight: int) -> int:
    """Return what a turf of this weight costs beside its walk."""
    return OUT_OF_BOUNDS * excess(weight, joint.limits[0], joint.limits[1])


@part
def cost(matrix: Matrix, joint: Joint) -> int:
    """Return the length of all paths and what the turfs out of bounds cost."""
    sum_of_costs = tour_length(matrix, joint.search.tour)
    for weight in joint.total:
        sum_of_costs += broken(joint, weight)
    return sum_of_costs


@part
def worse_by(joint: Joint, one: int, other: int, first: int, second: int) -> int:
    """Return by how much more two turfs cost once they weigh ``first`` and ``second``."""
    return (
        broken(joint, first)
        + broken(joint, second)
        - broken(joint, joint.total[one])
        - broken(joint, joint.total[other])
    )


@part
def turning_pays(matrix: Matrix, joint: Joint, a: int) -> bool:
    """Make one change that links ``a`` to a near stop and both their followers; say whether one was made.

    Within a turf it turns a stretch round, between two it joins beginning to beginning and end to end.
    """
    search = joint.search
    for step in (1, -1):
        b = follow(search, a, step)
        before = matrix[a, b]
        for c in search.neighbours[a]:
            if matrix[a, c] >= before:
                break
            d = follow(search, c, step)
            gain = before + matrix[c, d] - matrix[a, c] - matrix[b, d]
            if gain <= 0:
                continue
            one, other = (a, c) if step == 1 else (b, d)
            here, there = joint.turf[one], joint.turf[other]
            if here != there:
                heads = joint.head[one] + joint.head[other]
                tails = joint.total[here] + joint.total[there] - heads
                gain -= worse_by(joint, here, there, heads, tails)
            if gain > 0:
                relink(search, a, b, c, d)
                search.touched[0], search.touched[1], search.touched[2], search.touched[3] = a, b, c, d
                search.touched[4], search.touched[5] = a, b
                return True
    return False


@part
def crossing_over_pays(matrix: Matrix, joint: Joint, a: int) -> bool:
    """Swap the ends of two turfs, so that ``a`` is followed by a near stop, if that pays; say whether it did."""
    search = joint.search
    for forward in (True, False):
        before = matrix[a, follow(search, a, 1 if forward else -1)]
        for c in search.neighbours[a]:
            if matrix[a, c] >= before:
                break
            if joint.turf[a] == joint.turf[c]:
                continue
            first, then = (a, c) if forward else (c, a)
            b, d = follow(search, first, 1), follow(search, then, -1)
            gain = matrix[first, b] + matrix[d, then] - matrix[first, then] - matrix[d, b]
            if gain <= 0:
                continue
            here, there = joint.turf[first], joint.turf[then]
            longer = joint.head[first] + joint.total[there] - joint.head[d]
            shorter = joint.head[d] + joint.total[here] - joint.head[first]
            if gain > worse_by(joint, here, there, longer, shorter):
                swap_ends(joint, first, d)
                search.touched[0], search.touched[1], search.touched[2], search.touched[3] = first, b, d, then
                search.touched[4], search.touched[5] = first, b
                return True
    return False


@part
def swap_ends(joint: Joint, first: int, second: int) -> None:
    """Swap what follows ``first`` and what follows ``second`` in their two turfs, neither turned round."""
    search = joint.search
    tour, count, stops = search.tour, len(search.tour), len(joint.weights)
    filled = 0
    place = int(search.position[stops])
    for _ in range(count):
        stop = tour[place]
        joint.spare[filled] = stop
        filled += 1
        if stop in (first, second):
            filled = copy_end(joint, second if stop == first else first, filled)
            while True:
                place = place + 1 if place + 1 < count else 0
                if tour[place] >= stops:
                    break
        else:
            place = place + 1 if place + 1 < count else 0
        if filled == count:
            break
    for i in range(count):
        tour[i] = joint.spare[i]
        search.position[joint.spare[i]] = i


@part
def copy_end(joint: Joint, stop: int, filled: int) -> int:
    """Put what follows ``stop`` in its turf into ``spare`` from ``filled`` on; return how much is filled then."""
    tour, count, stops = joint.search.tour, len(joint.search.tour), len(joint.weights)
    place = int(joint.search.position[stop])
    while True:
        place = place + 1 if place + 1 < count else 0
        if tour[place] >= stops:
            return filled
        joint.spare[filled] = tour[place]
        filled += 1


@part
def moving_pays(matrix: Matrix, joint: Joint, a: int) -> bool:  # noqa: C901  # one search, four nested choices
    """Move one stretch that ends at ``a`` to beside a near stop of any turf if that pays; say whether it did."""
    search = joint.search
    for step in (1, -1):
        before = follow(search, a, -step)
        z, weight = a, 0
        for size in range(1, MOVED_TOGETHER + 1):
            if size > 1:
                z = follow(search, z, step)
            if z >= len(joint.weights) or len(search.tour) < size + 3:
                break
            weight += joint.weights[z]
            after = follow(search, z, step)
            saved = matrix[before, a] + matrix[z, after] - matrix[before, after]
            for c in search.neighbours[a]:
                if matrix[a, c] >= saved:
                    break
                if is_within(len(search.tour), int(search.position[c]), int(search.position[a]), step, size):
                    continue
                for side in (1, -1):
                    d = follow(search, c, side * step)
                    if is_within(len(search.tour), int(search.position[d]), int(search.position[a]), step, size):
                        continue
                    gain = saved - matrix[a, c] - matrix[z, d] + matrix[c, d]
                    if gain > moving_costs(joint, a, weight, c if side * step == 1 else d):
                        move_stretch(search, (before, a, z, after), (c, d), side == 1)
                        search.touched[0], search.touched[1], search.touched[2] = before, a, z
                        search.touched[3], search.touched[4], search.touched[5] = after, c, d
                        return True
    return False


@part
def moving_costs(joint: Joint, stop: int, weight: int, to: int) -> int:
    """Return what it costs beside the walk that ``weight`` goes from the turf of ``stop`` to that of ``to``."""
    here, there = joint.turf[stop], joint.turf[to]
    if here == there:
        return 0
    return worse_by(joint, here, there, joint.total[here] - weight, joint.total[there] + weight)


@part
def shorten_together(matrix: Matrix, joint: Joint, queue: Indices) -> None:
    """Make changes that pay until there are none at any stop that got a new link; ``queue`` is where to begin."""
    search, stops = joint.search, len(joint.weights)
    count = len(search.tour)
    waiting = np.zeros(count, np.bool_)
    ring = np.empty(count, np.int32)
    head, queued = 0, 0
    for stop in queue:
        queued = put(ring, waiting, head, queued, int(stop))
    while queued > 0:
        a = int(ring[head])
        head = head + 1 if head + 1 < count else 0
        queued -= 1
        waiting[a] = False
        if a >= stops:
            continue
        while turning_pays(matrix, joint, a) or moving_pays(matrix, joint, a) or crossing_over_pays(matrix, joint, a):
            weigh(joint)
            for stop in search.touched[:6]:
                if stop != a:
                    queued = put(ring, waiting, head, queued, int(stop))


@part
def search_together(matrix: Matrix, tour: Indices, weights: Weights, limits: Weights, kicks: int, state: int) -> int:
    """Improve the round ``tour`` in place by ``kicks`` kicks; return by how many decimetres the turfs cost less.

    ``matrix`` (n + k, n + k) holds the distances between the n stops and k separators, 0 from and to a separator.
    """
    count, stops = len(tour), len(weights)
    neighbours = np.zeros((count, min(NEAREST, stops - 1)), np.int32)
    neighbours[:stops] = nearest_in(matrix[:stops, :stops], min(NEAREST, stops - 1))
    joint = Joint(
        start_search(tour, neighbours),
        weights,
        np.zeros(count, np.int32),
        np.zeros(count, np.int64),
        np.zeros(count - stops, np.int64),
        limits,
        np.empty(count, np.int32),
    )
    weigh(joint)
    began = cost(matrix, joint)
    shorten_together(matrix, joint, tour.copy())
    least = cost(matrix, joint)
    best = tour.copy()
    for _ in range(kicks):
        state = kick(joint.search, state)
        weigh(joint)
        shorten_together(matrix, joint, joint.search.touched)
        now = cost(matrix, joint)
        if now <= least:
            least = now
            best[:] = tour
        else:
            tour[:] = best
            for i in range(count):
                joint.search.position[tour[i]] = i
            weigh(joint)
    tour[:] = best
    return int(began - least)
