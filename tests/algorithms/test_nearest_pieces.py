"""The nearest piece of street of many points, against looking at every piece."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.algorithms.nearest_pieces import nearest_pieces


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 60), st.integers(1, 200), st.sampled_from([5.0, 300.0, 20_000.0]))
def test_no_piece_is_nearer_than_the_one_found(seed: int, pieces: int, count: int, size: float) -> None:
    random = np.random.default_rng(seed)
    start = random.uniform(0, size, (pieces, 1, 2))
    ends = np.concatenate((start, start + random.uniform(-300, 300, (pieces, 1, 2))), axis=1).round(1)
    points = random.uniform(-size, 2 * size, (count, 2)).round(1)
    way = ends[:, 1] - ends[:, 0]
    to_point = points[:, None] - ends[:, 0]
    share = np.clip((to_point * way).sum(2) / np.maximum((way**2).sum(1), 1e-9), 0, 1)
    gap = ((to_point - share[:, :, None] * way) ** 2).sum(2)
    found = nearest_pieces(points, ends)
    assert (gap[np.arange(count), found] <= gap.min(axis=1) + 1e-6).all()


def test_of_pieces_equally_near_the_first_is_taken_and_a_piece_may_be_a_point() -> None:
    ends = np.array([[[0.0, 0], [0, 0]], [[100, 0], [100, 50]], [[100, 50], [100, 0]], [[100, 50], [160, 50]]])
    points = np.array([[1.0, 1], [90, 20], [100, 60], [130, 60]])
    assert nearest_pieces(points, ends).tolist() == [0, 1, 1, 3]
