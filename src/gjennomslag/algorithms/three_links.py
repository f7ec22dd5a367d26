"""Shorten a round trip, whose distances are at hand, by replacing two or three links at once until none helps.

All ways of replacing three links one after the other (3-opt) are tried in which the links taken so far are always
longer than those given, after S. Lin and B. W. Kernighan, "An effective heuristic algorithm for the traveling-salesman
problem", 1973. The first way that helps is taken: taking the best one ends in worse rounds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import inlined, inner, part
from gjennomslag.algorithms.distances import Indices, Matrix, at, length
from gjennomslag.algorithms.local_search import ahead, follow, put, relink


class Near(NamedTuple):
    """Stops that each stop may be linked to anew (n, k), nearest first, and their distances in decimetres (n, k)."""

    stops: Indices
    lengths: Matrix


class Choice(NamedTuple):
    """Where to look for new links."""

    first: Near
    """For the first new link."""
    second: Near
    """For the second, where looking costs most; the third one follows."""


class Round(NamedTuple):
    """A round, where on it each stop is, and room to note the six stops that get new links."""

    tour: Indices
    position: Indices
    touched: Indices


@part
def near_with_lengths(matrix: Matrix, stops: Indices) -> Near:
    """Return ``stops`` (n, k) of each stop, nearest first, with their distances."""
    near = Near(stops.copy(), np.empty_like(stops))
    for stop in range(len(stops)):
        put_nearest_first(matrix, stop, near)
        for i in range(stops.shape[1]):
            near.lengths[stop, i] = matrix[stop, near.stops[stop, i]]
    return near


@inner
def put_nearest_first(matrix: Matrix, stop: int, near: Near) -> None:
    """Sort those near ``stop`` by their distance from it."""
    stops = near.stops
    for i in range(1, stops.shape[1]):
        other = stops[stop, i]
        place = i
        while place > 0 and matrix[stop, stops[stop, place - 1]] > matrix[stop, other]:
            stops[stop, place] = stops[stop, place - 1]
            place -= 1
        stops[stop, place] = other


@inner
def note(touched: Indices, a: int, b: int, c: int, d: int, e: int, f: int) -> None:
    """Write down the stops that have new links."""
    touched[0], touched[1], touched[2], touched[3], touched[4], touched[5] = a, b, c, d, e, f


class Opened(NamedTuple):
    """A round without its link a–b, where b follows a in the direction ``step``, and with b–c in its place."""

    a: int
    b: int
    c: int
    step: int
    to_c: int
    """How many places after b the stop c comes."""
    saved: int
    """What that saves, in decimetres."""


@inner
def replacing_helps(matrix: Matrix, here: Round, choice: Choice, a: int) -> int:
    """Replace a link of ``a`` and one or two others if that shortens the round; return the decimetres saved, else 0."""
    count = len(here.tour)
    for step in (1, -1):
        b = follow(here.tour, here.position, a, step)
        before = length(matrix, a, b)
        for i in range(choice.first.stops.shape[1]):
            left = before - length(choice.first.lengths, b, i)
            if left <= 0:
                break
            c = length(choice.first.stops, b, i)
            if c == a:
                continue
            to_c = ahead(count, at(here.position, c), at(here.position, b), step)
            opened = Opened(a, b, c, step, to_c, left)
            saved = turning_saves(matrix, here, choice.second, opened) if to_c > 1 else 0
            if saved == 0:
                saved = ring_saves(matrix, here, choice.second, opened)
            if saved > 0:
                return saved
    return 0


@inlined
def turning_saves(matrix: Matrix, here: Round, near: Near, opened: Opened) -> int:
    """Turn round what lies between b and c: as it is, or giving another link away as well. Return what that saves."""
    tour, position, touched = here
    a, b, c, step, to_c, left = opened
    d = follow(tour, position, c, -step)
    left += length(matrix, c, d)
    if left > length(matrix, d, a):
        relink(tour, position, a, b, d, c)
        note(touched, a, b, c, d, a, b)
        return left - length(matrix, d, a)
    for i in range(near.stops.shape[1]):
        rest = left - length(near.lengths, d, i)
        if rest <= 0:
            break
        e = length(near.stops, d, i)
        to_e = ahead(len(tour), at(position, e), at(position, b), step)
        if to_c - 2 <= to_e <= to_c:
            continue
        f = follow(tour, position, e, -step if to_e > to_c else step)
        saved = rest + length(matrix, e, f) - length(matrix, f, a)
        if saved > 0:
            relink(tour, position, a, b, d, c)
            relink(tour, position, a, d, f, e)
            note(touched, a, b, c, d, e, f)
            return saved
    return 0


@inlined
def ring_saves(matrix: Matrix, here: Round, near: Near, opened: Opened) -> int:
    """Make a ring of what lies from b to c, and open it to take it in elsewhere. Return what that saves."""
    tour, position, touched = here
    a, b, c, step, to_c, left = opened
    d = follow(tour, position, c, step)
    left += length(matrix, c, d)
    for i in range(near.stops.shape[1]):
        rest = left - length(near.lengths, d, i)
        if rest <= 0:
            break
        e = length(near.stops, d, i)
        to_e = ahead(len(tour), at(position, e), at(position, b), step)
        if to_e >= to_c:
            continue
        f = follow(tour, position, e, step)
        saved = rest + length(matrix, e, f) - length(matrix, f, a)
        if saved > 0:
            relink(tour, position, a, b, c, d)
            relink(tour, position, a, c, f, e)
            relink(tour, position, c, e, b, d)
            note(touched, a, b, c, d, e, f)
            return saved
        if to_e == 0:
            continue
        f = follow(tour, position, e, -step)
        saved = rest + length(matrix, e, f) - length(matrix, f, a)
        if saved > 0:
            relink(tour, position, a, b, f, e)
            relink(tour, position, b, e, c, d)
            note(touched, a, b, c, d, e, f)
            return saved
    return 0


class Queue(NamedTuple):
    """Stops worth looking at: a ring of room for all, and which of them wait."""

    ring: Indices
    waiting: NDArray[np.bool_]


@inner
def replace_links(matrix: Matrix, here: Round, choice: Choice, queue: Queue, begin: Indices) -> int:
    """Shorten the round in place until no change helps at any stop that got a new link; return the decimetres saved.

    Looks at the stops ``begin`` first. ``queue`` is room for all stops, of which none waits.
    """
    ring, waiting = queue
    head, queued, total = 0, 0, 0
    for stop in begin:
        queued = put(ring, waiting, head, queued, int(stop))
    while queued > 0:
        a = at(ring, head)
        head = head + 1 if head + 1 < len(ring) else 0
        queued -= 1
        waiting[a] = False
        saved = 1
        while saved > 0:
            saved = replacing_helps(matrix, here, choice, a)
            total += saved
            if saved > 0:
                for stop in here.touched:
                    if stop != a:
                        queued = put(ring, waiting, head, queued, int(stop))
    return total
