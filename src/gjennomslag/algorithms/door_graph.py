"""Which places are next to which: what a whole turf is judged by.

Next to a place are the next one on its side of the street, the one across, and, at the end of the street, the nearest
ones round every corner; streets without doors make no difference. Where no streets are known, two places are next to
each other when no third lies between them, that is, in the circle through both with its centre half-way. After
K. R. Gabriel and R. R. Sokal, "A new statistical approach to geographic variation analysis", 1969.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial import KDTree

from gjennomslag.algorithms.barriers import neighbours, pairs_once
from gjennomslag.algorithms.distances import Walk
from gjennomslag.algorithms.street_distances import ALONG, EDGE, FIRST, LEFT, SECOND
from gjennomslag.algorithms.tour import pair_lengths

ROUND_A_CORNER = 8
"""With how many others, the nearest as the crow flies, a place at the end of a street is linked round the corner."""
_APART = 1e7
"""Metres that different corners are kept apart by while the nearest are looked for."""
Graph = csr_array
Pairs = NDArray[np.int32]


def door_graph(walk: Walk) -> Graph:
    """Return the graph (n, n) in which every link has its decimetres, at least 1; it is one piece.

    The stops of ``walk`` are places, no two at the same.
    """
    if len(walk.x) < 2:
        return csr_array((len(walk.x), len(walk.x)), dtype=np.int64)
    pairs = _along_streets(walk) if len(walk.roads.stops) else _around(walk)
    return _in_one_piece(walk, _linked(walk, *pairs_once(*pairs.T)))


def _linked(walk: Walk, a: Pairs, b: Pairs) -> Graph:
    lengths = np.maximum(pair_lengths(walk, a, b), 1)
    both = (np.concatenate((a, b)), np.concatenate((b, a)))
    return coo_array((np.tile(lengths, 2), both), shape=(len(walk.x), len(walk.x))).tocsr()


def _around(walk: Walk) -> Pairs:
    points = np.column_stack((walk.x, walk.y))
    a, b = neighbours(points)
    half = np.hypot(*(points[a] - points[b]).T) / 2
    nearest = np.asarray(KDTree(points).query((points[a] + points[b]) / 2, workers=2)[0])
    between = nearest < half * (1 - 1e-6)
    return np.column_stack((a[~between], b[~between]))


def _along_streets(walk: Walk) -> Pairs:
    stops = walk.roads.stops
    by_side = np.lexsort((stops[:, ALONG], stops[:, LEFT], stops[:, EDGE]))
    merged = np.lexsort((stops[:, LEFT], stops[:, ALONG], stops[:, EDGE]))
    found = [_following(by_side, stops[:, [EDGE, LEFT]]), _following(merged, stops[:, [EDGE]])]
    side = stops[by_side][:, [EDGE, LEFT]]
    begins = np.flatnonzero(np.append(True, (side[1:] != side[:-1]).any(axis=1)))
    ends = np.append(begins[1:], len(side)) - 1
    place = np.concatenate((by_side[begins], by_side[ends]))
    node = np.concatenate((stops[by_side[begins], FIRST], stops[by_side[ends], SECOND]))
    return np.concatenate((*found, _round_corners(walk, place, _without_doors(walk)[node]))).astype(np.int32)


def _following(order: NDArray[np.intp], same: NDArray[np.int32]) -> NDArray[np.intp]:
    pairs = np.column_stack((order[:-1], order[1:]))
    return np.asarray(pairs[(same[pairs[:, 0]] == same[pairs[:, 1]]).all(axis=1)])


def _without_doors(walk: Walk) -> NDArray[np.int32]:
    """Return for each junction which group of them it belongs to: those that streets without doors join."""
    roads = walk.roads
    count = len(roads.starts) - 1
    start, end = np.repeat(np.arange(count), np.diff(roads.starts)), roads.links[:, 0]
    used = _keys(roads.stops[:, FIRST], roads.stops[:, SECOND], count)
    empty = ~np.isin(_keys(start, end, count), used)
    links = coo_array((np.ones(empty.sum()), (start[empty], end[empty])), shape=(count, count))
    return connected_components(links, directed=False)[1].astype(np.int32)


def _keys(a: NDArray[np.integer], b: NDArray[np.integer], count: int) -> NDArray[np.int64]:
    return np.asarray(np.minimum(a, b).astype(np.int64) * count + np.maximum(a, b))


def _round_corners(walk: Walk, place: NDArray[np.intp], corner: NDArray[np.int32]) -> NDArray[np.intp]:
    """Return each place at the end of a street with the nearest others at the same corner."""
    both = np.unique(corner.astype(np.int64) << 32 | place)
    corner, place = (both >> 32).astype(np.int32), both & 0xFFFF_FFFF
    middle = np.column_stack((walk.x, walk.y)).mean(axis=0)
    where = np.column_stack((walk.x[place] - middle[0], walk.y[place] - middle[1], corner * _APART))
    near = np.asarray(KDTree(where).query(where, k=min(ROUND_A_CORNER + 1, len(where)))[1]).reshape(len(where), -1)
    pairs = np.column_stack((np.repeat(np.arange(len(where)), near.shape[1]), near.ravel()))
    same = (corner[pairs[:, 0]] == corner[pairs[:, 1]]) & (place[pairs[:, 0]] != place[pairs[:, 1]])
    return np.asarray(place[pairs[same]])


def _in_one_piece(walk: Walk, graph: Graph) -> Graph:
    """Link the pieces by the shortest links of the triangulation, as METIS cuts only what hangs together."""
    pieces, piece = connected_components(graph, directed=False)
    if pieces == 1:
        return graph
    a, b = neighbours(np.column_stack((walk.x, walk.y)))
    apart = piece[a] != piece[b]
    a, b = a[apart], b[apart]
    length = np.hypot(walk.x[a] - walk.x[b], walk.y[a] - walk.y[b]) + 1
    order = np.argsort(length, kind="stable")
    low, high = np.minimum(piece[a], piece[b])[order], np.maximum(piece[a], piece[b])[order]
    _, kept = np.unique(low.astype(np.int64) * pieces + high, return_index=True)
    tree = minimum_spanning_tree(
        coo_array((length[order][kept], (low[kept], high[kept])), shape=(pieces, pieces)).tocsr()
    )
    one, other = tree.nonzero()
    chosen = kept[np.isin(_keys(low[kept], high[kept], pieces), _keys(one, other, pieces))]
    return csr_array(graph + _linked(walk, a[order][chosen], b[order][chosen]))
