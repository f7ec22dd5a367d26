"""Sealing what not everyone may see, so that a copy of the database does not tell it.

The key comes from the installation's secret key, which is not in the database (``SECRET_KEY_FALLBACKS`` opens what an
earlier key has sealed). Everything sealed has the same length, and the time that such tokens otherwise carry is set
to zero: neither says how many answers there are, or when they came.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

from gjennomslag.algorithms.publication import Tally

TALLY_LENGTH = 1024
QUOTE_LENGTH = 2048


class SealError(Exception):
    """Sealed answers cannot be opened: the installation's secret key is not the one they were sealed with."""

    def __init__(self) -> None:
        super().__init__(
            "The answers in the database were sealed with another secret key. "
            "Put the installation's former secret key back before receiving more answers."
        )


def seal_tally(tally: Tally) -> bytes:
    """Return the tally sealed."""
    return _seal([tally.answers, {str(theme): answers for theme, answers in tally.themes.items()}], TALLY_LENGTH)


def open_tally(sealed: bytes | memoryview) -> Tally:
    """Return the tally that was sealed."""
    answers, themes = _open(sealed)
    return Tally(answers, {int(theme): count for theme, count in themes.items()})


def seal_quote(theme: int, text: str) -> bytes:
    """Return the quote sealed together with the key of its theme."""
    return _seal([theme, text], QUOTE_LENGTH)


def open_quote(sealed: bytes | memoryview) -> tuple[int, str]:
    """Return the key of the quote's theme and its words."""
    theme, text = _open(sealed)
    return theme, text


def _seal(value: object, length: int) -> bytes:
    text = json.dumps(value, ensure_ascii=False).encode()
    if len(text) > length:
        raise ValueError(f"{len(text)} bytes cannot be sealed to a length of {length}")
    return _keys().encrypt_at_time(text.ljust(length), 0)


def _open(sealed: bytes | memoryview) -> Any:
    try:
        return json.loads(_keys().decrypt(bytes(sealed)))
    except InvalidToken as broken:
        raise SealError from broken


def _keys() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"gjennomslag.voices").derive(force_bytes(secret))
    return Fernet(base64.urlsafe_b64encode(derived))
