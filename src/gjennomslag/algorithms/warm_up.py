"""Compile every loop once, at set-up, so that nobody waits for the compiler afterwards."""

from __future__ import annotations

import time

import numpy as np

from gjennomslag.algorithms import compiled
from gjennomslag.algorithms.nearest_pieces import nearest_pieces
from gjennomslag.algorithms.route_search import measure_walk, search_walk
from gjennomslag.algorithms.street_walk import walk_between
from gjennomslag.algorithms.streets import street_network
from gjennomslag.algorithms.turfs import cut_turfs


def warm_up() -> float:
    """Compile every loop into the cache and record that it is complete; return the seconds it took.

    Does next to nothing where it is complete already. Where nothing can be written, nothing is kept.
    """
    began = time.perf_counter()
    if not compiled.ready():
        points = np.random.default_rng(0).random((40, 2)) * 1000
        doors, line = np.ones(40, np.int64), np.array([[0.0, 0.0], [1000.0, 999.0]])
        cut_turfs(points, doors, doors_per_turf=10, barriers=[line], streets=street_network(line, np.array([[0, 1]])))
        nearest_pieces(points, line[None])
        walk = walk_between(points)
        measure_walk(walk, True, True, search_walk(walk, True, True, 1, 0))
        compiled.mark_ready()
    return time.perf_counter() - began
