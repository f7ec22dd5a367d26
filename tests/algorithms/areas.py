"""Areas to cut, as Hypothesis strategies, and what falls apart in a cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from gjennomslag.algorithms.turfs import Cut

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Area:
    """Points and the doors at each."""

    points: Floats
    doors: Integers


def _line(random: np.random.Generator, count: int) -> Floats:
    return np.column_stack((random.uniform(0, 2000, count), np.zeros(count)))


def _islands(random: np.random.Generator, count: int) -> Floats:
    return random.uniform(0, 300, (count, 2)) + 5000 * random.integers(0, 2, (count, 1))


def _grid(random: np.random.Generator, count: int) -> Floats:
    return 20 * random.integers(0, 8, (count, 2)).astype(np.float64)


def _scatter(random: np.random.Generator, count: int) -> Floats:
    return random.uniform((300_000, 6_700_000), (301_000, 6_701_000), (count, 2))


def _one_place(random: np.random.Generator, count: int) -> Floats:
    return np.full((count, 2), 7.0)


@st.composite
def areas(draw: st.DrawFn, most_doors: int = 1) -> Area:
    """Draw an area of up to 200 points, from scattered to all in one place, with up to ``most_doors`` doors a point."""
    shape = draw(st.sampled_from((_scatter, _grid, _islands, _line, _one_place)))
    count = draw(st.integers(1, 200))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    return Area(shape(random, count), random.integers(1, most_doors + 1, count))


def islands(cut: Cut, points: Floats, reach: float) -> int:
    """Return how many turfs fall apart when only points within ``reach`` metres of each other are linked."""
    pairs = np.array(sorted(KDTree(points).query_pairs(reach)))
    same = pairs[cut.turf[pairs[:, 0]] == cut.turf[pairs[:, 1]]]
    links = coo_array((np.ones(len(same)), (same[:, 0], same[:, 1])), shape=(len(points), len(points)))
    piece = connected_components(links, directed=False)[1]
    return sum(len(set(piece[cut.turf == turf].tolist())) > 1 for turf in range(cut.turfs))
