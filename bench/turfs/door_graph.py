"""Which doors are next to which along the streets: what METIS cuts, and what contiguous means.

Next to a door are the next one on its side of the street, the one across, and, at the end of the street, the first
ones round every corner. Where no streets are known, doors next to each other are those that the Delaunay triangulation
links and that lie within ``FAR`` times the median link.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from gjennomslag.algorithms.barriers import neighbours
from gjennomslag.algorithms.distances import Walk
from gjennomslag.algorithms.stops import gather
from gjennomslag.algorithms.street_distances import ALONG, EDGE, FIRST, LEFT, SECOND
from gjennomslag.algorithms.tour import pair_lengths

FAR = 3.0
Graph = csr_array
Pairs = NDArray[np.int32]


def door_graph(walk: Walk) -> Graph:
    """Return the graph (n, n) in which every link has its decimetres, at least 1; it is one piece."""
    pairs = _along_streets(walk) if len(walk.roads.stops) else _around(walk)
    low, high = np.sort(pairs, axis=1).T
    keys = np.unique(low.astype(np.int64) << 32 | high)
    graph = _linked(walk, (keys >> 32).astype(np.int32), (keys & 0xFFFF_FFFF).astype(np.int32))
    return _in_one_piece(walk, graph)


def _linked(walk: Walk, a: Pairs, b: Pairs) -> Graph:
    lengths = np.maximum(pair_lengths(walk, a, b), 1)
    count = len(walk.x)
    half = coo_array((lengths, (a, b)), shape=(count, count)).tocsr()
    return csr_array(half + half.T)


def _around(walk: Walk) -> Pairs:
    stops = gather(np.column_stack((walk.x, walk.y)))
    a, b = neighbours(stops.places)
    length = np.hypot(*(stops.places[a] - stops.places[b]).T)
    near = length <= FAR * np.median(length)
    firsts = stops.members[stops.starts[:-1]]
    of_points = stops.of_points()
    same = np.column_stack((np.arange(len(of_points)), firsts[of_points]))
    across = np.column_stack((firsts[a[near]], firsts[b[near]]))
    return np.concatenate((across, same[same[:, 0] != same[:, 1]])).astype(np.int32)


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
    start = np.repeat(np.arange(count), np.diff(roads.starts))
    used = {tuple(sorted(pair)) for pair in roads.stops[:, [FIRST, SECOND]].tolist()}
    empty = np.array(
        [tuple(sorted(pair)) not in used for pair in zip(start.tolist(), roads.links[:, 0].tolist(), strict=True)]
    )
    links = coo_array((np.ones(empty.sum()), (start[empty], roads.links[empty, 0])), shape=(count, count))
    return connected_components(links, directed=False)[1].astype(np.int32)


def _round_corners(walk: Walk, place: NDArray[np.intp], corner: NDArray[np.int32]) -> NDArray[np.intp]:
    """Return each door at the end of a street with the nearest eight others at the same corner."""
    order = np.argsort(corner, kind="stable")
    place, corner = place[order], corner[order]
    starts = np.append(np.flatnonzero(np.append(True, corner[1:] != corner[:-1])), len(corner))
    found = []
    for first, last in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        doors = np.unique(place[first:last]).astype(np.int32)
        if len(doors) < 2:
            continue
        a, b = (each.ravel().astype(np.int32) for each in np.meshgrid(doors, doors))
        lengths = pair_lengths(walk, a, b).reshape(len(doors), -1)
        np.fill_diagonal(lengths, 1 << 40)
        nearest = np.argsort(lengths, axis=1, kind="stable")[:, : min(8, len(doors) - 1)]
        found.append(np.column_stack((np.repeat(doors, nearest.shape[1]), doors[nearest.ravel()])))
    return np.concatenate(found) if found else np.empty((0, 2), np.intp)


def _in_one_piece(walk: Walk, graph: Graph) -> Graph:
    """Link the pieces by the shortest links of the triangulation, as METIS cuts only what hangs together."""
    pieces, piece = connected_components(graph, directed=False)
    if pieces == 1:
        return graph
    stops = gather(np.column_stack((walk.x, walk.y)))
    firsts = stops.members[stops.starts[:-1]].astype(np.int32)
    a, b = (firsts[each] for each in neighbours(stops.places))
    apart = piece[a] != piece[b]
    a, b = a[apart], b[apart]
    length = np.hypot(walk.x[a] - walk.x[b], walk.y[a] - walk.y[b]) + 1
    order = np.argsort(length, kind="stable")
    low, high = np.minimum(piece[a], piece[b])[order], np.maximum(piece[a], piece[b])[order]
    _, kept = np.unique(low.astype(np.int64) * pieces + high, return_index=True)
    tree = minimum_spanning_tree(
        coo_array((length[order][kept], (low[kept], high[kept])), shape=(pieces, pieces)).tocsr()
    )
    wanted = set(zip(*(axis.tolist() for axis in tree.nonzero()), strict=True))
    chosen = [i for i in kept.tolist() if (int(low[i]), int(high[i])) in wanted]
    bridges = _linked(walk, a[order][chosen], b[order][chosen])
    return csr_array(graph + bridges)


def contiguous(graph: Graph, turf: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Say for each turf whether one can go from any of its doors to any other without passing one of another turf."""
    links = graph.tocoo()
    inside = turf[links.row] == turf[links.col]
    kept = coo_array((links.data[inside], (links.row[inside], links.col[inside])), shape=graph.shape)
    pieces, piece = connected_components(kept, directed=False)
    of_piece = np.empty(pieces, np.int64)
    of_piece[piece] = turf
    return np.asarray(np.bincount(of_piece, minlength=int(turf.max()) + 1) == 1)
