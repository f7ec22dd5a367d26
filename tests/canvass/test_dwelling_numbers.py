"""Dwelling numbers: what is one, and the order in which one climbs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.canvass.dwelling_numbers import DwellingNumber, climbing_order, parse_dwelling_number

numbers = st.builds(DwellingNumber, st.sampled_from("KUHL"), st.integers(0, 99), st.integers(0, 99))


@given(numbers)
def test_a_number_written_is_read_again(number: DwellingNumber) -> None:
    assert parse_dwelling_number(str(number)) == number
    assert parse_dwelling_number(f" {str(number).lower()} ") == number


@pytest.mark.parametrize("text", ["", "H101", "X0101", "H01011", "0101", "H01O1", "H٠١٠١"])
def test_other_texts_are_none(text: str) -> None:
    assert parse_dwelling_number(text) is None


def test_one_climbs_from_the_basement_to_the_loft() -> None:
    dwellings = ["L0101", "H0201", "H0102", "U0101", "", "H1001", "K0101", "H0101"]
    assert sorted(dwellings, key=climbing_order) == [
        "", "K0101", "U0101", "H0101", "H0102", "H0201", "H1001", "L0101",
    ]  # fmt: skip
