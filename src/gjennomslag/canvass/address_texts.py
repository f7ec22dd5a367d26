"""How addresses are written in Norwegian: ``Storgata 12B, H0203``, ``0155 Oslo``, ``Haugen, Fjellvegen 567``."""

from __future__ import annotations

import re

from gjennomslag.organisation.geography import municipalities

_SMALL_WORDS = {"i", "på", "og", "ved"}
_WORD = re.compile(r"[^\s\-/]+")


def address_text(*, street: str, number: int | None, letter: str, extra_name: str, cadastre: str) -> str:
    """Return the address on one line, without dwelling and postal place; a farm's name goes first.

    Without a street the cadastre number stands for it, as ``123/4-2`` (see ``cadastre_text``).
    """
    way = f"{street} {number}{letter}" if street and number is not None else street or cadastre
    return f"{extra_name}, {way}" if extra_name else way


def cadastre_text(farm: int, holding: int, lease: int = 0, part: int = 0) -> str:
    """Return a cadastral address: farm/holding, the lease after another slash, the part after a hyphen."""
    lease_text = f"/{lease}" if lease else ""
    part_text = f"-{part}" if part else ""
    return f"{farm}/{holding}{lease_text}{part_text}"


def door_text(address: str, dwelling_number: str) -> str:
    """Return the address with the dwelling behind a comma, where there is one."""
    return f"{address}, {dwelling_number}" if dwelling_number else address


def postal_text(postal_code: str, postal_place: str) -> str:
    """Return ``0155 Oslo``."""
    return f"{postal_code} {place_name(postal_place)}".strip()


def municipality_text(code: str) -> str:
    """Return ``Elverum (3420)``, or the code alone where there is no such municipality."""
    known = municipalities().get(code)
    return f"{known.name} ({code})" if known else code


def place_name(text: str) -> str:
    """Return a place name in capitals as it is written in running text: ``MO I RANA`` becomes ``Mo i Rana``.

    Names that are not all capitals are left as they are.
    """
    if text != text.upper():
        return text
    first = True

    def write(match: re.Match[str]) -> str:
        nonlocal first
        word = match[0].lower()
        small = word in _SMALL_WORDS and not first
        first = False
        return word if small else word[0].upper() + word[1:]

    return _WORD.sub(write, text)
