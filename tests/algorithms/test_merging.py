from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.algorithms.merging import merge_in_order


def test_small_neighbours_are_joined_until_large_enough() -> None:
    assert merge_in_order([20, 20, 20, 90, 10], 50) == [[0, 1, 2], [3, 4]]


def test_too_small_altogether_gives_no_group() -> None:
    assert merge_in_order([20, 29], 50) == []


def test_nothing_gives_no_group() -> None:
    assert merge_in_order([], 50) == []


@given(st.lists(st.integers(0, 200)), st.integers(1, 100))
def test_groups_are_large_enough_and_hold_everything_in_order(sizes: list[int], smallest: int) -> None:
    groups = merge_in_order(sizes, smallest)
    if sum(sizes) < smallest:
        assert groups == []
    else:
        assert [index for group in groups for index in group] == list(range(len(sizes)))
        assert [group for group in groups if sum(sizes[index] for index in group) < smallest] == []
