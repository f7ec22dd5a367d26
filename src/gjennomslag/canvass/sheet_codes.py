"""The short code on a printed walk list: by it we know the sheet again, so that its answers are counted once.

Five letters and a sixth that follows from them, so that a code read wrong is noticed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

LETTERS = "ACDEFHJKLMNPRTUVWXY3479"
"""23 signs that are not taken for each other, none of which a word is made of. A prime number, so that one wrong sign
and two that have changed places are always noticed."""
_LENGTH = 5


def new_code() -> str:
    """Return a code for a sheet that is being printed."""
    signs = [secrets.randbelow(len(LETTERS)) for _ in range(_LENGTH)]
    return "".join(LETTERS[sign] for sign in [*signs, _check(signs)])


def read_code(text: str) -> str | None:
    """Return the code without spaces and in capitals, or None where it was read or written wrong."""
    code = "".join(text.split()).upper().replace("-", "")
    if len(code) != _LENGTH + 1 or not set(code) <= set(LETTERS):
        return None
    *signs, check = (LETTERS.index(sign) for sign in code)
    return code if check == _check(signs) else None


def _check(signs: Sequence[int]) -> int:
    return sum(place * sign for place, sign in enumerate(signs, start=2)) % len(LETTERS)
