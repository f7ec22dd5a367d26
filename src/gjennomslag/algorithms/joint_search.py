"""Walk less in a few neighbouring turfs together, with each of them whole and within its bounds.

The paths of the turfs are one round trip: between the end of one and the beginning of the next stands a separator that
is no way from anywhere. So what shortens a round trip shortens the paths, and moves doors between turfs as it does.
"""

from __future__ import annotations

import numpy as np

from gjennomslag.algorithms.compiled import inner, part
from gjennomslag.algorithms.distances import Indices, Matrix
from gjennomslag.algorithms.joint_turfs import (
    Joint,
    Weights,
    cost,
    count_torn,
    forget_trial,
    relabel,
    start_joint,
    tears,
    weigh_joint,
    worse_by,
)
from gjennomslag.algorithms.local_search import follow, is_within, move_stretch, put, relink
from gjennomslag.algorithms.route_search import LONGEST_KICK, go_back, kick, nearest_in, write_over
from gjennomslag.algorithms.wholeness import TORN, Lie, unlinked

NEAREST = 8
"""How many near stops the search looks at around each stop."""
MOVED_TOGETHER = 4
"""The longest stretch that is moved from one place to another."""


@inner
def turning_pays(matrix: Matrix, near: Indices, joint: Joint, lie: Lie, touched: Indices, a: int) -> bool:
    """Make one change that links ``a`` to a near stop and both their followers; say whether one was made.

    Within a turf it turns a stretch round, between two it joins beginning to beginning and end to end.
    """
    tour, position, turf = joint.tour, joint.position, joint.turf
    head, total, limits = joint.head, joint.total, joint.limits
    for step in (1, -1):
        b = follow(tour, position, a, step)
        before = int(matrix[a, b])
        for i in range(near.shape[1]):
            c = int(near[a, i])
            if matrix[a, c] >= before:
                break
            d = follow(tour, position, c, step)
            gain = before + int(matrix[c, d]) - int(matrix[a, c]) - int(matrix[b, d])
            if gain <= 0:
                continue
            one, other = (a, c) if step == 1 else (b, d)
            here, there = int(turf[one]), int(turf[other])
            if here != there:
                heads = head[one] + head[other]
                gain -= worse_by(total, limits, here, there, heads, total[here] + total[there] - heads)
                if gain <= -TORN * joint.torn[0]:
                    continue
                relabel(joint, here, there, int(head[one]), int(head[other]), False)
                torn = tears(joint, lie, here, there)
                forget_trial(joint, here, there)
                gain -= TORN * torn
                if gain > 0:
                    joint.torn[0] += torn
            if gain > 0:
                relink(tour, position, a, b, c, d)
                touched[0], touched[1], touched[2], touched[3], touched[4], touched[5] = a, b, c, d, a, b
                return True
    return False


@inner
def crossing_over_pays(
    matrix: Matrix, near: Indices, joint: Joint, lie: Lie, spare: Indices, touched: Indices, a: int
) -> bool:
    """Swap the ends of two turfs, so that ``a`` is followed by a near stop, if that pays; say whether it did."""
    tour, position, turf = joint.tour, joint.position, joint.turf
    head, total, limits = joint.head, joint.total, joint.limits
    for forward in (True, False):
        before = int(matrix[a, follow(tour, position, a, 1 if forward else -1)])
        for i in range(near.shape[1]):
            c = int(near[a, i])
            if matrix[a, c] >= before:
                break
            if turf[a] == turf[c]:
                continue
            first, then = (a, c) if forward else (c, a)
            b, d = follow(tour, position, first, 1), follow(tour, position, then, -1)
            gain = int(matrix[first, b]) + int(matrix[d, then]) - int(matrix[first, then]) - int(matrix[d, b])
            if gain <= 0:
                continue
            here, there = int(turf[first]), int(turf[then])
            longer = head[first] + total[there] - head[d]
            shorter = head[d] + total[here] - head[first]
            gain -= worse_by(total, limits, here, there, longer, shorter)
            if gain <= -TORN * joint.torn[0]:
                continue
            relabel(joint, here, there, int(head[first]), int(head[d]), True)
            torn = tears(joint, lie, here, there)
            forget_trial(joint, here, there)
            if gain > TORN * torn:
                joint.torn[0] += torn
                swap_ends(tour, position, len(joint.weights), spare, first, d)
                touched[0], touched[1], touched[2], touched[3] = first, b, d, then
                touched[4], touched[5] = first, b
                return True
    return False


@inner
def swap_ends(tour: Indices, position: Indices, stops: int, spare: Indices, first: int, second: int) -> None:
    """Swap what follows ``first`` and what follows ``second`` in their two turfs, neither turned round."""
    count = len(tour)
    filled = 0
    place = int(position[stops])
    for _ in range(count):
        stop = int(tour[place])
        spare[filled] = stop
        filled += 1
        if stop in (first, second):
            filled = copy_end(tour, position, stops, spare, second if stop == first else first, filled)
            while True:
                place = place + 1 if place + 1 < count else 0
                if tour[place] >= stops:
                    break
        else:
            place = place + 1 if place + 1 < count else 0
        if filled == count:
            break
    for i in range(count):
        tour[i] = spare[i]
        position[spare[i]] = i


@inner
def copy_end(tour: Indices, position: Indices, stops: int, spare: Indices, stop: int, filled: int) -> int:
    """Put what follows ``stop`` in its turf into ``spare`` from ``filled`` on; return how much is filled then."""
    count = len(tour)
    place = int(position[stop])
    while True:
        place = place + 1 if place + 1 < count else 0
        if tour[place] >= stops:
            return filled
        spare[filled] = tour[place]
        filled += 1


@inner
def moving_pays(  # noqa: C901  # one search, four nested choices
    matrix: Matrix, near: Indices, joint: Joint, lie: Lie, touched: Indices, a: int
) -> bool:
    """Move one stretch that ends at ``a`` to beside a near stop of any turf if that pays; say whether it did."""
    tour, position, turf, weights = joint.tour, joint.position, joint.turf, joint.weights
    count, start = len(tour), int(position[a])
    for step in (1, -1):
        before = follow(tour, position, a, -step)
        z, weight = a, 0
        for size in range(1, MOVED_TOGETHER + 1):
            if size > 1:
                z = follow(tour, position, z, step)
            if z >= len(weights) or count < size + 3:
                break
            weight += weights[z]
            after = follow(tour, position, z, step)
            saved = int(matrix[before, a]) + int(matrix[z, after]) - int(matrix[before, after])
            for i in range(near.shape[1]):
                c = int(near[a, i])
                if matrix[a, c] >= saved:
                    break
                if is_within(count, int(position[c]), start, step, size):
                    continue
                for side in (1, -1):
                    d = follow(tour, position, c, side * step)
                    if is_within(count, int(position[d]), start, step, size):
                        continue
                    gain = saved - int(matrix[a, c]) - int(matrix[z, d]) + int(matrix[c, d])
                    if gain <= 0:
                        continue
                    to = int(turf[c if side * step == 1 else d])
                    if to != turf[a] and not moving_pays_off(joint, lie, (a, step, size), weight, to, gain):
                        continue
                    move_stretch(tour, position, (before, a, z, after), (c, d), side == 1)
                    touched[0], touched[1], touched[2] = before, a, z
                    touched[3], touched[4], touched[5] = after, c, d
                    return True
    return False


@inner
def moving_pays_off(joint: Joint, lie: Lie, stretch: tuple[int, int, int], weight: int, to: int, gain: int) -> bool:
    """Say whether it is worth ``gain`` decimetres that a stretch goes to turf ``to``; count the tearing if it is.

    ``stretch`` is its first stop, the direction on the round and how many stops it is; ``weight`` what it weighs.
    """
    a, step, size = stretch
    here = int(joint.turf[a])
    gain -= worse_by(joint.total, joint.limits, here, to, joint.total[here] - weight, joint.total[to] + weight)
    if gain <= -TORN * joint.torn[0]:
        return False
    stop = a
    for _ in range(size):
        joint.trial[stop] = to
        stop = follow(joint.tour, joint.position, stop, step)
    torn = tears(joint, lie, here, to)
    stop = a
    for _ in range(size):
        joint.trial[stop] = here
        stop = follow(joint.tour, joint.position, stop, step)
    if gain <= TORN * torn:
        return False
    joint.torn[0] += torn
    return True


@part
def shorten_together(
    matrix: Matrix, near: Indices, joint: Joint, lie: Lie, spare: Indices, touched: Indices, queue: Indices
) -> None:
    """Make changes that pay until there are none at any stop that got a new link; ``queue`` is where to begin."""
    stops, count = len(joint.weights), len(joint.tour)
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
        while (
            turning_pays(matrix, near, joint, lie, touched, a)
            or moving_pays(matrix, near, joint, lie, touched, a)
            or crossing_over_pays(matrix, near, joint, lie, spare, touched, a)
        ):
            weigh_joint(joint)
            for i in range(6):
                if touched[i] != a:
                    queued = put(ring, waiting, head, queued, int(touched[i]))


@part
def search_together(
    matrix: Matrix, tour: Indices, weights: Weights, limits: Weights, lie: Lie, kicks: int, state: int
) -> int:
    """Improve the round ``tour`` in place by ``kicks`` kicks; return by how many decimetres the turfs cost less.

    ``matrix`` (n + k, n + k) holds the distances between the n stops and k separators, 0 from and to a separator.
    After a kick the search does not look whether it tears a turf; what comes of it is only kept if that pays with all
    tears counted. That is several times faster than looking at every step.
    """
    count, stops = len(tour), len(weights)
    near = nearest_in(matrix, stops, min(NEAREST, stops - 1))
    joint = start_joint(tour, weights, limits, lie)
    spare, touched, held = np.empty(count, np.int32), np.empty(8, np.int32), np.empty(3 * LONGEST_KICK, np.int32)
    began = cost(matrix, joint)
    shorten_together(matrix, near, joint, lie, spare, touched, tour.copy())
    least = cost(matrix, joint)
    best = tour.copy()
    blind = unlinked(lie)
    for _ in range(kicks):
        state = kick(tour, joint.position, touched, held, state)
        weigh_joint(joint)
        joint.torn[0] = 0
        shorten_together(matrix, near, joint, blind, spare, touched, touched.copy())
        now = cost(matrix, joint)
        if now <= least:
            now += TORN * count_torn(joint, lie)
        if now <= least:
            least = now
            write_over(best, tour)
        else:
            go_back(tour, joint.position, best)
            weigh_joint(joint)
    write_over(tour, best)
    return int(began - least)
