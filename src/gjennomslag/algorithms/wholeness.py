"""Whether one can go from any door of a turf to any other without passing a door of another turf.

Doors at one place are one place, which may be in several turfs; places are linked as ``door_graph`` says. A turf in
two pieces is torn once, in three twice.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gjennomslag.algorithms.compiled import inner, part
from gjennomslag.algorithms.distances import Indices
from gjennomslag.algorithms.street_distances import distinct, place_among

Long = NDArray[np.int64]
TORN = 60_000
"""Decimetres that each piece more than one of a turf counts as: six kilometres."""


class Lie(NamedTuple):
    """How the places of some stops lie to each other."""

    place: Indices
    """The place of each stop (n,)."""
    starts: Indices
    """Where the places linked to each place begin in ``links`` (p + 1); empty where wholeness does not matter."""
    links: Indices
    present: NDArray[np.bool_]
    """Room: which places (p,) are still to be reached. False throughout between calls."""
    waiting: Indices
    """Room for a place each (p,)."""


@inner
def reach_all(starts: Indices, links: Indices, present: NDArray[np.bool_], waiting: Indices, place: int) -> None:
    """Take ``place`` and every place that present places lead to from it off ``present``."""
    present[place] = False
    waiting[0] = place
    filled = 1
    while filled > 0:
        filled -= 1
        here = int(waiting[filled])
        for link in range(starts[here], starts[here + 1]):
            there = links[link]
            if present[there]:
                present[there] = False
                waiting[filled] = there
                filled += 1


@inner
def pieces_of(
    wanted: int,
    turf: Indices,
    tour: Indices,
    first: int,
    second: int,
    place: Indices,
    starts: Indices,
    links: Indices,
    present: NDArray[np.bool_],
    waiting: Indices,
) -> int:
    """Return in how many pieces turf ``wanted`` is; its stops are on two paths of the round ``tour``.

    The paths begin after the separators at ``first`` and ``second`` and end before the next ones. ``turf`` says of
    each stop which turf it is in.
    """
    stops, count = len(place), len(tour)
    for begin in (first, second):
        i = begin + 1 if begin + 1 < count else 0
        while tour[i] < stops:
            if turf[tour[i]] == wanted:
                present[place[tour[i]]] = True
            i = i + 1 if i + 1 < count else 0
    pieces = 0
    for begin in (first, second):
        i = begin + 1 if begin + 1 < count else 0
        while tour[i] < stops:
            if turf[tour[i]] == wanted and present[place[tour[i]]]:
                pieces += 1
                reach_all(starts, links, present, waiting, int(place[tour[i]]))
            i = i + 1 if i + 1 < count else 0
    return pieces


class Places(NamedTuple):
    """The places of all points and which are next to which; see :func:`nothing_linked` where that does not matter."""

    place: Indices
    """The place of each point (n,)."""
    starts: Indices
    """Where the places linked to each place begin in ``links`` (p + 1)."""
    links: Indices


def nothing_linked(points: int) -> Places:
    """Return what says that wholeness does not matter."""
    empty = np.empty(0, np.int32)
    return Places(np.arange(points, dtype=np.int32), empty, empty)


def pieces(places: Places, turf: NDArray[np.integer]) -> tuple[Long, Long]:
    """Return the piece that each point (n,) is in and the turf of each piece; ``turf`` (n,) is that of each point."""
    count = len(places.starts) - 1
    keys, piece = np.unique(turf.astype(np.int64) * count + places.place, return_inverse=True)
    here = keys % count
    sizes = np.diff(places.starts)[here]
    first = np.repeat(places.starts[here] - np.cumsum(sizes) + sizes, sizes)
    leads = places.links[first + np.arange(len(first))] + np.repeat(keys - here, sizes)
    found = np.minimum(np.searchsorted(keys, leads), len(keys) - 1)
    inside = keys[found] == leads
    start = np.repeat(np.arange(len(keys)), sizes)[inside]
    graph = coo_array((np.ones(len(start)), (start, found[inside])), shape=(len(keys), len(keys)))
    number, label = connected_components(graph, directed=False)
    owner = np.empty(number, np.int64)
    owner[label] = keys // count
    return label[piece].astype(np.int64), owner


def holdings(places: Places, turf: NDArray[np.integer]) -> tuple[Indices, tuple[Indices, Indices], Indices]:
    """Return what each turf has at each place as one holding: the holding of each point (n,), links and turfs.

    The links are where those of each holding begin (h + 1) and where they lead; those at one place are linked as well.
    ``turf`` (n,) is that of each point, the last result that of each holding (h,).
    """
    turfs = int(turf.max()) + 1
    keys, holding = np.unique(places.place * np.int64(turfs) + turf, return_inverse=True)
    at, owner = keys // turfs, (keys % turfs).astype(np.int32)
    if len(at) == len(places.starts) - 1:
        return holding.astype(np.int32), (places.starts, places.links), owner
    one = np.repeat(np.arange(len(places.starts) - 1), np.diff(places.starts))
    own = np.arange(len(places.starts) - 1)
    graph = coo_array((np.ones(len(one) + len(own)), (np.append(one, own), np.append(places.links, own)))).tocsr()
    holds = coo_array((np.ones(len(at)), (np.arange(len(at)), at)), shape=(len(at), len(own))).tocsr()
    wide = (holds @ graph @ holds.T).tocsr()
    wide.setdiag(0)
    wide.eliminate_zeros()
    return holding.astype(np.int32), (wide.indptr.astype(np.int32), wide.indices.astype(np.int32)), owner


@part
def unlinked(lie: Lie) -> Lie:
    """Return the same as if wholeness did not matter."""
    return Lie(lie.place, lie.starts[:0], lie.links, lie.present, lie.waiting)


@part
def lie_of(stops: Indices, place: Indices, starts: Indices, links: Indices) -> Lie:
    """Return how the places of ``stops`` (n,) lie to each other, numbered from 0."""
    here = np.empty(len(stops), np.int32)
    for i in range(len(stops)):
        here[i] = place[stops[i]]
    own = distinct(here)
    for i in range(len(stops)):
        here[i] = place_among(own, here[i])
    present, waiting = np.zeros(len(own), np.bool_), np.empty(len(own), np.int32)
    if len(starts) == 0:
        return Lie(here, starts, links, present, waiting)
    begins = np.zeros(len(own) + 1, np.int32)
    room = 0
    for each in own:
        room += starts[each + 1] - starts[each]
    leads = np.empty(room, np.int32)
    filled = 0
    for i in range(len(own)):
        for link in range(starts[own[i]], starts[own[i] + 1]):
            found = place_among(own, links[link])
            if found < len(own) and own[found] == links[link]:
                leads[filled] = found
                filled += 1
        begins[i + 1] = filled
    return Lie(here, begins, leads[:filled].copy(), present, waiting)
