"""Shorten a round trip by small changes until none helps: turning a stretch round (2-opt) and moving up to three
stops elsewhere, either way round (Or-opt), looking only at each stop's nearest stops.

After G. Croes, "A method for solving traveling-salesman problems", 1958, and I. Or's dissertation, 1976, with
neighbour lists and a queue of stops worth looking at, as J. L. Bentley describes in "Fast algorithms for geometric
traveling salesman problems", 1992.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import part
from gjennomslag.algorithms.distances import Indices, Metric, length

MOVED_TOGETHER = 3
"""The longest stretch that Or-opt moves."""


class Search(NamedTuple):
    """A round trip and what the search for a shorter one goes by."""

    tour: Indices
    """The stops (n,) in the order of the round."""
    position: Indices
    """Where on the round each stop is (n,)."""
    neighbours: Indices
    """Each stop's nearest stops (n, k), nearest first."""
    touched: Indices
    """Room for the stops that got a new link in the last change: six, or eight after a kick."""


@part
def start_search(tour: Indices, neighbours: Indices) -> Search:
    """Return what a search that changes ``tour`` in place needs."""
    position = np.empty(len(tour), np.int32)
    for place in range(len(tour)):
        position[tour[place]] = place
    return Search(tour, position, neighbours, np.full(8, tour[0], np.int32))


@part
def follow(search: Search, stop: int, step: int) -> int:
    """Return the stop ``step`` places after ``stop`` (before it when negative)."""
    place = search.position[stop] + step
    if place >= len(search.tour):
        place -= len(search.tour)
    elif place < 0:
        place += len(search.tour)
    return int(search.tour[place])


@part
def turn_round(search: Search, first: int, last: int) -> None:
    """Reverse the stretch from ``first`` forward to ``last``, or the rest of the round where that is shorter."""
    count = len(search.tour)
    i = int(search.position[first])
    j = int(search.position[last])
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
    for _ in range(inside // 2):
        a = search.tour[i]
        b = search.tour[j]
        search.tour[i] = b
        search.position[b] = i
        search.tour[j] = a
        search.position[a] = j
        i += 1
        if i == count:
            i = 0
        j -= 1
        if j < 0:
            j = count - 1


@part
def relink(search: Search, a: int, b: int, c: int, d: int) -> None:
    """Replace the links a–b and c–d by a–c and b–d, where b follows a and d follows c in the same direction."""
    if follow(search, a, 1) == b:
        turn_round(search, b, c)
    else:
        turn_round(search, c, b)


@part
def turning_helps(metric: Metric, search: Search, a: int) -> bool:
    """Turn one stretch that ends at ``a`` round if that shortens the tour; say whether it did.

    The stops with a new link are written into ``touched``.
    """
    for step in (1, -1):
        b = follow(search, a, step)
        before = length(metric, a, b)
        for c in search.neighbours[a]:
            link = length(metric, a, c)
            if link >= before:
                break
            d = follow(search, c, step)
            if link + length(metric, b, d) < before + length(metric, c, d):
                relink(search, a, b, c, d)
                search.touched[0], search.touched[1], search.touched[2], search.touched[3] = a, b, c, d
                search.touched[4], search.touched[5] = a, b
                return True
    return False


@part
def is_within(count: int, place: int, start: int, step: int, size: int) -> bool:
    """Say whether ``place`` is among the ``size`` places from ``start`` on in the direction ``step``."""
    ahead = (place - start) * step
    if ahead < 0:
        ahead += count
    return ahead < size


@part
def move_stretch(search: Search, ends: tuple[int, int, int, int], target: tuple[int, int], forward: bool) -> None:
    """Take the stretch a…z from between ``before`` and ``after`` and put it between c and d: c–a, z–d.

    ``ends`` is (before, a, z, after), ``target`` is (c, d); ``forward`` says that c comes before d when going on from
    ``after`` away from the stretch.
    """
    before, a, z, after = ends
    c, d = target
    if forward:
        relink(search, before, a, c, d)
        relink(search, before, c, after, z)
        relink(search, c, z, a, d)
    else:
        relink(search, before, a, d, c)
        relink(search, before, d, after, z)


@part
def moving_helps(metric: Metric, search: Search, a: int) -> bool:
    """Move one stretch that ends at ``a`` to beside a near stop if that shortens the tour; say whether it did.

    The stops with a new link are written into ``touched``.
    """
    count = len(search.tour)
    for step in (1, -1):
        before = follow(search, a, -step)
        for size in range(1, MOVED_TOGETHER + 1):
            if count < size + 3:
                break
            z = follow(search, a, (size - 1) * step)
            after = follow(search, z, step)
            saved = length(metric, before, a) + length(metric, z, after) - length(metric, before, after)
            for c in search.neighbours[a]:
                link = length(metric, a, c)
                if link >= saved:
                    break
                if is_within(count, int(search.position[c]), int(search.position[a]), step, size):
                    continue
                for side in (1, -1):
                    d = follow(search, c, side * step)
                    if is_within(count, int(search.position[d]), int(search.position[a]), step, size):
                        continue
                    if link + length(metric, z, d) - length(metric, c, d) < saved:
                        move_stretch(search, (before, a, z, after), (c, d), side == 1)
                        search.touched[0], search.touched[1], search.touched[2] = before, a, z
                        search.touched[3], search.touched[4], search.touched[5] = after, c, d
                        return True
    return False


@part
def put(ring: Indices, waiting: NDArray[np.bool_], head: int, queued: int, stop: int) -> int:
    """Queue ``stop`` unless it waits already; return how many wait."""
    if waiting[stop]:
        return queued
    place = head + queued
    ring[place if place < len(ring) else place - len(ring)] = stop
    waiting[stop] = True
    return queued + 1


@part
def shorten(metric: Metric, search: Search, queue: Indices) -> None:
    """Shorten the round trip in place until neither change helps at any stop that got a new link.

    ``queue`` holds the stops to begin with. Does nothing for fewer than four stops.
    """
    count = len(search.tour)
    if count < 4:
        return
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
        while turning_helps(metric, search, a) or moving_helps(metric, search, a):
            for stop in search.touched[:6]:
                if stop != a:
                    queued = put(ring, waiting, head, queued, int(stop))
