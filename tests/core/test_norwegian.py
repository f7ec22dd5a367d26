from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.core.norwegian import sort_key


@pytest.mark.parametrize(
    "ordered",
    [
        ["Zakariassen", "Ærø", "Ødegård", "Ås"],
        ["Bø", "Bøe", "Bårdsen"],
        ["Aas", "Åse"],
        ["Dahl", "Đorđe", "Drange"],
        ["Elverum 2", "Elverum 10"],
        ["eple", "Éva", "fisk"],
        ["Ŋilas", "Nilsen", "Nåvik"],
    ],
    ids=str,
)
def test_names_sort_as_norwegians_expect(ordered: list[str]) -> None:
    assert sorted(set(ordered), key=sort_key) == ordered


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_case_makes_no_difference(text: str) -> None:
    assert sort_key(text.upper().lower()) == sort_key(text.lower())
