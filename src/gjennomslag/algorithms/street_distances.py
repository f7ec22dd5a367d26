"""Walking distances on a street network, in whole decimetres.

Around every junction the way to the nearest ones is worked out once and kept in a small table; what lies further off
is searched for when it is needed. After E. W. Dijkstra, "A note on two problems in connexion with graphs", 1959.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import inner, loop, part

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]
Long = NDArray[np.int64]

NEAR_NODES = 96
"""Junctions around each junction to which the way is kept."""
SLOTS = 256
"""Room in the table of one junction: a power of two, more than twice ``NEAR_NODES``."""
EVERYWHERE = 200_000
"""Decimetres that are guessed where no way is known and the tables have all there is: twenty kilometres."""
UNREACHED = 1 << 30
"""Decimetres to where no street leads."""


EDGE, ALONG, REST, LEFT, AWAY, FIRST, SECOND, CROSSING = range(8)
"""What ``Roads.stops`` says of a stop: its edge, decimetres from the edge's first and from its second node, 1 where it
lies left of the edge, decimetres by which it lies further from any street than a path to a door is long, the edge's
nodes, and the decimetres that changing sides of the edge counts as."""


class Roads(NamedTuple):
    """Where stops lie on the streets, and the streets; empty arrays where distances are straight lines.

    Few arrays, and what is looked up together in one: this is what the time of the whole search goes into.
    """

    stops: Indices
    """A row (n, 8) for each stop: ``EDGE`` to ``CROSSING``."""
    starts: Long
    """Where each node's links begin in ``links`` (m + 1)."""
    links: Indices
    """The node to which each link leads and its decimetres (l, 2), node by node."""
    near: Long
    """A table (m, SLOTS) of the nodes near each node and how far they are; see :func:`slot_of`."""
    reach: Indices
    """Decimetres within which each node's table (m,) has all there is."""


def no_roads() -> Roads:
    """Return the roads that say: distances are straight lines."""
    return Roads(
        np.empty((0, 8), np.int32),
        np.zeros(1, np.int64),
        np.empty((0, 2), np.int32),
        np.empty((0, SLOTS), np.int64),
        np.empty(0, np.int32),
    )


@inner
def slot_of(node: int) -> int:
    """Return the place in a table at which to begin looking for ``node``."""
    return ((int(node) * 2_654_435_761) >> 7) & (SLOTS - 1)


@inner
def entry_of(high: int, low: int) -> int:
    """Return two numbers below 2³¹ in one: node and decimetres in a table, the other way round on a heap."""
    return (int(high) << 32) | int(low)


@inner
def push(heap: Long, size: int, item: int) -> int:
    """Put ``item`` on the heap (smallest first); return its new size."""
    place = size
    while place > 0 and heap[(place - 1) >> 1] > item:
        heap[place] = heap[(place - 1) >> 1]
        place = (place - 1) >> 1
    heap[place] = item
    return size + 1


@inner
def pop(heap: Long, size: int) -> int:
    """Take the smallest item, ``heap[0]``, off the heap; return its new size."""
    size -= 1
    item = heap[size]
    place = 0
    while 2 * place + 1 < size:
        child = 2 * place + 1
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= item:
            break
        heap[place] = heap[child]
        place = child
    heap[place] = item
    return size


@part
def distinct(values: Indices) -> Indices:
    """Return the different ``values``, which are not below 0, in order."""
    heap = np.empty(len(values) + 1, np.int64)
    size = 0
    for value in values:
        size = push(heap, size, int(value))
    found = np.empty(len(values), np.int32)
    count = 0
    while size > 0:
        if count == 0 or found[count - 1] != heap[0]:
            found[count] = heap[0]
            count += 1
        size = pop(heap, size)
    return found[:count].copy()


@inner
def place_among(values: Indices, value: int) -> int:
    """Return where ``value`` is among the ``values``, which are in order, or would have to be put."""
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


class Reach(NamedTuple):
    """Room for a walk outwards from one node."""

    best: Indices
    """Decimetres to each node (m,), ``UNREACHED`` between walks."""
    settled: Indices
    """The nodes reached, nearest first."""
    wanted: NDArray[np.bool_]
    """The nodes (m,) that the walk is for, where it is for some only."""


@part
def room(nodes: int, most: int) -> Reach:
    """Return room for walks that reach at most ``most`` of the ``nodes``."""
    return Reach(np.full(nodes, UNREACHED, np.int32), np.empty(most, np.int32), np.zeros(nodes, np.bool_))


@part
def spread(roads: Roads, source: int, missing: int, reach: Reach) -> int:
    """Walk outwards from ``source`` until there is no more room, or all ``missing`` wanted nodes are reached.

    ``missing`` below 0 means that none is wanted in particular. Returns how many nodes were reached; the caller makes
    the room ready again with :func:`clear`.
    """
    heap = np.empty(4 * SLOTS, np.int64)
    best = reach.best
    best[source] = 0
    size = push(heap, 0, source)
    found = 0
    while size > 0 and found < len(reach.settled) and missing != 0:
        length, node = heap[0] >> 32, heap[0] & 0xFFFF_FFFF
        size = pop(heap, size)
        if length > best[node]:
            continue
        reach.settled[found] = node
        found += 1
        if missing > 0 and reach.wanted[node]:
            missing -= 1
        for link in range(roads.starts[node], roads.starts[node + 1]):
            to = roads.links[link, 0]
            if length + roads.links[link, 1] < best[to]:
                if size == len(heap):
                    larger = np.empty(2 * size, np.int64)
                    for i in range(size):
                        larger[i] = heap[i]
                    heap = larger
                best[to] = length + roads.links[link, 1]
                size = push(heap, size, entry_of(best[to], to))
    return found


@part
def clear(roads: Roads, reach: Reach, found: int) -> None:
    """Make the room ready for the next walk after one that reached ``found`` nodes."""
    for node in reach.settled[:found]:
        reach.best[node] = UNREACHED
        for link in range(roads.starts[node], roads.starts[node + 1]):
            reach.best[roads.links[link, 0]] = UNREACHED


@loop
def tabulate(roads: Roads, first: int, last: int) -> None:
    """Fill the tables of the nodes from ``first`` to before ``last``."""
    reach = room(len(roads.starts) - 1, NEAR_NODES)
    for source in range(first, last):
        found = spread(roads, source, -1, reach)
        for node in reach.settled[:found]:
            place = slot_of(node)
            while roads.near[source, place] >= 0:
                place = (place + 1) & (SLOTS - 1)
            roads.near[source, place] = entry_of(node, reach.best[node])
        roads.reach[source] = reach.best[reach.settled[found - 1]] if found == NEAR_NODES else EVERYWHERE
        clear(roads, reach, found)


@inner
def in_table(roads: Roads, a: int, b: int) -> int:
    """Return the decimetres from node ``a`` to node ``b`` if the table of ``a`` has them, ``UNREACHED`` otherwise."""
    place = slot_of(b)
    while True:
        entry = roads.near[a, place]
        if entry < 0:
            return UNREACHED
        if entry >> 32 == b:
            return int(entry & 0xFFFF_FFFF)
        place = (place + 1) & (SLOTS - 1)


@inner
def near_length(roads: Roads, a: int, b: int) -> int:
    """Return the decimetres from node to node as far as a table knows them, ``UNREACHED`` otherwise."""
    length = in_table(roads, a, b)
    return length if length < UNREACHED else in_table(roads, b, a)


@inner
def ways_out(roads: Roads, node: int, ways: Indices) -> int:
    """Write into ``ways`` (w, 2) the nodes next to those in the table of ``node``, and how far they are that way.

    Return how many they are: 0 where there is no room for all.
    """
    count = 0
    for slot in range(SLOTS):
        entry = roads.near[node, slot]
        if entry < 0:
            continue
        inside, length = entry >> 32, entry & 0xFFFF_FFFF
        for link in range(roads.starts[inside], roads.starts[inside + 1]):
            to = int(roads.links[link, 0])
            if in_table(roads, node, to) == UNREACHED:
                if count == len(ways):
                    return 0
                ways[count, 0], ways[count, 1] = to, length + roads.links[link, 1]
                count += 1
    return count


@inner
def through_tables(roads: Roads, a: int, b: int, ways: Indices) -> int:
    """Return the decimetres from node to node, neither in the other's table, through both if that is the shortest.

    ``ways`` (w, 2) are those out of the table of ``a``. What is not longer than both tables reach together is the
    shortest, as every other such way is looked at too. Returns ``UNREACHED`` otherwise.
    """
    shortest = UNREACHED
    for way in range(len(ways)):
        rest = in_table(roads, b, int(ways[way, 0]))
        if rest < UNREACHED:
            shortest = min(shortest, int(ways[way, 1]) + rest)
    return shortest if shortest < int(roads.reach[a]) + int(roads.reach[b]) else UNREACHED


@part
def search_missing(roads: Roads, nodes: Indices, lengths: Indices) -> None:
    """Search for the ways between ``nodes`` (k) that no table has, and write them into ``lengths`` (k, k)."""
    count, all_nodes = len(nodes), len(roads.starts) - 1
    reach = room(all_nodes, all_nodes)
    for i in range(count):
        missing = 0
        for j in range(i + 1, count):
            if lengths[i, j] == UNREACHED:
                reach.wanted[nodes[j]] = True
                missing += 1
        if missing > 0:
            found = spread(roads, nodes[i], missing, reach)
            for j in range(i + 1, count):
                if reach.wanted[nodes[j]]:
                    reach.wanted[nodes[j]] = False
                    lengths[i, j] = reach.best[nodes[j]]
                    lengths[j, i] = reach.best[nodes[j]]
            clear(roads, reach, found)


@part
def between_nodes(roads: Roads, nodes: Indices) -> Indices:
    """Return the decimetres between ``nodes`` (k, k), ``UNREACHED`` where no street leads."""
    count = len(nodes)
    lengths = np.zeros((count, count), np.int32)
    ways = np.empty((4 * SLOTS, 2), np.int32)
    missing = False
    for i in range(count):
        out = -1
        for j in range(i):
            length = near_length(roads, nodes[i], nodes[j])
            if length == UNREACHED:
                if out < 0:
                    out = ways_out(roads, nodes[i], ways)
                length = through_tables(roads, nodes[i], nodes[j], ways[:out])
                missing |= length == UNREACHED
            lengths[i, j] = length
            lengths[j, i] = length
    if missing:
        search_missing(roads, nodes, lengths)
    return lengths


@inner
def along_one_edge(roads: Roads, a: int, b: int) -> int:
    """Return the decimetres between two stops on one edge, ``UNREACHED`` where they lie on different ones."""
    stops = roads.stops
    if stops[a, EDGE] != stops[b, EDGE]:
        return UNREACHED
    length = abs(int(stops[a, ALONG]) - int(stops[b, ALONG]))
    if stops[a, LEFT] != stops[b, LEFT]:
        length += int(stops[a, CROSSING])
    return length


@inner
def least_length(roads: Roads, a: int, b: int) -> int:
    """Return the decimetres from node to node, or, where no table has them, how far it is at least."""
    length = near_length(roads, a, b)
    return length if length < UNREACHED else max(int(roads.reach[a]), int(roads.reach[b]))


@inner
def least_street_length(roads: Roads, a: int, b: int) -> int:
    """Return the decimetres along streets from stop to stop; of stops far apart, how far it is at least."""
    stops = roads.stops
    shortest = along_one_edge(roads, a, b)
    for one in range(2):
        first = int(stops[a, ALONG + one])
        if first >= shortest:
            continue
        for other in range(2):
            last = first + int(stops[b, ALONG + other])
            if last < shortest:
                step = least_length(roads, stops[a, FIRST + one], stops[b, FIRST + other])
                shortest = min(shortest, last + step)
    return shortest
