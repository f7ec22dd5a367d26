"""Who walks with whom: nobody is left with only newcomers, and nobody is lost or doubled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.canvass.pairing import Walker, pair_up


def walkers(*first_time: bool) -> list[Walker]:
    return [Walker(key, newcomer) for key, newcomer in enumerate(first_time)]


@given(st.lists(st.booleans(), max_size=40))
def test_every_group_has_experience_and_two_or_three_people(first_time: list[bool]) -> None:
    people = walkers(*first_time)
    pairing = pair_up(people)
    assert [len(group) in (2, 3) for group in pairing.groups] == [True] * len(pairing.groups)
    assert [all(each.newcomer for each in group) for group in pairing.groups] == [False] * len(pairing.groups)
    placed = [each for group in pairing.groups for each in group] + pairing.unplaced
    assert sorted(placed, key=lambda each: each.key) == people


@given(st.lists(st.booleans(), min_size=2, max_size=40))
def test_nobody_is_unplaced_while_there_is_enough_experience(first_time: list[bool]) -> None:
    experienced = first_time.count(False)
    unplaced = len(pair_up(walkers(*first_time)).unplaced)
    assert unplaced == max(0, len(first_time) - 3 * experienced)


def test_one_who_comes_alone_has_nobody() -> None:
    assert pair_up(walkers(False)).unplaced == walkers(False)
    assert pair_up([]).groups == []
