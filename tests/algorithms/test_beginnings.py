"""Several beginnings: how many an area gets, and that the best of them is better than any one."""

from __future__ import annotations

import numpy as np
import pytest

from gjennomslag.algorithms import beginnings
from gjennomslag.algorithms.beginnings import beginnings_for
from gjennomslag.algorithms.turfs import cut_turfs
from tests.algorithms.areas import islands


@pytest.mark.parametrize(
    ("points", "expected"), [(1, 8), (16_250, 8), (16_251, 7), (65_000, 2), (65_001, 1), (10**6, 1)]
)
def test_the_larger_the_area_the_fewer_beginnings(points: int, expected: int) -> None:
    assert beginnings_for(points) == expected


def test_a_small_area_gets_the_best_of_several_beginnings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of single houses beside blocks of many doors, where a single beginning depends on luck."""
    houses = [(30.0 * (row // 2) * 2 + 12 * (row % 2), 22.0 * house) for row in range(7) for house in range(14)]
    blocks = [(225.0 + 45 * column, 40.0 * row) for column in range(9) for row in range(9)]
    doors = np.concatenate((np.ones(len(houses), np.int64), np.random.default_rng(3).integers(6, 15, len(blocks))))
    points = np.array(houses + blocks)
    best = [cut_turfs(points, doors, doors_per_turf=60, seed=seed) for seed in range(3)]
    monkeypatch.setattr(beginnings, "MOST_BEGINNINGS", 1)
    first = [cut_turfs(points, doors, doors_per_turf=60, seed=seed) for seed in range(3)]
    assert [islands(cut, points, 61) for cut in best] == [0, 0, 0]
    assert max(cut.metres.sum() for cut in best) < max(cut.metres.sum() for cut in first)
    assert sum(cut.metres.sum() for cut in best) < 0.995 * sum(cut.metres.sum() for cut in first)
