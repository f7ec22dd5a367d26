"""Walks inside turfs: the matrix that all methods share, and the order that LKH finds on it."""

from __future__ import annotations

import elkai
import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.compiled import loop
from gjennomslag.algorithms.distances import Indices, Matrix, Walk, fill_matrix

Order = NDArray[np.intp]


@loop
def matrix_of(walk: Walk, stops: Indices) -> Matrix:
    """Return the decimetres between ``stops`` (k, k)."""
    matrix = np.empty((len(stops), len(stops)), np.int32)
    fill_matrix(walk, stops, matrix)
    return matrix


def walked(matrix: Matrix, order: Order) -> int:
    """Return the decimetres of the walk in this order."""
    return int(matrix[order[:-1], order[1:]].sum())


def with_anywhere(matrix: Matrix) -> Matrix:
    """Return the matrix with one more stop, the first, that is no way from anywhere: a round past it is a path."""
    wide = np.zeros((len(matrix) + 1, len(matrix) + 1), np.int32)
    wide[1:, 1:] = matrix
    return wide


def lkh(matrix: Matrix, runs: int = 1) -> Order:
    """K. Helsgaun's LKH, as elkai packs it (academic licence: here only)."""
    if len(matrix) < 3:
        return np.arange(len(matrix))
    tour = elkai.DistanceMatrix(with_anywhere(matrix).tolist()).solve_tsp(runs)  # type: ignore[attr-defined]
    return np.array(tour[1:-1]) - 1
