"""Make torn turfs whole: give the smaller pieces away, then even the weights out from neighbour to neighbour.

A turf that is too heavy or too light is shared out anew with one neighbour: a tree past all places of the two, drawn by
chance, is cut at the link that leaves both nearest to their bounds. So both stay whole whatever happens, and what is
too much spreads until every turf on the way is within its bounds; otherwise everything is put back. After D. DeFord,
M. Duchin and J. Solomon, "Recombination: a family of Markov chains for redistricting", 2021.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import inner, loop
from gjennomslag.algorithms.distances import Indices
from gjennomslag.algorithms.holding_ground import (
    Ground,
    add,
    forget,
    gather,
    no_ground,
    number_pieces,
    touch,
    wait,
)
from gjennomslag.algorithms.joint_turfs import Weights
from gjennomslag.algorithms.route_search import draw, next_random
from gjennomslag.algorithms.split import excess
from gjennomslag.algorithms.street_distances import pop, push

STEPS = 600
"""How often two neighbours are shared out anew to make one turf whole, at most."""
PATIENCE = 120
"""After so many steps in which no less was out of bounds than ever before, an attempt is given up."""
AS_BEFORE = 8
"""By how much links within a turf are preferred in a tree: the two turfs can then stay about as they are."""
DRAWN = 3
"""So many neighbours are drawn, and the best of them is shared out with: the fewer turfs change on the way."""
TRIES = 3
"""How often each torn turf is tried, from different numbers drawn, at most."""
NEARLY = 2
"""It is tried again only where the last attempt came within this part of a turf of its end: others are hopeless."""


@inner
def heaviest_piece(ground: Ground, turf: int, pieces: int) -> tuple[int, int]:
    """Return the heaviest of the ``pieces`` of ``turf``, numbered already, and how many holdings the turf has."""
    count, heaviest = 0, 0
    for piece in range(pieces):
        ground.below[piece] = 0
    here = ground.first[turf]
    while here >= 0:
        ground.below[ground.piece[count]] += ground.weights[ground.member[count]]
        count += 1
        here = ground.following[here]
    for piece in range(pieces):
        if ground.below[piece] > ground.below[heaviest]:
            heaviest = piece
    return heaviest, count


@inner
def draw_beside(ground: Ground, here: int, turf: int, found: int, drawn: int, state: int) -> tuple[int, int, int]:
    """Go on drawing a turf beside ``turf``, whose holding ``here`` is, so that each link counts alike.

    ``found`` links have led out of it so far, and ``drawn`` is the turf drawn among them. Return both, and the next
    random state.
    """
    for link in range(ground.starts[here], ground.starts[here + 1]):
        other = int(ground.turf[ground.links[link]])
        if other != turf:
            found += 1
            state = next_random(state)
            if draw(state, found) == 0:
                drawn = other
    return found, drawn, state


@inner
def neighbour_of(ground: Ground, begin: int, end: int, turf: int, state: int) -> tuple[int, int]:
    """Return a turf beside ``member[begin:end]`` of ``turf`` by chance, itself if none, and the next random state."""
    found, to = 0, turf
    for i in range(begin, end):
        found, to, state = draw_beside(ground, int(ground.member[i]), turf, found, to, state)
    return to, state


@inner
def give_pieces_away(ground: Ground, turf: int, state: int) -> int:
    """Give all pieces of ``turf`` but the heaviest to neighbours, by chance; return the next random state."""
    heaviest, count = heaviest_piece(ground, turf, number_pieces(ground, turf))
    touch(ground, turf)
    wait(ground, turf)
    forget(ground, turf)
    begin = 0
    while begin < count:
        piece, end, to = ground.piece[begin], begin, turf
        while end < count and ground.piece[end] == piece:
            end += 1
        if piece != heaviest:
            to, state = neighbour_of(ground, begin, end, turf, state)
        touch(ground, to)
        wait(ground, to)
        for i in range(begin, end):
            add(ground, int(ground.member[i]), to)
        begin = end
    ground.torn[turf] = False
    return state


@inner
def some_neighbour(ground: Ground, turf: int, state: int) -> tuple[int, int]:
    """Return a neighbour of ``turf`` by chance, sooner one with many links to it, or −1; and the next random state."""
    found, neighbour = 0, -1
    here = ground.first[turf]
    while here >= 0:
        found, neighbour, state = draw_beside(ground, int(here), turf, found, neighbour, state)
        here = ground.following[here]
    return neighbour, state


@inner
def roomy_neighbour(ground: Ground, turf: int, state: int) -> tuple[int, int]:
    """Return that of some neighbours drawn by chance which can best take or give what ``turf`` has out of bounds.

    Also returns the next random state; there is no neighbour where the first is −1.
    """
    found, state = some_neighbour(ground, turf, state)
    if found < 0:
        return found, state
    heavy = ground.total[turf] > ground.limits[1]
    for _ in range(DRAWN - 1):
        other, state = some_neighbour(ground, turf, state)
        if (ground.total[other] < ground.total[found]) == heavy:
            found = other
    return found, state


@inner
def grow_tree(ground: Ground, count: int, state: int) -> tuple[int, int]:
    """Grow a tree past the first ``count`` of ``member`` by chance; return how many it reaches, and the next state.

    They are put in an order in which each comes after its ``parent``.
    """
    for i in range(count):
        ground.mark[ground.member[i]] = 1
    state = next_random(state)
    here = int(ground.member[draw(state, count)])
    reached, size = 0, 0
    above = -1
    while True:
        ground.mark[here] = 2
        ground.piece[reached], ground.parent[reached] = here, above
        for link in range(ground.starts[here], ground.starts[here + 1]):
            there = int(ground.links[link])
            if ground.mark[there] == 1:
                state = next_random(state)
                length = int(ground.lengths[link]) * (16 + draw(state, 512))
                if ground.turf[here] == ground.turf[there]:
                    length //= AS_BEFORE
                ground.edge[link] = reached
                size = push(ground.heap, size, (length << 24) | link)
        reached += 1
        found = False
        while size > 0 and not found:
            link = int(ground.heap[0] & 0xFFFFFF)
            size = pop(ground.heap, size)
            here, above = int(ground.links[link]), int(ground.edge[link])
            found = ground.mark[here] == 1
            if found:
                ground.drawn[reached] = ground.lengths[link]
        if not found:
            break
    for i in range(count):
        ground.mark[ground.member[i]] = 0
    return reached, state


@inner
def badness(ground: Ground, weight: int) -> int:
    """Return how bad it is that a turf weighs so much, the more so the further out of its bounds."""
    out = excess(weight, ground.limits[0], ground.limits[1])
    return int(out * out)


@inner
def best_cut(ground: Ground, one: int, other: int, count: int) -> int:
    """Return the place whose tree is best cut off for one of two turfs, or −1 where none is as good as it is now.

    The least out of bounds comes first, then the longest link.
    """
    both = ground.total[one] + ground.total[other]
    least = badness(ground, ground.total[one]) + badness(ground, ground.total[other])
    for i in range(count):
        ground.below[i] = 0
    cut, longest = -1, 0
    for i in range(count - 1, 0, -1):
        ground.below[i] += ground.weights[ground.piece[i]]
        ground.below[ground.parent[i]] += ground.below[i]
        bad = badness(ground, ground.below[i]) + badness(ground, both - ground.below[i])
        if bad < least or (bad == least and ground.drawn[i] > longest):
            least, longest, cut = bad, ground.drawn[i], i
    return cut


@inner
def share_out(ground: Ground, one: int, other: int, state: int) -> int:
    """Share two neighbours out anew if that brings them no further out of their bounds; return the next state."""
    count = gather(ground, other, gather(ground, one, 0))
    reached, state = grow_tree(ground, count, state)
    cut = best_cut(ground, one, other, count) if reached == count else -1
    if cut < 0:
        return state
    touch(ground, one)
    touch(ground, other)
    moved = 0
    for i in range(count):
        inside = i == cut or (i > cut and ground.member[ground.parent[i]] == 1)
        ground.member[i] = 1 if inside else 0
        if inside == (ground.turf[ground.piece[i]] == one):
            moved += ground.weights[ground.piece[i]]
    if 2 * moved > ground.total[one] + ground.total[other]:
        one, other = other, one
    forget(ground, one)
    forget(ground, other)
    for i in range(count):
        add(ground, int(ground.piece[i]), other if ground.member[i] == 1 else one)
    wait(ground, one)
    wait(ground, other)
    return state


@inner
def take_off(ground: Ground) -> int:
    """Let only those wait that are out of their bounds; return by how much they are together."""
    kept, out = 0, 0
    for i in range(ground.counts[1]):
        turf = ground.waiting[i]
        beyond = excess(ground.total[turf], ground.limits[0], ground.limits[1])
        if beyond > ground.allowed[turf]:
            ground.waiting[kept] = turf
            kept += 1
            out += int(beyond)
        else:
            ground.is_waiting[turf] = False
    ground.counts[1] = kept
    return out


@inner
def put_back(ground: Ground, torn: Indices) -> None:
    """Undo the attempt."""
    count = 0
    for i in range(ground.counts[0]):
        count = gather(ground, int(ground.touched[i]), count)
    for i in range(ground.counts[0]):
        forget(ground, int(ground.touched[i]))
    for i in range(count):
        add(ground, int(ground.member[i]), int(ground.before[ground.member[i]]))
    for i in range(ground.counts[0]):
        ground.torn[ground.touched[i]] = torn[ground.touched[i]] > 1


@inner
def attempt(ground: Ground, turf: int, trial: int, state: int) -> tuple[int, int]:
    """Give the pieces of ``turf`` away and even out.

    Return how much was still out of bounds when it was least, 0 where all are within, and the next random state.
    """
    state = give_pieces_away(ground, turf, state)
    least, since = take_off(ground), 0
    for _ in range(STEPS * trial):
        if ground.counts[1] == 0 or since > PATIENCE * trial:
            break
        state = next_random(state)
        here = int(ground.waiting[draw(state, ground.counts[1])])
        if ground.torn[here]:
            state = give_pieces_away(ground, here, state)
        there, state = roomy_neighbour(ground, here, state)
        if there < 0:
            return int(ground.limits[1]), state
        if ground.torn[there]:
            state = give_pieces_away(ground, there, state)
        state = share_out(ground, here, there, state)
        out = take_off(ground)
        since += 1
        if out < least:
            least, since = out, 0
    return least, state


@inner
def note_torn(ground: Ground, pieces: Indices) -> bool:
    """Write into ``pieces`` (t,) in how many each turf is; say whether any is torn."""
    found = False
    for turf in range(len(pieces)):
        pieces[turf] = number_pieces(ground, turf)
        ground.torn[turf] = pieces[turf] > 1
        found |= pieces[turf] > 1
    return found


@inner
def end_attempt(ground: Ground, found: bool, pieces: Indices, changed: NDArray[np.bool_]) -> None:
    """Keep what the attempt did, or undo it; be ready for the next."""
    if not found:
        put_back(ground, pieces)
    for i in range(ground.counts[0]):
        turf = ground.touched[i]
        ground.is_touched[turf] = False
        if found:
            changed[turf] = True
            pieces[turf] = 2 if ground.torn[turf] else 1
    for i in range(ground.counts[1]):
        ground.is_waiting[ground.waiting[i]] = False
    ground.counts[0], ground.counts[1] = 0, 0


@loop
def make_whole(
    starts: Indices,
    links: Indices,
    lengths: Weights,
    turf: Indices,
    weights: Weights,
    limits: Weights,
    turfs: int,
    state: int,
) -> NDArray[np.bool_]:
    """Change the ``turf`` of holdings (h,) in place so that turfs are whole; return which (turfs,) are not alike.

    ``links`` and ``starts`` say which holdings are next to which, ``lengths`` how far apart they are. A turf stays in
    pieces where no way was found to make it whole within its bounds.
    """
    ground = no_ground(starts, links, lengths, turf, weights, limits, turfs)
    for here in range(len(turf)):
        add(ground, here, int(turf[here]))
    pieces, left, changed = np.empty(turfs, np.int32), np.zeros(turfs, np.int64), np.zeros(turfs, np.bool_)
    for number in range(turfs):
        ground.allowed[number] = excess(ground.total[number], limits[0], limits[1])
    for trial in range(1, TRIES + 1):
        if not note_torn(ground, pieces):
            break
        for number in range(turfs):
            if ground.torn[number] and NEARLY * left[number] <= limits[1]:
                left[number], state = attempt(ground, number, trial, state)
                end_attempt(ground, left[number] == 0, pieces, changed)
    return changed
