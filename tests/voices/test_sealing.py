from __future__ import annotations

import base64

import pytest
from django.test import override_settings

from gjennomslag.algorithms.publication import Tally
from gjennomslag.voices.sealing import SealError, open_quote, open_tally, seal_quote, seal_tally


def test_what_is_sealed_can_be_opened() -> None:
    assert open_tally(seal_tally(Tally(3, {7: 2, 9: 0}))) == Tally(3, {7: 2, 9: 0})
    assert open_quote(seal_quote(7, "Leia stiger på Røst")) == (7, "Leia stiger på Røst")


def test_the_same_tally_looks_different_each_time_but_has_the_same_length() -> None:
    few, many = seal_tally(Tally(1, {7: 1})), seal_tally(Tally(5000, dict.fromkeys(range(1000, 1040), 5000)))
    assert len({few, seal_tally(Tally(1, {7: 1}))}) == 2
    assert len(few) == len(many)
    assert len(seal_quote(7, "a")) == len(seal_quote(7, "\u0001" * 280)) == len(seal_quote(7, "😀" * 280))


def test_the_seal_does_not_say_when() -> None:
    """Bytes 1 to 8 of such a token are its time."""
    assert base64.urlsafe_b64decode(seal_tally(Tally(1, {})))[1:9] == bytes(8)


def test_another_key_cannot_open_it_and_a_former_key_can() -> None:
    sealed = seal_tally(Tally(3, {7: 2}))
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]), pytest.raises(SealError):
        open_tally(sealed)
    former = "tests-only-key-that-signs-nothing-real"
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[former]):
        assert open_tally(sealed) == Tally(3, {7: 2})
