"""Improve turfs in groups of neighbours, round after round: different groups each time, side by side in threads.

Groups of one round have no turf in common, and what becomes of each depends on the seed and on nothing else, so the
result is the same on any number of cores.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import loop, part
from gjennomslag.algorithms.distances import Indices, Walk, fill_matrix
from gjennomslag.algorithms.joint_search import search_together
from gjennomslag.algorithms.mending import make_whole
from gjennomslag.algorithms.route_search import next_random, search_turfs
from gjennomslag.algorithms.split import Bounds
from gjennomslag.algorithms.tour import pair_lengths
from gjennomslag.algorithms.wholeness import Places, holdings, lie_of, nothing_linked

TOGETHER = 4
"""Turfs in a group, at most."""
KICKS_PER_STOP = 1.0
"""How often a group is searched anew from a small change in one round, for each of its stops."""
MOST_STOPS = 1_500
"""Stops in a group, at most: their distances take memory by the square."""
_GIVE_UP = 6
"""A turf is left alone after so many rounds without gain, until a neighbour changes."""
_PATHS_AT_ONCE = 50
"""Turfs whose paths are searched by one thread at a time."""
KICKS_AFTER_MENDING = 1.0
"""The same for turfs that have been made whole, and their neighbours."""
KICKS_WITHOUT_ROUNDS = 0.6
"""The same where that is all: a sixth of a percent more walking in a seventh less time."""
_AT_ONCE = 2
"""Groups handed to a thread together."""

ANY_LINK = 200
"""Decimetres that count for every link, however short, when turfs are made whole."""

Long = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search, counted in rounds, never in seconds: the same effort gives the same result."""

    rounds: int
    seed: int


@dataclass(frozen=True, slots=True)
class Turfs:
    """Turfs as paths: turf t visits ``order[starts[t]:starts[t + 1]]``."""

    order: Indices
    starts: Long

    def of_stops(self) -> NDArray[np.int64]:
        """Return the turf of each stop (n,)."""
        turf = np.empty(len(self.order), np.int64)
        turf[self.order] = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        return turf

    def rearranged(self, turfs: NDArray[np.integer]) -> Turfs:
        """Return some of the turfs (or all) in another order."""
        sizes = np.diff(self.starts)[turfs]
        starts = np.concatenate(([0], np.cumsum(sizes)))
        places = np.repeat(self.starts[turfs] - starts[:-1], sizes) + np.arange(starts[-1])
        return Turfs(self.order[places], starts)


def improve(
    walk: Walk,
    near: Indices,
    weights: Long,
    turfs: Turfs,
    limits: Bounds,
    effort: Effort,
    places: Places | None = None,
) -> Turfs:
    """Return turfs of the same stops with less walking, numbered alike, none further out of its bounds than before.

    ``near`` (n, k) are near stops of each stop: turfs are neighbours where one has a near stop in the other. A stop
    weighs its ``weights`` (n,), at most ``limits.high``. With ``places``, turfs in more than one piece are made whole
    where that is possible, even if that costs some walking, and none is torn.
    """
    count = len(turfs.starts) - 1
    if count < 2:
        return turfs
    heavy = np.minimum(weights, limits.high)
    places = places or nothing_linked(len(heavy))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        group = _Together(pool, walk, places, heavy, np.array([limits.low, limits.high], np.int64))
        kicks = KICKS_AFTER_MENDING if effort.rounds else KICKS_WITHOUT_ROUNDS
        turfs = group.made_whole(turfs, near, next_random(effort.seed), kicks)
        failed = np.zeros(count, np.int64)
        for number in range(effort.rounds):
            state = next_random(next_random(effort.seed) + number)
            chosen, group_starts, gains, turfs = group.round(turfs, near, failed, KICKS_PER_STOP, state)
            if len(group_starts) < 2:
                break
            gained = np.repeat(gains, np.diff(group_starts)) > 0
            failed[chosen] = np.where(gained, 0, failed[chosen] + 1)
            turfs = group.made_whole(turfs, near, state, KICKS_AFTER_MENDING)
    return turfs


@dataclass(frozen=True, slots=True)
class _Together:
    """What is needed to improve groups of turfs."""

    pool: ThreadPoolExecutor
    walk: Walk
    places: Places
    weights: Long
    limits: Long

    def round(
        self, turfs: Turfs, near: Indices, failed: Long, kicks_per_stop: float, state: int
    ) -> tuple[Long, Long, Long, Turfs]:
        """Improve turfs that have not ``failed`` too often; return groups, their beginnings and gains, all turfs."""
        rank = np.random.default_rng(state).permutation(len(turfs.starts) - 1)
        sizes = np.diff(turfs.starts)
        chosen, group_starts = form_groups(*neighbours_of(near, turfs), rank, failed, sizes, TOGETHER)
        changed = turfs.rearranged(chosen)
        gains = np.zeros(len(group_starts) - 1, np.int64)

        def improve_some(first: int) -> None:
            improve_groups(
                self.walk,
                self.places,
                changed.order,
                changed.starts,
                group_starts,
                self.weights,
                self.limits,
                gains,
                first,
                kicks_per_stop,
                state,
            )

        list(self.pool.map(improve_some, range(0, len(gains), _AT_ONCE)))
        return chosen, group_starts, gains, _put_back(turfs, changed, chosen)

    def made_whole(self, turfs: Turfs, near: Indices, state: int, kicks_per_stop: float) -> Turfs:
        """Return the turfs after those in more than one piece have been made whole, and walked anew."""
        if not len(self.places.starts):
            return turfs
        turf = turfs.of_stops()
        holding, links, owner = holdings(self.places, turf)
        weights = np.bincount(holding, self.weights, minlength=len(owner)).astype(np.int64)
        count = len(turfs.starts) - 1
        point = np.empty(len(owner), np.int32)
        point[holding] = np.arange(len(holding))
        lengths = pair_lengths(self.walk, np.repeat(point, np.diff(links[0])), point[links[1]]) + ANY_LINK
        changed = make_whole(*links, lengths, owner, weights, self.limits, count, state)
        if not changed.any():
            return turfs
        found = owner[holding][turfs.order]
        along = np.argsort(found, kind="stable")
        turfs = Turfs(turfs.order[along], np.searchsorted(found[along], np.arange(count + 1)))
        return self.round(turfs, near, np.where(changed, 0, _GIVE_UP), kicks_per_stop, state)[-1]


def search_paths(walk: Walk, turfs: Turfs, kicks: int, seed: int) -> NDArray[np.int64]:
    """Shorten the path through each turf in place; return the decimetres to each place on it from the one before (n,).

    To the first of each turf there are 0 decimetres.
    """
    legs = np.zeros(len(turfs.order), np.int64)
    last = len(turfs.starts) - 1

    def search(first: int) -> None:
        search_turfs(walk, turfs.order, turfs.starts, legs, first, min(first + _PATHS_AT_ONCE, last), kicks, seed)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(search, range(0, last, _PATHS_AT_ONCE)))
    return legs


def _put_back(turfs: Turfs, changed: Turfs, chosen: NDArray[np.integer]) -> Turfs:
    """Return ``turfs`` with the turfs ``chosen`` as they are in ``changed``."""
    rest = np.setdiff1d(np.arange(len(turfs.starts) - 1), chosen, assume_unique=True)
    others = turfs.rearranged(rest)
    both = Turfs(
        np.concatenate((changed.order, others.order)),
        np.concatenate((changed.starts, others.starts[1:] + changed.starts[-1])),
    )
    where = np.empty(len(turfs.starts) - 1, np.int64)
    where[np.concatenate((chosen, rest))] = np.arange(len(where))
    return both.rearranged(where)


def neighbours_of(near: Indices, turfs: Turfs) -> tuple[Long, Long, Long]:
    """Return each turf's neighbours, where they begin in that list, and how many near stops link the two."""
    count = len(turfs.starts) - 1
    turf = turfs.of_stops()
    pairs = (turf[:, None] * count + turf[near]).ravel()
    pairs = pairs[pairs // count != pairs % count]
    both = np.concatenate((pairs, pairs % count * count + pairs // count))
    keys, strength = np.unique(both, return_counts=True)
    starts = np.searchsorted(keys // count, np.arange(count + 1))
    return keys % count, starts.astype(np.int64), strength.astype(np.int64)


@loop
def form_groups(
    links: Long, starts: Long, strength: Long, rank: Long, failed: Long, sizes: Long, together: int
) -> tuple[Long, Long]:
    """Return the turfs of groups without a turf in common, and where each group begins among them.

    Turfs are taken in the order of ``rank``; each that is free takes the free neighbour most strongly linked to the
    group, again and again until they are ``together``. Groups of which no turf is worth another round are left out.
    """
    count = len(rank)
    taken = np.zeros(count, np.bool_)
    pull = np.zeros(count, np.int64)
    chosen = np.empty(count, np.int64)
    begins = np.zeros(count + 1, np.int64)
    filled, groups = 0, 0
    for first in rank:
        if taken[first] or failed[first] >= _GIVE_UP:
            continue
        begin, room, turf = filled, MOST_STOPS, first
        while turf >= 0:
            chosen[filled] = turf
            filled += 1
            taken[turf] = True
            room -= sizes[turf]
            for link in range(starts[turf], starts[turf + 1]):
                pull[links[link]] += strength[link]
            turf = -1
            if filled - begin < together:
                turf = strongest(links, starts, chosen[begin:filled], pull, taken, sizes, room)
        for member in chosen[begin:filled]:
            for link in range(starts[member], starts[member + 1]):
                pull[links[link]] = 0
        if filled - begin > 1:
            groups += 1
            begins[groups] = filled
        else:
            filled = begin
    return chosen[:filled], begins[: groups + 1]


@part
def strongest(
    links: Long, starts: Long, group: Long, pull: Long, taken: NDArray[np.bool_], sizes: Long, room: int
) -> int:
    """Return the free neighbour of the ``group`` with the most ``pull`` that there is ``room`` for, −1 if none."""
    turf, most = -1, 0
    for member in group:
        for other in links[starts[member] : starts[member + 1]]:
            if not taken[other] and pull[other] > most and sizes[other] <= room:
                turf, most = other, pull[other]
    return turf


@loop
def improve_groups(
    walk: Walk,
    places: Places,
    order: Indices,
    starts: Long,
    group_starts: Long,
    weights: Long,
    limits: Long,
    gains: Long,
    first: int,
    kicks_per_stop: float,
    state: int,
) -> None:
    """Improve the groups from ``first`` on in place, as many as a thread takes together, and note their gains."""
    for group in range(first, min(first + _AT_ONCE, len(gains))):
        turfs = group_starts[group + 1] - group_starts[group]
        begin, end = starts[group_starts[group]], starts[group_starts[group + 1]]
        stops = order[begin:end].copy()
        count = len(stops)
        if count > MOST_STOPS:
            continue
        tour = np.empty(count + turfs, np.int32)
        filled = 0
        for turf in range(turfs):
            tour[filled] = count + turf
            filled += 1
            for place in range(
                starts[group_starts[group] + turf] - begin, starts[group_starts[group] + turf + 1] - begin
            ):
                tour[filled] = place
                filled += 1
        lie = lie_of(stops, places.place, places.starts, places.links)
        here, number = weights[stops], next_random(state + group)
        matrix = np.zeros((count + turfs, count + turfs), np.int32)
        fill_matrix(walk, stops, matrix)
        gains[group] = search_together(matrix, tour, here, limits, lie, int(kicks_per_stop * count), number)
        if gains[group] != 0:
            write_back(tour, stops, order, starts, group_starts[group], begin)


@part
def write_back(tour: Indices, stops: Indices, order: Indices, starts: Long, turf: int, begin: int) -> None:
    """Write the turfs on the round ``tour`` of ``stops`` into ``order`` from ``begin`` on, the first being ``turf``."""
    count, stop = len(tour), 0
    place, filled = 0, begin
    while tour[place] < len(stops):
        place += 1
    for i in range(count):
        stop = int(tour[(place + i) % count])
        if stop >= len(stops):
            starts[turf] = filled
            turf += 1
        else:
            order[filled] = stops[stop]
            filled += 1
