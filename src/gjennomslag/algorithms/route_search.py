"""The shortest order to visit a few hundred stops: local search, then many small kicks of which the good are kept.

After H. R. Lourenço, O. C. Martin and T. Stützle, "Iterated local search", 2003.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import inner, loop, part
from gjennomslag.algorithms.distances import Indices, Matrix, Walk, distance, fill_matrix
from gjennomslag.algorithms.likely_links import likely_links
from gjennomslag.algorithms.local_search import Arc, positions_of
from gjennomslag.algorithms.three_links import Choice, Queue, Round, near_with_lengths, replace_links

Long = NDArray[np.int64]

MOST_STOPS = 2_000
"""Stops of one path, at most: a turf has fewer, and the distances take memory by the square."""
LIKELY = 12
"""Among how many likely links of each stop the search looks for a first new one."""
LIKELIEST = 5
"""Among how many of the likeliest it looks for a second one."""
LONGER_AT_FIRST = 0.5
"""How much longer than the last a round may be at first to be gone on from, in mean links."""
LONGEST_KICK = 20
"""Stops in each stretch that a kick moves, at most."""
NEVER_PARTED = -100_000_000
"""The length of the link between finish and start: far shorter than any saving."""


@inner
def next_random(state: int) -> int:
    """Return the number after ``state`` in a fixed sequence of 31-bit numbers."""
    return (state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF


@inner
def draw(state: int, below: int) -> int:
    """Return the number from 0 to ``below`` − 1 that belongs to ``state``."""
    return (state >> 8) % below


@inner
def tour_length(matrix: Matrix, tour: Indices) -> int:
    """Return the length of the round trip, in decimetres."""
    total = 0
    for i in range(len(tour)):
        total += int(matrix[tour[i - 1], tour[i]])
    return total


@inner
def kick(tour: Indices, position: Indices, touched: Indices, held: Indices, state: int) -> tuple[Arc, int]:
    """Put three stretches that follow each other into the opposite order, none of them turned round.

    No local change undoes that (it is a double bridge). Writes the eight stops at the ends of the stretches into
    ``touched``; returns the places that have changed and the next random state. ``held`` is room for three stretches.
    """
    count = len(tour)
    longest = min(LONGEST_KICK, (count - 1) // 3)
    state = next_random(state)
    first = 1 + draw(state, longest)
    state = next_random(state)
    second = 1 + draw(state, longest)
    state = next_random(state)
    third = 1 + draw(state, longest)
    state = next_random(state)
    start = draw(state, count)
    size = first + second + third
    place = start
    for i in range(size):
        held[i] = tour[place]
        place = place + 1 if place + 1 < count else 0
    after, place = int(tour[place]), start
    for i in range(size):
        if i < third:
            stop = held[first + second + i]
        elif i < third + second:
            stop = held[first + i - third]
        else:
            stop = held[i - third - second]
        tour[place] = stop
        position[stop] = place
        place = place + 1 if place + 1 < count else 0
    touched[0], touched[1] = tour[start - 1], held[0]
    touched[2], touched[3] = held[first - 1], held[first]
    touched[4], touched[5] = held[first + second - 1], held[first + second]
    touched[6], touched[7] = held[size - 1], after
    return (start, size), state


@inner
def write_over(to: Indices, what: Indices) -> None:
    """Write ``what`` into ``to``, which is as long."""
    for i in range(len(to)):
        to[i] = what[i]


@inner
def go_back(tour: Indices, position: Indices, best: Indices) -> None:
    """Make the round what it was when ``best`` was kept."""
    for i in range(len(tour)):
        tour[i] = best[i]
        position[best[i]] = i


@part
def search_round(matrix: Matrix, tour: Indices, kicks: int, state: int) -> None:
    """Shorten the round trip ``tour`` in place by ``kicks`` kicks.

    Its first and last stop are linked by ``NEVER_PARTED``. A round that is a little longer than the last one is gone
    on from too, the less so the later, after O. Martin, S. W. Otto and E. W. Felten, "Large-step Markov chains for the
    traveling salesman problem", 1991; what comes out is the shortest seen.
    """
    count = len(tour)
    if count < 4:
        return
    likely = likely_links(matrix, min(LIKELY, count - 1))
    choice = Choice(near_with_lengths(matrix, likely), near_with_lengths(matrix, likely[:, :LIKELIEST]))
    here = Round(tour, positions_of(tour), np.empty(6, np.int32))
    queue = Queue(np.empty(count, np.int32), np.zeros(count, np.bool_))
    kicked, held = np.empty(8, np.int32), np.empty(3 * LONGEST_KICK, np.int32)
    replace_links(matrix, here, choice, queue, tour.copy())
    last, best = tour.copy(), tour.copy()
    now = shortest = tour_length(matrix, tour)
    longer = LONGER_AT_FIRST * (shortest - NEVER_PARTED) / count
    for number in range(kicks):
        _, state = kick(tour, here.position, kicked, held, state)
        replace_links(matrix, here, choice, queue, kicked)
        total = tour_length(matrix, tour)
        if total < shortest:
            shortest = total
            write_over(best, tour)
        state = next_random(state)
        if total <= now + draw(state, 1 + int(longer * (kicks - number) / kicks)):
            now = total
            write_over(last, tour)
        else:
            go_back(tour, here.position, last)
    write_over(tour, best)


@part
def search_path(matrix: Matrix, order: Indices, kicks: int, state: int) -> None:
    """Shorten the path ``order`` through stops 0 … n − 1 in place, keeping the start and the finish.

    ``matrix`` (n + 2, n + 2) holds the distances between the stops and, in its last two rows and columns, from the
    start and from the finish: all 0 where the walk may start or finish anywhere. Start and finish are linked by a
    distance below 0 that no change gives up, which makes the path a round trip.
    """
    count = len(order)
    tour = np.empty(count + 2, np.int32)
    tour[0] = count
    for i in range(count):
        tour[i + 1] = order[i]
    tour[count + 1] = count + 1
    search_round(matrix, tour, kicks, state)
    place = 0
    while tour[place] != count:
        place += 1
    step = -1 if tour[(place + 1) % (count + 2)] == count + 1 else 1
    for i in range(count):
        order[i] = tour[(place + step * (i + 1)) % (count + 2)]


@part
def free_end(matrix: Matrix, end: int) -> None:
    """Let the walk start (``end`` −2) or finish (−1) anywhere."""
    for other in range(len(matrix)):
        matrix[end, other] = 0
        matrix[other, end] = 0


@part
def link_ends(matrix: Matrix) -> None:
    """Link the start and the finish, the last two rows and columns of ``matrix``."""
    matrix[-2, -1] = NEVER_PARTED
    matrix[-1, -2] = NEVER_PARTED


@part
def matrix_with_ends(walk: Walk, free_start: bool, free_finish: bool) -> Matrix:
    """Return the distances between the stops of ``walk``, whose last two are the start and the finish."""
    count = len(walk.x)
    matrix = np.empty((count, count), np.int32)
    fill_matrix(walk, np.arange(count).astype(np.int32), matrix)
    if free_start:
        free_end(matrix, -2)
    if free_finish:
        free_end(matrix, -1)
    return matrix


@loop
def search_walk(walk: Walk, free_start: bool, free_finish: bool, kicks: int, state: int) -> Indices:
    """Return a short order of all stops of ``walk`` but the last two, which are the start and the finish."""
    matrix = matrix_with_ends(walk, free_start, free_finish)
    link_ends(matrix)
    order = np.arange(len(matrix) - 2).astype(np.int32)
    search_path(matrix, order, kicks, state)
    return order


@loop
def measure_walk(walk: Walk, free_start: bool, free_finish: bool, order: Indices) -> int:
    """Return the decimetres of the walk from the start past the stops ``order`` to the finish."""
    matrix = matrix_with_ends(walk, free_start, free_finish)
    total = int(matrix[-2, order[0]]) + int(matrix[-1, order[-1]])
    for i in range(1, len(order)):
        total += int(matrix[order[i - 1], order[i]])
    return total


@loop
def search_turfs(
    walk: Walk, order: Indices, starts: Long, legs: Long, first: int, last: int, kicks: int, state: int
) -> None:
    """Shorten the path through each turf from ``first`` to before ``last`` in place and note its ``legs`` (n,).

    Turf t visits the stops ``order[starts[t]:starts[t + 1]]``; a leg is the decimetres from the stop before, 0 to the
    first. The path of a turf of more than ``MOST_STOPS`` is left as it is: its distances would fill the memory.
    """
    for turf in range(first, last):
        stops = order[starts[turf] : starts[turf + 1]].copy()
        count = len(stops)
        if count > MOST_STOPS:
            for i in range(1, count):
                legs[starts[turf] + i] = distance(walk, stops[i - 1], stops[i])
            continue
        matrix = np.empty((count + 2, count + 2), np.int32)
        fill_matrix(walk, stops, matrix)
        free_end(matrix, -2)
        free_end(matrix, -1)
        link_ends(matrix)
        path = np.arange(count).astype(np.int32)
        search_path(matrix, path, kicks, next_random(state + turf))
        for i in range(count):
            order[starts[turf] + i] = stops[path[i]]
            if i > 0:
                legs[starts[turf] + i] = matrix[path[i - 1], path[i]]
