"""Which turfs are to be cut anew together, because one of them is in more than one piece."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.wholeness import Places, pieces

Long = NDArray[np.int64]
Known: TypeAlias = tuple[Long, Long, Long, NDArray[np.bool_]]
"""The pieces next to each piece, where these begin in that list, whose each piece is, and which turfs are taken."""

LONGEST_WAY = 8
"""Turfs from one piece of a turf to the rest of it, at most, for that turf to be mended."""


def torn_groups(places: Places, turf: Long, wanted: NDArray[np.bool_], state: int, more: int = 0) -> list[Long]:
    """Return groups without a turf in common: each one in more than one piece, with those between two of its pieces.

    ``turf`` (n,) is that of each point; of turfs that are not ``wanted`` (t,) no group is made. The first of each group
    is the one it was made for. The way leads over as few turfs as possible; which of several such is left to
    chance, and so is which turf comes first, and which ``more`` neighbours each group takes along.
    """
    piece, owner = pieces(places, turf)
    count = np.bincount(owner)
    if count.max() == 1:
        return []
    random = np.random.default_rng(state)
    leads, starts = _neighbours_of_pieces(places, piece, len(owner))
    size = np.bincount(piece)
    by_owner = np.lexsort((size, owner))
    firsts = np.concatenate(([0], np.cumsum(count)))
    taken = np.zeros(len(count), np.bool_)
    groups = []
    for torn in random.permutation(np.flatnonzero((count > 1) & wanted[: len(count)])).tolist():
        if taken[torn]:
            continue
        begin = int(by_owner[firsts[torn] + random.integers(count[torn] - 1)])
        between = _way(begin, torn, (leads, starts, owner, taken), random)
        if between:
            group = [torn, *between]
            for _ in range(more):
                near = _free_neighbours(group, (leads, starts, owner, taken), by_owner, firsts)
                if len(near):
                    group.append(int(random.choice(near)))
            groups.append(np.array(group))
            taken[group] = True
    return groups


def _free_neighbours(group: list[int], known: Known, by_owner: Long, firsts: Long) -> Long:
    """Return the turfs next to the ``group`` that are whole and that no other has taken."""
    leads, starts, owner, taken = known
    near = [
        owner[leads[starts[piece] : starts[piece + 1]]]
        for turf in group
        for piece in by_owner[firsts[turf] : firsts[turf + 1]]
    ]
    found = np.setdiff1d(np.concatenate(near), group)
    return np.asarray(found[~taken[found] & (np.diff(firsts)[found] == 1)])


def _neighbours_of_pieces(places: Places, piece: Long, count: int) -> tuple[Long, Long]:
    """Return the pieces next to each piece, and where they begin in that list."""
    holder = np.zeros(len(places.starts) - 1, np.int64)
    holder[places.place] = piece
    one, other = np.repeat(holder, np.diff(places.starts)), holder[places.links]
    keys = np.unique((one * count + other)[one != other])
    return keys % count, np.searchsorted(keys // count, np.arange(count + 1))


def _way(
    begin: int,
    torn: int,
    known: Known,
    random: np.random.Generator,
) -> list[int]:
    """Return the turfs on a way from piece ``begin`` to another piece of turf ``torn``; none where it is too long."""
    leads, starts, owner, taken = known
    before = {begin: begin}
    ring = [begin]
    for _ in range(LONGEST_WAY):
        further = []
        for here in ring:
            for there in random.permutation(leads[starts[here] : starts[here + 1]]).tolist():
                if there in before or taken[owner[there]]:
                    continue
                before[there] = here
                if owner[there] == torn:
                    return sorted({int(owner[passed]) for passed in _back(here, before)} - {torn})
                further.append(there)
        ring = further
    return []


def _back(here: int, before: dict[int, int]) -> list[int]:
    """Return the pieces from ``here`` back to where the way began."""
    passed = [here]
    while before[passed[-1]] != passed[-1]:
        passed.append(before[passed[-1]])
    return passed
