from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.algorithms.rollups import subtree_ends, subtree_sums

STEPS = st.lists(st.sampled_from(["0001", "0002", "0003"]), min_size=0, max_size=4)
TREES = st.lists(STEPS, max_size=40).map(
    lambda nodes: sorted({"".join(steps[:depth]) for steps in nodes for depth in range(1, len(steps) + 1)})
)


@given(TREES, st.data())
def test_sums_equal_adding_up_by_hand(paths: list[str], data: st.DataObject) -> None:
    values = np.array(data.draw(st.lists(st.integers(0, 50), min_size=len(paths), max_size=len(paths))), dtype=float)
    by_hand = [sum(values[i] for i, below in enumerate(paths) if below.startswith(path)) for path in paths]
    assert subtree_sums(values, subtree_ends(paths)).tolist() == by_hand


def test_several_measures_at_once() -> None:
    ends = subtree_ends(["0001", "00010001", "00010002", "0002"])
    values = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, 40.0]])
    assert subtree_sums(values, ends).tolist() == [[6, 60], [2, 20], [3, 30], [4, 40]]
