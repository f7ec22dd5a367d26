"""Other ways to cut: the paper list, Hilbert's curve, k-means, METIS. Each returns the turf of each door."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pymetis
from numpy.typing import NDArray
from scipy.spatial import KDTree

from gjennomslag.algorithms.distances import Floats, Indices
from gjennomslag.algorithms.door_graph import Graph

Turf = NDArray[np.int64]
TOLERANCE = 0.05


def in_pieces(order: NDArray[np.integer], turfs: int) -> Turf:
    """Cut the doors, in this order, into pieces of equal number."""
    turf = np.empty(len(order), np.int64)
    turf[order] = np.arange(len(order)) * turfs // len(order)
    return turf


def hilbert(points: Floats) -> NDArray[np.intp]:
    """Return the doors along D. Hilbert's curve (1891), 65,536 squares a side."""
    low = points.min(axis=0)
    span = float((points - low).max()) + 1
    x, y = ((points - low) / span * 65_536).astype(np.int64).T
    along = np.zeros(len(points), np.int64)
    side = 32_768
    while side:
        east, north = (x & side > 0).astype(np.int64), (y & side > 0).astype(np.int64)
        along += side * side * ((3 * east) ^ north)
        flip = (north == 0) & (east == 1)
        x, y = np.where(flip, 65_535 - x, x), np.where(flip, 65_535 - y, y)
        x, y = np.where(north == 0, y, x), np.where(north == 0, x, y)
        side //= 2
    return np.argsort(along, kind="stable")


def k_means(points: Floats, turfs: int, seed: int, rounds: int = 20) -> Turf:
    """Lloyd's k-means; then doors move, the nearest first, from full turfs to the nearest one with room."""
    centres = points[np.random.default_rng(seed).permutation(len(points))[:turfs]].copy()
    for _ in range(rounds):
        turf = np.asarray(KDTree(centres).query(points)[1], np.int64)
        size = np.bincount(turf, minlength=turfs)
        for axis in (0, 1):
            mean = np.bincount(turf, points[:, axis], minlength=turfs) / np.maximum(size, 1)
            centres[:, axis] = np.where(size > 0, mean, centres[:, axis])
    return _with_room(points, centres, int(len(points) / turfs * (1 + TOLERANCE)))


def _with_room(points: Floats, centres: Floats, most: int) -> Turf:
    turf = np.full(len(points), -1, np.int64)
    room = np.full(len(centres), most)
    waiting, reach = np.arange(len(points)), 8
    tree = KDTree(centres)
    while len(waiting):
        reach = min(reach, len(centres))
        gap, near = (np.asarray(each).reshape(len(waiting), reach) for each in tree.query(points[waiting], k=reach))
        for choice in np.argsort(gap.ravel(), kind="stable").tolist():
            door, centre = waiting[choice // reach], near.ravel()[choice]
            if turf[door] < 0 and room[centre] > 0:
                turf[door] = centre
                room[centre] -= 1
        waiting, reach = waiting[turf[waiting] < 0], 4 * reach
    used = np.unique(turf)
    return np.searchsorted(used, turf)


def metis(graph: Graph, place: Indices, turfs: int, seeds: tuple[int, ...] = (1, 2)) -> Iterator[tuple[str, Turf]]:
    """Cut the graph of places by METIS in each of its ways, ±5 % in doors; those that come out beyond are left out.

    After G. Karypis and V. Kumar, "A fast and high quality multilevel scheme for partitioning irregular graphs", 1998.
    """
    decimetres = np.asarray(graph.data, np.float64)
    weights = {
        "alike": np.ones(len(decimetres), np.int64),
        "1/m": np.maximum(1, np.rint(10_000 / (decimetres + 20))).astype(np.int64),
        "1/√m": np.maximum(1, np.rint(1_000 / np.sqrt(decimetres + 20))).astype(np.int64),
    }
    most = int(len(place) / turfs * (1 + TOLERANCE))
    doors = np.bincount(place)
    for name, weight in weights.items():
        for recursive in (False, True):
            for contiguous in (False, True):
                if recursive and contiguous:
                    continue
                for seed in seeds:
                    for slack in (50, 30, 15, 5):
                        way = {"recursive": recursive, "contiguous": contiguous}
                        turf = _partition(graph, (doors, weight), turfs, slack, seed, **way)[place]
                        if np.bincount(turf).max() <= most:
                            break
                    else:
                        continue
                    kind = "recursive" if recursive else "k-way"
                    yield f"{kind}{', contiguous' if contiguous else ''}, links {name}, seed {seed}", turf


def _partition(
    graph: Graph,
    weights: tuple[NDArray[np.int64], NDArray[np.int64]],
    turfs: int,
    slack: int,
    seed: int,
    *,
    recursive: bool,
    contiguous: bool,
) -> Turf:
    options = pymetis.Options(ufactor=slack, seed=seed)
    _, turf = pymetis.part_graph(
        turfs,
        xadj=graph.indptr.tolist(),
        adjncy=graph.indices.tolist(),
        vweights=weights[0].tolist(),
        eweights=weights[1].tolist(),
        recursive=recursive,
        contiguous=contiguous,
        options=options,
    )
    return np.asarray(np.unique(np.array(turf), return_inverse=True)[1], np.int64)
