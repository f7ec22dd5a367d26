from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.algorithms.apportionment import share_out

WEIGHTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=60)


@given(st.integers(0, 1_000_000), WEIGHTS)
def test_parts_add_up_and_stay_within_one_of_their_share(total: int, weights: list[int]) -> None:
    parts = share_out(total, weights)
    effective = weights if sum(weights) else [1] * len(weights)
    exact = np.array(effective) * total / sum(effective)
    assert int(parts.sum()) == total
    assert (np.abs(parts - exact) < 1).all()


@given(st.integers(0, 1_000_000), WEIGHTS)
def test_heavier_never_gets_less(total: int, weights: list[int]) -> None:
    order = np.argsort(weights, kind="stable")
    parts = share_out(total, weights)
    heavier = [(weights[a], weights[b], parts[a], parts[b]) for a, b in itertools.pairwise(order)]
    assert all(low <= high for one, other, low, high in heavier if one < other)


def test_largest_remainders_decide() -> None:
    # The textbook case: Hamilton's method gives the seat to the largest fraction.
    assert share_out(10, [6, 6, 2]).tolist() == [4, 4, 2]
    assert share_out(3, [1, 1, 1, 1]).tolist() == [1, 1, 1, 0]


def test_nobody_to_share_with() -> None:
    assert share_out(5, []).tolist() == []


def test_negative_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        share_out(5, [1, -1])
