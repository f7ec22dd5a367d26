"""Cut one round trip into turfs of equal weight where leaving out the links between them saves most walking.

A dynamic programme over the places on the round; it looks at every cut that keeps each turf's number near its even
share of the round, so its time grows with the stops times the stops in a turf. Where it is told what is next to what,
it also knows of every turf that it could cut in how many pieces that would lie.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import inner, loop
from gjennomslag.algorithms.distances import Indices, Walk, distance
from gjennomslag.algorithms.union_find import group_of
from gjennomslag.algorithms.wholeness import TORN, Places

Weights = NDArray[np.int64]
Pieces = NDArray[np.uint8]

DRIFT = 3
"""How many turfs the cuts may run ahead of, or behind, the even share."""
LONGEST_LOOK = 250
"""A turf of more points than this counts as one piece while the round is split."""
_AT_ONCE = 20_000
"""Points whose pieces are counted by one thread at a time."""


class Bounds(NamedTuple):
    """What a turf may weigh."""

    low: int
    high: int


def bounds(weight: int, turfs: int, tolerance: float) -> Bounds:
    """Return the bounds for ``turfs`` turfs of ``weight`` together.

    Whole weights cannot always be within ``tolerance`` of the mean; the next whole numbers always count as within.
    """
    mean = weight / turfs
    return Bounds(
        low=min(int(np.floor(mean)), int(np.ceil(mean * (1 - tolerance)))),
        high=max(int(np.ceil(mean)), int(np.floor(mean * (1 + tolerance)))),
    )


@inner
def excess(weight: int, low: int, high: int) -> int:
    """Return by how much a turf's weight breaks the bounds."""
    if weight > high:
        return weight - high
    return low - weight if weight < low else 0


def split_round(
    walk: Walk, order: Indices, weights: Weights, turfs: int, limits: Bounds, places: Places
) -> NDArray[np.int64]:
    """Return where each turf begins on the round ``order`` (n,), after turning the round so that a turf begins at 0.

    ``order`` is turned in place; ``weights`` (n,) belong to the stops, not to the places. The result has one place
    per turf and the end n. It holds ``turfs`` turfs, or fewer where single stops are too heavy for so many. A stop
    heavier than the upper bound counts as just within it, so it gets a turf to itself. Each piece more than one of a
    turf, as ``places`` lie, costs as much as ``TORN`` of walking.
    """
    gaps = link_lengths(walk, order)
    turned = np.roll(order, -int(np.argmax(gaps)))
    order[:] = turned
    gaps = np.roll(gaps, -int(np.argmax(gaps)))
    heavy = np.minimum(weights[order], limits.high)
    before = np.concatenate(([0], np.cumsum(heavy)))
    for count in range(turfs, 0, -1):
        pieces = _pieces(places, order, before, max(limits.high, before[-1] // count + 1))
        starts = best_cuts(gaps, before, pieces, count, limits.low, limits.high)
        if starts[0] == 0:
            return starts
    raise AssertionError("one turf of everything is always possible")


def _pieces(places: Places, order: Indices, before: Weights, reach: int) -> Pieces:
    """Return in how many pieces more than one the points before each place (n) lie, the last 1, 2, … of them."""
    count = len(order)
    if not len(places.starts):
        return np.zeros((count, 0), np.uint8)
    firsts = np.searchsorted(before, before[:-1] - reach)
    width = min(int((np.arange(count) - firsts).max()) + 1, LONGEST_LOOK)
    pieces = np.zeros((count, width), np.uint8)
    with ThreadPoolExecutor(2) as pool:
        begins = range(0, count, _AT_ONCE)
        list(pool.map(lambda first: count_pieces(places, order, pieces, first, min(first + _AT_ONCE, count)), begins))
    return pieces


@loop
def count_pieces(places: Places, order: Indices, pieces: Pieces, first: int, last: int) -> None:
    """Fill the rows from ``first`` to before ``last``: entry k is of the turf that ends with the row and has k + 1."""
    count = len(places.starts) - 1
    group, seen = np.empty(count, np.int32), np.full(count, -1, np.int32)
    for end in range(first, last):
        found = 0
        for back in range(min(pieces.shape[1], end + 1)):
            here = places.place[order[end - back]]
            if seen[here] != end:
                seen[here] = end
                group[here] = here
                found += 1
                for link in range(places.starts[here], places.starts[here + 1]):
                    there = places.links[link]
                    if seen[there] == end:
                        one, other = group_of(group, here), group_of(group, there)
                        if one != other:
                            group[one] = other
                            found -= 1
            pieces[end, back] = min(found - 1, 255)


@loop
def link_lengths(walk: Walk, order: Indices) -> NDArray[np.int64]:
    """Return the length of the link that leads to each place on the round from the one before."""
    lengths = np.empty(len(order), np.int64)
    for i in range(len(order)):
        lengths[i] = distance(walk, order[i - 1], order[i])
    return lengths


@loop
def best_cuts(
    gaps: NDArray[np.int64], before: NDArray[np.int64], pieces: Pieces, turfs: int, low: int, high: int
) -> NDArray[np.int64]:
    """Return the beginnings of exactly ``turfs`` turfs and the end, or a first number below 0 where there are none.

    ``before`` (n + 1) holds the weight before each place, ``pieces`` what :func:`count_pieces` says. Breaking the
    bounds costs more than any walk, so they are broken as little as possible. The cost of a state is kept for the few
    numbers of turfs near the even share.
    """
    count = len(gaps)
    band = 2 * DRIFT + 2
    forbidden = np.int64(1) << 62
    penalty = gaps.sum() + 1 + TORN * (turfs if pieces.shape[1] > 0 else 0)
    reach = max(high, before[count] // turfs + 1)
    cost = np.full((count + 1, band), forbidden)
    origin = np.full((count + 1, band), -1, np.int32)
    fewest = np.zeros(count + 1, np.int64)
    for i in range(count + 1):
        fewest[i] = before[i] * turfs // before[count] - DRIFT
    cost[0, DRIFT] = 0
    for j in range(1, count + 1):
        saved = gaps[j] if j < count else 0
        i = j - 1
        while i >= 0 and before[j - 1] - before[i] <= reach:
            broken = penalty * excess(before[j] - before[i], low, high) - saved
            if j - 1 - i < pieces.shape[1]:
                broken += TORN * int(pieces[j - 1, j - 1 - i])
            shift = fewest[j] - fewest[i] - 1
            for slot in range(band):
                last = slot + shift
                if 0 <= last < band and cost[i, last] < forbidden and cost[i, last] + broken < cost[j, slot]:
                    cost[j, slot] = cost[i, last] + broken
                    origin[j, slot] = i
            i -= 1
    starts = np.full(turfs + 1, -1, np.int64)
    place, turf = count, turfs
    while turf > 0 and cost[place, turf - fewest[place]] < forbidden:
        starts[turf] = place
        place = int(origin[place, turf - fewest[place]])
        turf -= 1
    if turf == 0 and place == 0:
        starts[0] = 0
    return starts
