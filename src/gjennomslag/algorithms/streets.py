"""A street network as it comes from a map, made smaller without changing any walk on it.

Two things are done: unnamed pavements and footways that run along a named street are left out (a map that draws them
would otherwise send a walk to the next crossing and back), and points where nothing branches off are taken out, so
that a street between two junctions is one edge however often it bends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gjennomslag.algorithms import compiled
from gjennomslag.algorithms.compiled import loop
from gjennomslag.algorithms.distances import Floats, Indices

UNNAMED = -1
CROSSING = 8.0
"""Metres that crossing an ordinary street counts as."""
_BESIDE = 18.0
"""A pavement lies within this many metres of the street it belongs to …"""
_ALONG = 0.35
"""… and turns from it by less than this (radians)."""
_MARGIN = 600.0
"""How far around the points streets matter, in metres."""


@dataclass(frozen=True, slots=True)
class StreetNetwork:
    """Straight pieces of streets and paths, all to be walked both ways. Places are metres, as those of the doors."""

    nodes: Floats
    """Points (m, 2) where pieces meet or bend."""
    edges: Indices
    """Each piece's two nodes (k, 2)."""
    name: Indices
    """The street each piece is part of (k,), any number from 0, or ``UNNAMED``."""
    footway: NDArray[np.bool_]
    """Whether each piece (k,) is for walking alone: pavements, footways, steps, crossings."""
    crossing: Floats
    """Metres that changing sides of each piece counts as (k,); see ``CROSSING``."""

    @property
    def lengths(self) -> Floats:
        """Return the metres of each piece (k,)."""
        return np.asarray(np.hypot(*(self.nodes[self.edges[:, 1]] - self.nodes[self.edges[:, 0]]).T))

    def pieces(self, kept: NDArray[np.bool_]) -> StreetNetwork:
        """Return the network of some of the pieces (k,), without the nodes that only others use."""
        used, edges = np.unique(self.edges[kept], return_inverse=True)
        return StreetNetwork(
            self.nodes[used],
            edges.reshape(-1, 2).astype(np.int32),
            self.name[kept],
            self.footway[kept],
            self.crossing[kept],
        )

    def around(self, points: Floats, margin: float = _MARGIN) -> StreetNetwork:
        """Return the pieces that reach into the rectangle around ``points`` (n, 2), widened by ``margin`` metres."""
        low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
        ends = self.nodes[self.edges]
        return self.pieces(((ends.max(axis=1) >= low) & (ends.min(axis=1) <= high)).all(axis=1))


def street_network(
    nodes: Floats,
    edges: NDArray[np.integer],
    *,
    name: NDArray[np.integer] | None = None,
    footway: NDArray[np.bool_] | None = None,
    crossing: Floats | None = None,
) -> StreetNetwork:
    """Return the network of ``nodes`` (m, 2) and ``edges`` (k, 2), checked, without pieces from a node to itself.

    Pieces are ordinary streets without a name unless said otherwise; see :class:`StreetNetwork` for the arrays (k,).
    Raises ``ValueError`` where shapes do not fit, a place is not finite or an edge names a node that is not there.
    """
    places, pairs = np.asarray(nodes, np.float64).reshape(-1, 2), np.asarray(edges).reshape(-1, 2)
    if not np.isfinite(places).all():
        raise ValueError("A node of the street network has no place.")
    if len(pairs) and not 0 <= pairs.min() <= pairs.max() < len(places):
        raise ValueError(f"An edge leads to a node that is not among the {len(places)}.")
    count = len(pairs)
    arrays = (
        np.full(count, UNNAMED, np.int32) if name is None else np.asarray(name, np.int32),
        np.zeros(count, np.bool_) if footway is None else np.asarray(footway, np.bool_),
        np.full(count, CROSSING) if crossing is None else np.asarray(crossing, np.float64),
    )
    if any(array.shape != (count,) for array in arrays):
        raise ValueError(f"Names, footways and crossings must be given for each of the {count} edges.")
    network = StreetNetwork(places, pairs.astype(np.int32), *arrays)
    return network.pieces(pairs[:, 0] != pairs[:, 1])


def without_pavements(network: StreetNetwork) -> StreetNetwork:
    """Leave out unnamed footways that run beside a named street, and what then hangs loose at both ends."""
    unnamed = network.footway & (network.name == UNNAMED)
    streets = np.flatnonzero(network.name != UNNAMED)
    if not unnamed.any() or not len(streets):
        return network
    candidates = np.flatnonzero(unnamed)
    ends = network.nodes[network.edges]
    tree = shapely.STRtree(np.asarray(shapely.linestrings(ends[streets])))
    middles = shapely.points(ends[candidates].mean(axis=1))
    found, near = tree.query(middles, predicate="dwithin", distance=_BESIDE)
    way = ends[:, 1] - ends[:, 0]
    angle = np.arctan2(way[:, 1], way[:, 0])
    turned = np.abs(np.sin(angle[candidates[found]] - angle[streets[near]]))
    kept = np.full(len(network.edges), True)
    kept[candidates[found[turned < np.sin(_ALONG)]]] = False
    return _without_stubs(network.pieces(kept), len(network.edges) - int(kept.sum()))


def _without_stubs(network: StreetNetwork, removed: int) -> StreetNetwork:
    """Leave out unnamed footways that hold on to nothing at one end, which leaving out pavements makes of crossings."""
    while removed:
        degree = np.bincount(network.edges.ravel(), minlength=len(network.nodes))
        loose = network.footway & (network.name == UNNAMED) & (degree[network.edges] == 1).any(axis=1)
        loose &= network.lengths <= _BESIDE
        removed = int(loose.sum())
        network = network.pieces(~loose)
    return network


@dataclass(frozen=True, slots=True)
class Contracted:
    """The network's edges between junctions, and where each piece lies on them."""

    ends: Indices
    """Both nodes of each edge (e, 2), numbered as in the network."""
    lengths: Floats
    """Metres of each edge (e,)."""
    crossing: Floats
    edge: Indices
    """The edge each piece (k,) is part of."""
    begins: Floats
    """Metres along its edge at which each piece begins (k,), seen in the edge's direction."""
    forward: NDArray[np.bool_]
    """Whether each piece (k,) has its edge's direction."""


def contract(network: StreetNetwork, *, wait: bool = False) -> Contracted:
    """Join pieces that meet where nothing branches off, crossing counts the same and the name does not change.

    Does without the compiler where there is no machine code, unless told to ``wait`` for it.
    """
    flat = network.edges.ravel()
    degree = np.bincount(flat, minlength=len(network.nodes))
    by_node = np.argsort(flat, kind="stable").astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(degree))).astype(np.int64)
    inner = np.flatnonzero(degree == 2)
    first, second = by_node[starts[inner]] // 2, by_node[starts[inner] + 1] // 2
    same = (network.crossing[first] == network.crossing[second]) & (network.name[first] == network.name[second])
    passed = np.zeros(len(network.nodes), np.bool_)
    passed[inner[same & (first != second)]] = True
    join = join_pieces if wait or compiled.ready() else join_pieces.interpreted
    edge, begins, forward, firsts, ends, total = join(network.edges, by_node, starts, passed, network.lengths)
    return Contracted(ends, total, network.crossing[firsts], edge, begins, forward)


@loop
def join_pieces(
    edges: Indices, by_node: NDArray[np.int64], starts: NDArray[np.int64], passed: NDArray[np.bool_], lengths: Floats
) -> tuple[Indices, Floats, NDArray[np.bool_], NDArray[np.int64], Indices, Floats]:
    """Return edge, begin and direction of each piece, then first piece, ends and length of each edge.

    ``by_node`` lists the ends of pieces (2 × piece, plus 1 for the second) node by node from ``starts``; ``passed``
    says at which nodes, of two pieces each, an edge goes on.
    """
    count = len(edges)
    edge = np.full(count, -1, np.int32)
    begins = np.zeros(count)
    forward = np.ones(count, np.bool_)
    firsts = np.empty(count, np.int64)
    ends = np.empty((count, 2), np.int32)
    total = np.zeros(count)
    found = 0
    for again in range(2):
        for piece in range(count):
            for side in range(2):
                node = edges[piece, side]
                if edge[piece] >= 0 or (passed[node] and again == 0):
                    continue
                firsts[found] = piece
                ends[found, 0] = node
                current, entered = piece, side
                while True:
                    edge[current] = found
                    begins[current] = total[found]
                    forward[current] = entered == 0
                    total[found] += lengths[current]
                    node = edges[current, 1 - entered]
                    ends[found, 1] = node
                    if not passed[node]:
                        break
                    onward = by_node[starts[node]]
                    if onward // 2 == current:
                        onward = by_node[starts[node] + 1]
                    if edge[onward // 2] >= 0:
                        break
                    current, entered = onward // 2, onward % 2
                found += 1
    return edge, begins, forward, firsts[:found], ends[:found], total[:found]
