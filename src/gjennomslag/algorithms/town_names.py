"""Invented Norwegian street and farm names, as many as a town needs, the same for the same seed."""

from __future__ import annotations

import numpy as np

_FIRST = (
    "Bjørke", "Grane", "Furu", "Osp", "Rogne", "Selje", "Hassel", "Linde", "Alm", "Eike", "Lønne",
    "Older", "Hegg", "Einer", "Lyng", "Blåbær", "Tyttebær", "Multe", "Fiol", "Hvitveis",
    "Blåklokke", "Løvetann", "Mose", "Bregne", "Rev", "Elg", "Hjorte", "Hare", "Ekorn", "Bever",
    "Oter", "Orre", "Tiur", "Spurve", "Svale", "Stær", "Lerke", "Ugle", "Falke", "Ørne", "Kråke",
    "Måke", "Tjeld", "Sommer", "Vinter", "Vår", "Høst", "Sol", "Måne", "Stjerne", "Nord", "Sør",
    "Vest", "Øst", "Kirke", "Skole", "Torg", "Mølle", "Sag", "Bryggeri", "Smie", "Stasjons", "Bro",
    "Elve", "Bekke", "Foss", "Sjø", "Strand", "Øyen", "Vik", "Nes", "Hav",
)  # fmt: skip
_SECOND = (
    "haug", "lund", "bakke", "li", "dal", "eng", "myr", "åker", "tun", "berg", "ås", "kollen",
    "skog", "vang", "slette", "hage", "brå", "holt", "mo", "rud",
)  # fmt: skip
_ENDINGS = ("vegen", "gata", "stien", "bakken", "svingen", "lia")
_PREFIXES = ("", "Øvre ", "Nedre ", "Nordre ", "Søndre ", "Vestre ", "Østre ")
_FARM_ENDINGS = ("stad", "rud", "by", "seter", "land", "heim", "vin", "tveit", "set", "rød")

MOST_STREETS = len(_FIRST) * len(_SECOND) * len(_ENDINGS) * len(_PREFIXES)
"""How many different street names there are."""


def street_names(count: int, random: np.random.Generator) -> tuple[str, ...]:
    """Return ``count`` different street names in an order drawn with ``random``; plain ones come first.

    Raises ``ValueError`` above :data:`MOST_STREETS`.
    """
    if count > MOST_STREETS:
        raise ValueError(f"There are {MOST_STREETS} invented street names; {count} are too many.")
    plain = [first + ending for first in _FIRST for ending in _ENDINGS]
    names = dict.fromkeys(plain[i] for i in random.permutation(len(plain)))
    compound = [first + second + ending for first in _FIRST for second in _SECOND for ending in _ENDINGS]
    for prefix in _PREFIXES:
        if len(names) >= count:
            break
        names.update(dict.fromkeys(prefix + compound[i] for i in random.permutation(len(compound))))
    return tuple(names)[:count]


def farm_names(count: int, random: np.random.Generator) -> tuple[str, ...]:
    """Return ``count`` farm names drawn with ``random``; names repeat, as they do in the country."""
    first = random.integers(0, len(_FIRST), count)
    ending = random.integers(0, len(_FARM_ENDINGS), count)
    return tuple(_FIRST[f].rstrip("e") + _FARM_ENDINGS[e] for f, e in zip(first, ending, strict=True))
