"""Walk less in a few neighbouring turfs together, with each of them whole and within its bounds.

The paths of the turfs are one round trip: between the end of one and the beginning of the next stands a separator that
is no way from anywhere. So what shortens a round trip shortens the paths, and moves doors between turfs as it does.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import inner, part
from gjennomslag.algorithms.distances import Indices, Matrix, at, length, nearest_in
from gjennomslag.algorithms.joint_turfs import (
    Joint,
    Weights,
    cost_of_weights,
    count_torn,
    start_joint,
    tears_of_ends,
    tears_of_stretch,
    weigh_again,
    worse_by,
)
from gjennomslag.algorithms.local_search import follow, is_within, move_stretch, put, relink
from gjennomslag.algorithms.route_search import LONGEST_KICK, kick, write_over
from gjennomslag.algorithms.wholeness import TORN, Lie, unlinked

NEAREST = 8
"""How many near stops the search looks at around each stop."""
MOVED_TOGETHER = 4
"""The longest stretch that is moved from one place to another."""


@inner
def turning_pays(matrix: Matrix, near: Indices, joint: Joint, lie: Lie, touched: Indices, a: int) -> int:
    """Make one change that links ``a`` to a near stop and both their followers; return what it saves, 0 if none does.

    Within a turf it turns a stretch round, between two it joins beginning to beginning and end to end.
    """
    tour, position, turf = joint.tour, joint.position, joint.turf
    head, total, limits = joint.head, joint.total, joint.limits
    for step in (1, -1):
        b = follow(tour, position, a, step)
        before = length(matrix, a, b)
        for i in range(near.shape[1]):
            c = int(near[a, i])
            if length(matrix, a, c) >= before:
                break
            d = follow(tour, position, c, step)
            gain = before + length(matrix, c, d) - length(matrix, a, c) - length(matrix, b, d)
            if gain <= 0:
                continue
            one, other = (a, c) if step == 1 else (b, d)
            here, there = int(turf[one]), int(turf[other])
            if here != there:
                heads = head[one] + head[other]
                gain -= worse_by(total, limits, here, there, heads, total[here] + total[there] - heads)
                if gain <= -TORN * joint.torn[0]:
                    continue
                torn = tears_of_ends(joint, lie, here, there, int(head[one]), int(head[other]), False)
                gain -= TORN * torn
                if gain > 0:
                    joint.torn[0] += torn
            if gain > 0:
                weigh_again(joint, relink(tour, position, a, b, c, d))
                touched[0], touched[1], touched[2], touched[3], touched[4], touched[5] = a, b, c, d, a, b
                return gain
    return 0


@inner
def crossing_over_pays(
    matrix: Matrix, near: Indices, joint: Joint, lie: Lie, spare: Indices, touched: Indices, a: int
) -> int:
    """Swap the ends of two turfs, so that ``a`` is followed by a near stop, if that pays; return what it saves."""
    tour, position, turf = joint.tour, joint.position, joint.turf
    head, total, limits = joint.head, joint.total, joint.limits
    for forward in (True, False):
        before = length(matrix, a, follow(tour, position, a, 1 if forward else -1))
        for i in range(near.shape[1]):
            c = int(near[a, i])
            if length(matrix, a, c) >= before:
                break
            if turf[a] == turf[c]:
                continue
            first, then = (a, c) if forward else (c, a)
            b, d = follow(tour, position, first, 1), follow(tour, position, then, -1)
            gain = length(matrix, first, b) + length(matrix, d, then)
            gain -= length(matrix, first, then) + length(matrix, d, b)
            if gain <= 0:
                continue
            here, there = int(turf[first]), int(turf[then])
            longer = head[first] + total[there] - head[d]
            shorter = head[d] + total[here] - head[first]
            gain -= worse_by(total, limits, here, there, longer, shorter)
            if gain <= -TORN * joint.torn[0]:
                continue
            torn = tears_of_ends(joint, lie, here, there, int(head[first]), int(head[d]), True)
            if gain > TORN * torn:
                joint.torn[0] += torn
                swap_ends(tour, position, len(joint.weights), spare, first, d)
                weigh_again(joint, (0, len(tour)))
                touched[0], touched[1], touched[2], touched[3] = first, b, d, then
                touched[4], touched[5] = first, b
                return gain - TORN * torn
    return 0


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
) -> int:
    """Move one stretch that ends at ``a`` to beside a near stop of any turf if that pays; return what it saves."""
    tour, position, turf, weights = joint.tour, joint.position, joint.turf, joint.weights
    count, start = len(tour), at(position, a)
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
            saved = length(matrix, before, a) + length(matrix, z, after) - length(matrix, before, after)
            for i in range(near.shape[1]):
                c = int(near[a, i])
                if length(matrix, a, c) >= saved:
                    break
                if is_within(count, at(position, c), start, step, size):
                    continue
                for side in (1, -1):
                    d = follow(tour, position, c, side * step)
                    if is_within(count, at(position, d), start, step, size):
                        continue
                    gain = saved - length(matrix, a, c) - length(matrix, z, d) + length(matrix, c, d)
                    if gain <= 0:
                        continue
                    to = int(turf[c if side * step == 1 else d])
                    if to != turf[a]:
                        gain = what_moving_saves(joint, lie, (a, step, size), weight, to, gain)
                        if gain <= 0:
                            continue
                    weigh_again(joint, move_stretch(tour, position, (before, a, z, after), (c, d), side == 1))
                    touched[0], touched[1], touched[2] = before, a, z
                    touched[3], touched[4], touched[5] = after, c, d
                    return gain
    return 0


@inner
def what_moving_saves(joint: Joint, lie: Lie, stretch: tuple[int, int, int], weight: int, to: int, walking: int) -> int:
    """Return what it saves that a stretch goes to turf ``to`` and spares ``walking``; count the tearing if it does.

    ``stretch`` is its first stop, the direction on the round and how many stops it is; ``weight`` what it weighs.
    """
    here = int(joint.turf[stretch[0]])
    gain = walking - worse_by(joint.total, joint.limits, here, to, joint.total[here] - weight, joint.total[to] + weight)
    if gain <= -TORN * joint.torn[0]:
        return gain
    torn = tears_of_stretch(joint, lie, stretch, to)
    gain -= TORN * torn
    if gain > 0:
        joint.torn[0] += torn
    return gain


class Room(NamedTuple):
    """Room for the search, of a number each for all stops and separators."""

    spare: Indices
    touched: Indices
    """The stops with a new link (8,)."""
    ring: Indices
    waiting: NDArray[np.bool_]
    """Which of them are in the ``ring``; False throughout between calls."""


@inner
def shorten_together(matrix: Matrix, near: Indices, joint: Joint, lie: Lie, room: Room, queue: Indices) -> int:
    """Make changes that pay until there are none at any stop that got a new link; return what they save together.

    ``queue`` is where to begin.
    """
    stops, count, touched = len(joint.weights), len(joint.tour), room.touched
    head, queued, saved = 0, 0, 0
    for stop in queue:
        queued = put(room.ring, room.waiting, head, queued, int(stop))
    while queued > 0:
        a = at(room.ring, head)
        head = head + 1 if head + 1 < count else 0
        queued -= 1
        room.waiting[a] = False
        while a < stops:
            gain = turning_pays(matrix, near, joint, lie, touched, a)
            if gain == 0:
                gain = moving_pays(matrix, near, joint, lie, touched, a)
            if gain == 0:
                gain = crossing_over_pays(matrix, near, joint, lie, room.spare, touched, a)
            if gain == 0:
                break
            saved += gain
            for i in range(6):
                if touched[i] != a:
                    queued = put(room.ring, room.waiting, head, queued, int(touched[i]))
    return saved


@inner
def kick_together(matrix: Matrix, joint: Joint, kicked: Indices, held: Indices, state: int) -> tuple[int, int]:
    """Kick the round; return by how much more the turfs cost, and the next random state.

    The stops with new links are written into ``kicked``.
    """
    cost = cost_of_weights(joint)
    arc, state = kick(joint.tour, joint.position, kicked, held, state)
    weigh_again(joint, arc)
    a, b, c, d, e, f, g, h = kicked[0], kicked[1], kicked[2], kicked[3], kicked[4], kicked[5], kicked[6], kicked[7]
    longer = length(matrix, a, f) + length(matrix, g, d) + length(matrix, e, b) + length(matrix, c, h)
    longer -= length(matrix, a, b) + length(matrix, c, d) + length(matrix, e, f) + length(matrix, g, h)
    return longer + cost_of_weights(joint) - cost, state


@inner
def bring(to: Indices, what: Indices, joint: Joint) -> None:
    """Write what stands in ``what`` at the places that may have changed into ``to``."""
    place = int(joint.changed[0])
    for _ in range(joint.changed[1]):
        to[place] = what[place]
        place = place + 1 if place + 1 < len(to) else 0


@inner
def take_back(joint: Joint, best: Indices) -> None:
    """Make the round what it was when ``best`` was kept."""
    bring(joint.tour, best, joint)
    place = int(joint.changed[0])
    for _ in range(joint.changed[1]):
        joint.position[joint.tour[place]] = place
        place = place + 1 if place + 1 < len(best) else 0
    weigh_again(joint, (int(joint.changed[0]), int(joint.changed[1])))


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
    room = Room(np.empty(count, np.int32), np.empty(8, np.int32), np.empty(count, np.int32), np.zeros(count, np.bool_))
    kicked, held = np.empty(8, np.int32), np.empty(3 * LONGEST_KICK, np.int32)
    saved = shorten_together(matrix, near, joint, lie, room, tour.copy())
    least_torn, best, blind = joint.torn[0], tour.copy(), unlinked(lie)
    for _ in range(kicks):
        joint.changed[1], joint.torn[0] = 0, 0
        more, state = kick_together(matrix, joint, kicked, held, state)
        more -= shorten_together(matrix, near, joint, blind, room, kicked)
        if more <= TORN * least_torn:
            now_torn = count_torn(joint, lie)
            more += TORN * (now_torn - least_torn)
            if more <= 0:
                saved -= more
                least_torn = now_torn
                bring(best, tour, joint)
                continue
        take_back(joint, best)
    write_over(tour, best)
    return int(saved)
