"""The single fields of an address file: each function returns the value in our form, or None where it is faulty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from gjennomslag.canvass.address_files.coordinates import KNOWN_EPSG
from gjennomslag.canvass.dwelling_numbers import parse_dwelling_number

NORWEGIAN_TIME = ZoneInfo("Europe/Oslo")
STREET, CADASTRE = "vegadresse", "matrikkeladresse"


def padded(digits: int, *, shortest: int = 1, optional: bool = False) -> Callable[[str], str | None]:
    """Return a reader of codes that spreadsheets may have robbed of their leading zeros."""

    def read(text: str) -> str | None:
        code = text.strip()
        if not code and optional:
            return ""
        return code.zfill(digits) if code.isdecimal() and code.isascii() and shortest <= len(code) <= digits else None

    return read


def whole(text: str) -> str | None:
    """Return a number without leading zeros; empty stays empty."""
    number = text.strip()
    if not number:
        return ""
    return str(int(number)) if number.isdecimal() and number.isascii() and len(number) <= 6 else None


def letter(text: str) -> str | None:
    """Return the letter behind a house number as a capital."""
    written = text.strip().upper()
    return written if not written or (len(written) <= 2 and written.isalpha()) else None


def wording(longest: int) -> Callable[[str], str | None]:
    """Return a reader of names of at most so many characters, printable ones only."""

    def read(text: str) -> str | None:
        name = text.strip()
        return name if len(name) <= longest and name.isprintable() else None

    return read


def address_type(text: str) -> str | None:
    """Return ``vegadresse`` or ``matrikkeladresse``; a file of street addresses alone leaves it out."""
    kind = text.strip().casefold() or STREET
    return kind if kind in {STREET, CADASTRE} else None


def epsg(text: str) -> str | None:
    """Return the code of a coordinate system that the files use."""
    code = text.strip()
    return code if code in KNOWN_EPSG else None


def dwelling_number(text: str) -> str | None:
    """Return the official form of a dwelling number; empty stays empty."""
    if not text.strip():
        return ""
    number = parse_dwelling_number(text)
    return str(number) if number else None


def moment(text: str) -> datetime | None:
    """Return ``15.06.2020 17:37:59``, with or without thousandths or time, as Norwegian time."""
    for form in ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S.%f", "%d.%m.%Y"):
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=NORWEGIAN_TIME)
        except ValueError:
            continue
    return None
