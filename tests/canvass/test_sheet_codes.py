"""The code on a sheet is known again, and one that is read wrong is noticed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.canvass.sheet_codes import LETTERS, new_code, read_code

sign = st.sampled_from(LETTERS)


def test_a_new_code_is_read_however_it_is_written() -> None:
    code = new_code()
    assert [read_code(text) for text in (code, f" {code[:3].lower()} {code[3:]} ", f"{code[:3]}-{code[3:]}")] == [
        code
    ] * 3


@given(place=st.integers(0, 5), other=sign)
def test_one_wrong_sign_is_noticed(place: int, other: str) -> None:
    code = new_code()
    wrong = code[:place] + other + code[place + 1 :]
    assert read_code(wrong) == (code if wrong == code else None)


@given(place=st.integers(0, 4))
def test_two_signs_that_have_changed_places_are_noticed(place: int) -> None:
    code = new_code()
    turned = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read_code(turned) == (code if turned == code else None)


def test_what_is_no_code_is_none() -> None:
    assert [read_code(text) for text in ("", "ACDEF", "ACDEFGH", "OIBS08", "<script>")] == [None] * 5
