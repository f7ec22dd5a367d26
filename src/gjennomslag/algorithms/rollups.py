"""Sums over the subtrees of a tree whose nodes are named by materialised paths."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def subtree_ends(paths: Sequence[str]) -> NDArray[np.int64]:
    """Return, for each node, the index one past its last descendant.

    ``paths`` are sorted by code point, so that every node stands right before its descendants and a descendant's
    path begins with its ancestor's. Shape (n,). Takes time linear in n × depth.
    """
    ends = np.empty(len(paths), dtype=np.int64)
    open_nodes: list[int] = []
    for index, path in enumerate(paths):
        while open_nodes and not path.startswith(paths[open_nodes[-1]]):
            ends[open_nodes.pop()] = index
        open_nodes.append(index)
    for index in open_nodes:
        ends[index] = len(paths)
    return ends


def subtree_sums(values: NDArray[np.float64], ends: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return each node's own value plus those of all its descendants.

    ``values`` has shape (n,) or (n, m) with rows in the order of the paths; ``ends`` comes from ``subtree_ends``.
    """
    running = np.zeros((values.shape[0] + 1, *values.shape[1:]), dtype=np.float64)
    np.cumsum(values, axis=0, out=running[1:])
    return running[ends] - running[:-1]
