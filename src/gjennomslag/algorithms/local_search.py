"""Shorten a round trip by small changes until none helps: turning a stretch round (2-opt) and moving up to three
stops elsewhere, either way round (Or-opt), looking only at each stop's nearest stops.

After G. Croes, "A method for solving traveling-salesman problems", 1958, and I. Or's dissertation, 1976, with
neighbour lists and a queue of stops worth looking at, as J. L. Bentley describes in "Fast algorithms for geometric
traveling salesman problems", 1992.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import inner, part
from gjennomslag.algorithms.distances import Indices, Metric, at, length

MOVED_TOGETHER = 3
"""The longest stretch that Or-opt moves."""


@part
def positions_of(tour: Indices) -> Indices:
    """Return where on the round each stop is (n,)."""
    position = np.empty(len(tour), np.int32)
    for place in range(len(tour)):
        position[tour[place]] = place
    return position


@inner
def follow(tour: Indices, position: Indices, stop: int, step: int) -> int:
    """Return the stop ``step`` places after ``stop`` (before it when negative)."""
    place = at(position, stop) + step
    if place >= len(tour):
        place -= len(tour)
    elif place < 0:
        place += len(tour)
    return at(tour, place)


Arc: TypeAlias = tuple[int, int]
"""Arc on a round that follow each other: the first of them and how many they are."""


@inner
def around(one: Arc, other: Arc, count: int) -> Arc:
    """Return few places that follow each other and hold both ``one`` and ``other`` on a round of ``count``."""
    if one[1] == 0:
        return other
    if other[1] == 0:
        return one
    ahead, back = other[0] - one[0], one[0] - other[0]
    from_one = max(one[1], (ahead if ahead >= 0 else ahead + count) + other[1])
    from_other = max(other[1], (back if back >= 0 else back + count) + one[1])
    if from_one <= from_other:
        return one[0], min(from_one, count)
    return other[0], min(from_other, count)


@inner
def turn_round(tour: Indices, position: Indices, first: int, last: int) -> Arc:
    """Reverse the stretch from ``first`` forward to ``last``, or the rest of the round where that is shorter.

    Return the places that it may have changed.
    """
    count = len(tour)
    i = int(position[first])
    j = int(position[last])
    inside = j - i + 1
    if inside <= 0:
        inside += count
    if 2 * inside > count:
        i, j = j + 1, i - 1
        inside = count - inside
        if i == count:
            i = 0
        if j < 0:
            j = count - 1
    turned = (i, inside)
    for _ in range(inside // 2):
        a = tour[i]
        b = tour[j]
        tour[i] = b
        position[b] = i
        tour[j] = a
        position[a] = j
        i += 1
        if i == count:
            i = 0
        j -= 1
        if j < 0:
            j = count - 1
    return turned


@inner
def relink(tour: Indices, position: Indices, a: int, b: int, c: int, d: int) -> Arc:
    """Replace the links a–b and c–d by a–c and b–d, where b follows a and d follows c in the same direction.

    Return the places that it may have changed.
    """
    if follow(tour, position, a, 1) == b:
        return turn_round(tour, position, b, c)
    return turn_round(tour, position, c, b)


@inner
def turning_helps(
    metric: Metric, tour: Indices, position: Indices, neighbours: Indices, touched: Indices, a: int
) -> bool:
    """Turn one stretch that ends at ``a`` round if that shortens the tour; say whether it did.

    The stops with a new link are written into ``touched``.
    """
    for step in (1, -1):
        b = follow(tour, position, a, step)
        before = length(metric, a, b)
        for c in neighbours[a]:
            link = length(metric, a, c)
            if link >= before:
                break
            d = follow(tour, position, c, step)
            if link + length(metric, b, d) < before + length(metric, c, d):
                relink(tour, position, a, b, c, d)
                touched[0], touched[1], touched[2], touched[3] = a, b, c, d
                touched[4], touched[5] = a, b
                return True
    return False


@inner
def ahead(count: int, place: int, start: int, step: int) -> int:
    """Return how many places after ``start`` in the direction ``step`` the ``place`` comes."""
    places = (place - start) * step
    return places + count if places < 0 else places


@inner
def is_within(count: int, place: int, start: int, step: int, size: int) -> bool:
    """Say whether ``place`` is among the ``size`` places from ``start`` on in the direction ``step``."""
    return ahead(count, place, start, step) < size


@inner
def move_stretch(
    tour: Indices, position: Indices, ends: tuple[int, int, int, int], target: tuple[int, int], forward: bool
) -> Arc:
    """Take the stretch a…z from between ``before`` and ``after`` and put it between c and d: c–a, z–d.

    ``ends`` is (before, a, z, after), ``target`` is (c, d); ``forward`` says that c comes before d when going on from
    ``after`` away from the stretch. Return the places that it may have changed.
    """
    before, a, z, after = ends
    c, d = target
    count = len(tour)
    if forward:
        arc = relink(tour, position, before, a, c, d)
        arc = around(arc, relink(tour, position, before, c, after, z), count)
        return around(arc, relink(tour, position, c, z, a, d), count)
    arc = relink(tour, position, before, a, d, c)
    return around(arc, relink(tour, position, before, d, after, z), count)


@inner
def moving_helps(
    metric: Metric, tour: Indices, position: Indices, neighbours: Indices, touched: Indices, a: int
) -> bool:
    """Move one stretch that ends at ``a`` to beside a near stop if that shortens the tour; say whether it did.

    The stops with a new link are written into ``touched``.
    """
    count = len(tour)
    for step in (1, -1):
        before = follow(tour, position, a, -step)
        for size in range(1, MOVED_TOGETHER + 1):
            if count < size + 3:
                break
            z = follow(tour, position, a, (size - 1) * step)
            after = follow(tour, position, z, step)
            saved = length(metric, before, a) + length(metric, z, after) - length(metric, before, after)
            for c in neighbours[a]:
                link = length(metric, a, c)
                if link >= saved:
                    break
                if is_within(count, int(position[c]), int(position[a]), step, size):
                    continue
                for side in (1, -1):
                    d = follow(tour, position, c, side * step)
                    if is_within(count, int(position[d]), int(position[a]), step, size):
                        continue
                    if link + length(metric, z, d) - length(metric, c, d) < saved:
                        move_stretch(tour, position, (before, a, z, after), (c, d), side == 1)
                        touched[0], touched[1], touched[2] = before, a, z
                        touched[3], touched[4], touched[5] = after, c, d
                        return True
    return False


@inner
def put(ring: Indices, waiting: NDArray[np.bool_], head: int, queued: int, stop: int) -> int:
    """Queue ``stop`` unless it waits already; return how many wait."""
    if waiting[stop]:
        return queued
    place = head + queued
    ring[place if place < len(ring) else place - len(ring)] = stop
    waiting[stop] = True
    return queued + 1


@part
def shorten(metric: Metric, tour: Indices, position: Indices, neighbours: Indices, queue: Indices) -> None:
    """Shorten the round ``tour`` (n,) in place until neither change helps at any stop that got a new link.

    ``position`` (n,) says where on it each stop is, ``neighbours`` (n, k) are each stop's near stops, nearest first,
    ``queue`` holds the stops to begin with. Does nothing for fewer than four stops.
    """
    count = len(tour)
    if count < 4:
        return
    waiting = np.zeros(count, np.bool_)
    ring = np.empty(count, np.int32)
    touched = np.empty(6, np.int32)
    head, queued = 0, 0
    for stop in queue:
        queued = put(ring, waiting, head, queued, int(stop))
    while queued > 0:
        a = at(ring, head)
        head = head + 1 if head + 1 < count else 0
        queued -= 1
        waiting[a] = False
        while turning_helps(metric, tour, position, neighbours, touched, a) or moving_helps(
            metric, tour, position, neighbours, touched, a
        ):
            for stop in touched:
                if stop != a:
                    queued = put(ring, waiting, head, queued, int(stop))
