"""Doors placed on a street network, ready for walking from door to door."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from gjennomslag.algorithms.distances import DECIMETRES, Floats, Walk, straight_walk
from gjennomslag.algorithms.nearest_pieces import nearest_pieces
from gjennomslag.algorithms.street_distances import (
    ALONG,
    AWAY,
    CROSSING,
    EDGE,
    FIRST,
    LEFT,
    REST,
    SECOND,
    SLOTS,
    Roads,
    tabulate,
)
from gjennomslag.algorithms.streets import Contracted, StreetNetwork, contract

PATH_TO_DOOR = 60.0
"""Metres from a street to a door that count as the door's own path; what is more is walked like a street."""
_WORKERS = 2
_MANY = 5_000
"""So many points are placed by compiled code: more than a web request ever asks for, which never waits for that."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where points lie on a contracted network: by the piece nearest to them."""

    edge: NDArray[np.int32]
    along: Floats
    """Metres from the edge's first node (n,)."""
    left: NDArray[np.bool_]
    """Whether a point lies left of its edge (n,)."""
    path: Floats
    """Metres from the street to the point (n,)."""


def walk_between(
    points: Floats,
    barriers: Floats | None = None,
    streets: StreetNetwork | None = None,
    *,
    tables: bool = True,
    workers: int = _WORKERS,
) -> Walk:
    """Return the walk between ``points`` (n, 2), in metres, along the ``streets`` or, without any, straight.

    Barriers (m, 4) are as in :class:`gjennomslag.algorithms.distances.Walk`; with streets they do not matter, as
    streets lead where one can walk. ``tables`` are worth their time, and wait for the compiler where there is no
    machine code, when more than a few hundred stops are walked to.
    """
    walk = straight_walk(points, barriers)
    near = streets.around(points) if streets is not None else None
    if near is None or not len(near.edges):
        return walk
    return walk._replace(roads=_roads(points, near, workers if tables else 0))


def paths_to_doors(points: Floats, streets: StreetNetwork) -> Floats:
    """Return the metres from the nearest street to each of the ``points`` (n,), 0 where there is no street at all.

    At most ``PATH_TO_DOOR``, as what is more counts as walking from door to door.
    """
    near = streets.around(points)
    if not len(near.edges):
        return np.zeros(len(points))
    return np.minimum(place(points, near, contract(near)).path, PATH_TO_DOOR)


def place(points: Floats, network: StreetNetwork, edges: Contracted) -> Placed:
    """Place ``points`` (n, 2) on the ``edges`` of the ``network``, which has at least one piece."""
    ends = network.nodes[network.edges]
    piece = _nearest_piece(points, ends)
    start, way = ends[piece, 0], ends[piece, 1] - ends[piece, 0]
    to_point = points - start
    length = np.hypot(*way.T)
    share = np.clip((to_point * way).sum(axis=1) / np.maximum(length, 1e-9) ** 2, 0, 1)
    path = np.hypot(*(to_point - share[:, None] * way).T)
    left = way[:, 0] * to_point[:, 1] - way[:, 1] * to_point[:, 0] > 0
    forward = edges.forward[piece]
    along = edges.begins[piece] + length * np.where(forward, share, 1 - share)
    return Placed(edges.edge[piece], along, left == forward, path)


def _nearest_piece(points: Floats, ends: Floats) -> NDArray[np.integer]:
    """Return the nearest piece, given by its ``ends`` (k, 2, 2), of each point (n, 2)."""
    if len(points) >= _MANY:
        return nearest_pieces(points, ends)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(ends)))
    return np.asarray(tree.query_nearest(shapely.points(points), all_matches=False)[1])


def _roads(points: Floats, network: StreetNetwork, workers: int) -> Roads:
    edges = contract(network, wait=workers > 0)
    placed = place(points, network, edges)
    used, ends = np.unique(edges.ends, return_inverse=True)
    pairs = ends.reshape(-1, 2)
    lengths = np.rint(edges.lengths * DECIMETRES).astype(np.int32)
    stops = np.empty((len(points), 8), np.int32)
    stops[:, EDGE] = placed.edge
    stops[:, ALONG] = np.minimum(np.rint(placed.along * DECIMETRES), lengths[placed.edge])
    stops[:, REST] = lengths[placed.edge] - stops[:, ALONG]
    stops[:, LEFT] = placed.left
    stops[:, AWAY] = np.rint(np.maximum(placed.path - PATH_TO_DOOR, 0) * DECIMETRES)
    stops[:, [FIRST, SECOND]] = pairs[placed.edge]
    stops[:, CROSSING] = np.rint(edges.crossing * DECIMETRES)[placed.edge]
    near = np.full((len(used), SLOTS), -1, np.int64)
    roads = Roads(stops, *_links(pairs, lengths, len(used)), near, np.zeros(len(used), np.int32))
    if workers:
        _tabulate(roads, len(used), workers)
    return roads


def _tabulate(roads: Roads, nodes: int, workers: int) -> None:
    """Work out the ways between near junctions, in threads."""
    cuts = np.linspace(0, nodes, workers + 1).astype(int).tolist()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda ends: tabulate(roads, *ends), pairwise(cuts)))


def _links(
    pairs: NDArray[np.intp], lengths: NDArray[np.int32], nodes: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the edges (e, 2) node by node: where each node's begin, where they lead and how long they are."""
    start, end = pairs.T.ravel(), pairs[:, ::-1].T.ravel()
    order = np.argsort(start, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(start, minlength=nodes)))).astype(np.int64)
    return starts, np.ascontiguousarray(np.column_stack((end, np.tile(lengths, 2)))[order].astype(np.int32))
