"""What is known of turfs while torn ones are made whole: which turf holds what, and what an attempt has changed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import inner, part
from gjennomslag.algorithms.distances import Indices
from gjennomslag.algorithms.joint_turfs import Weights


class Ground(NamedTuple):
    """Which turf holds what, and room to change that and put it back."""

    starts: Indices
    """Where the holdings linked to each begin in ``links`` (h + 1). A holding is what one turf has at one place."""
    links: Indices
    lengths: Weights
    """Decimetres of each link (l,)."""
    turf: Indices
    """The turf of each holding (h,)."""
    weights: Weights
    """What each holding weighs (h,)."""
    limits: Weights
    """The bounds, (low, high)."""
    first: Indices
    """The first holding of each turf (t,), −1 for none."""
    following: Indices
    """The next holding of the same turf (h,), −1 for none."""
    total: Weights
    """What each turf weighs (t,)."""
    torn: NDArray[np.bool_]
    """Which turfs (t,) are in more than one piece."""
    allowed: Weights
    """How far each turf (t,) may be out of its bounds: as far as it was to begin with."""
    before: Indices
    """The turf of each holding (h,) when the attempt began."""
    touched: Indices
    """The turfs that the attempt has touched, as they come (t,)."""
    is_touched: NDArray[np.bool_]
    waiting: Indices
    """The turfs out of their bounds, among others (t,)."""
    is_waiting: NDArray[np.bool_]
    counts: Indices
    """How many turfs are touched, and how many wait (2,)."""
    member: Indices
    """Room: the holdings looked at (h,)."""
    parent: Indices
    """Room: the place in the tree above each place (h,)."""
    below: Weights
    """Room: what the tree below each place weighs (h,), or what each piece does."""
    mark: Indices
    """Room: for each holding (h,) 1 where it is still to be reached; 0 between calls."""
    edge: Indices
    """Room: the place in the tree that each link (l,) leads from."""
    heap: Weights
    """Room: the links not yet followed, shortest as drawn first (l + 1)."""
    drawn: Weights
    """Room: the decimetres of the link that leads to each place in the tree (h,)."""
    piece: Indices
    """Room: the piece of each of ``member``, or the holding at each place in the tree (h,)."""


@inner
def touch(ground: Ground, turf: int) -> None:
    """Note that the attempt changes ``turf``."""
    if not ground.is_touched[turf]:
        ground.is_touched[turf] = True
        ground.touched[ground.counts[0]] = turf
        ground.counts[0] += 1
        here = ground.first[turf]
        while here >= 0:
            ground.before[here] = ground.turf[here]
            here = ground.following[here]


@inner
def wait(ground: Ground, turf: int) -> None:
    """Note that ``turf`` may be out of its bounds."""
    if not ground.is_waiting[turf]:
        ground.is_waiting[turf] = True
        ground.waiting[ground.counts[1]] = turf
        ground.counts[1] += 1


@inner
def gather(ground: Ground, turf: int, filled: int) -> int:
    """Write the holdings of ``turf`` into ``member`` from ``filled`` on; return how much is filled then."""
    here = ground.first[turf]
    while here >= 0:
        ground.member[filled] = here
        filled += 1
        here = ground.following[here]
    return filled


@inner
def add(ground: Ground, here: int, turf: int) -> None:
    """Give the holding ``here`` to ``turf``."""
    ground.turf[here] = turf
    ground.following[here] = ground.first[turf]
    ground.first[turf] = here
    ground.total[turf] += ground.weights[here]


@inner
def forget(ground: Ground, turf: int) -> None:
    """Let ``turf`` hold nothing."""
    ground.first[turf], ground.total[turf] = -1, 0


@inner
def number_pieces(ground: Ground, turf: int) -> int:
    """Write the holdings of ``turf`` into ``member``, piece by piece, and their pieces; return how many pieces."""
    here = ground.first[turf]
    while here >= 0:
        ground.mark[here] = 1
        here = ground.following[here]
    pieces, filled, followed = 0, 0, 0
    here = ground.first[turf]
    while here >= 0:
        if ground.mark[here] == 1:
            ground.mark[here] = 0
            ground.member[filled], ground.piece[filled] = here, pieces
            filled += 1
            while followed < filled:
                at = ground.member[followed]
                for link in range(ground.starts[at], ground.starts[at + 1]):
                    there = ground.links[link]
                    if ground.mark[there] == 1:
                        ground.mark[there] = 0
                        ground.member[filled], ground.piece[filled] = there, pieces
                        filled += 1
                followed += 1
            pieces += 1
        here = ground.following[here]
    return pieces


@part
def no_ground(
    starts: Indices, links: Indices, lengths: Weights, turf: Indices, weights: Weights, limits: Weights, turfs: int
) -> Ground:
    """Return a ground on which no turf holds anything yet."""
    count = len(turf)
    return Ground(
        starts,
        links,
        lengths,
        turf,
        weights,
        limits,
        np.full(turfs, -1, np.int32),
        np.full(count, -1, np.int32),
        np.zeros(turfs, np.int64),
        np.zeros(turfs, np.bool_),
        np.zeros(turfs, np.int64),
        np.zeros(count, np.int32),
        np.zeros(turfs, np.int32),
        np.zeros(turfs, np.bool_),
        np.zeros(turfs, np.int32),
        np.zeros(turfs, np.bool_),
        np.zeros(2, np.int32),
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
        np.zeros(count, np.int64),
        np.zeros(count, np.int32),
        np.zeros(len(links), np.int32),
        np.zeros(len(links) + 1, np.int64),
        np.zeros(count, np.int64),
        np.zeros(count, np.int32),
    )
