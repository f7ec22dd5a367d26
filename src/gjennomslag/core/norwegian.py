"""Norwegian sorting without the database's help: the embedded PostgreSQL has no ICU collations."""

from __future__ import annotations

import re
import unicodedata

# After z in every byte order that PostgreSQL's "C" collation and Python share.
_AFTER_Z = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})
_NUMBER = re.compile(r"[0-9]+")
_PLAIN = str.maketrans({"đ": "d", "ŋ": "n", "ŧ": "t", "ß": "ss", "œ": "oe", "þ": "th", "ð": "d"})


def sort_key(text: str) -> str:
    """Return a key that sorts as Norwegian does: … z æ ø å, with aa as å, and other accents folded away.
    Numbers sort by size: Elverum 2 before Elverum 10.

    The key is for ordering only and is plain ASCII, so it sorts alike in Python and in PostgreSQL's C collation.
    """
    lowered = unicodedata.normalize("NFC", text).casefold().replace("aa", "å").translate(_AFTER_Z).translate(_PLAIN)
    decomposed = unicodedata.normalize("NFD", lowered)
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _NUMBER.sub(lambda number: number[0].zfill(6), plain)
