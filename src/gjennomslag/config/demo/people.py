"""The invented party's members: who they are, how old, where, and since when."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from gjennomslag.algorithms.apportionment import share_out
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.queries import inhabitants_by_unit
from gjennomslag.organisation.services import NewMember

MEMBERS = 6000
YOUNGEST, OLDEST, YOUNGER_NAMES_UNTIL = 15, 88, 46
# How common Sámi names, and names from further away, are in a unit or else in its county.
SAMI = {"kautokeino-og-karasjok": 0.85, "tana-og-nesseby": 0.6, "porsanger": 0.4, "finnmark": 0.15, "troms": 0.08}
INTERNATIONAL = {"oslo": 0.26, "akershus": 0.17, "buskerud": 0.16, "ostfold": 0.15, "rogaland": 0.13}
# Letters that do not fall apart into a plain letter and an accent.
_PLAIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t", "ı": "i", "ł": "l", "ß": "ss"})


@cache
def names() -> Mapping[str, Any]:
    """Return the lists of names."""
    loaded: dict[str, Any] = yaml.safe_load(
        (files("gjennomslag.config.demo") / "data" / "names.yaml").read_text("utf-8")
    )
    return loaded


def members_of(
    units: Mapping[str, Unit], parents: Mapping[str, str], today: date, chance: random.Random
) -> Iterator[NewMember]:
    """Invent all members, unit by unit. ``parents`` gives the code of each unit's parent."""
    homes = [unit for unit in units.values() if unit.kind not in {UnitKind.NATIONAL, UnitKind.COUNTY}]
    taken: dict[str, int] = {}
    for unit, number in zip(homes, share_out(MEMBERS, _weights(homes, parents, chance)), strict=True):
        county = parents[unit.code] if unit.kind != UnitKind.SUB_GROUP else parents[parents[unit.code]]
        for _ in range(number):
            yield _member(unit, county, today, chance, taken)


def _weights(homes: Sequence[Unit], parents: Mapping[str, str], chance: random.Random) -> list[float]:
    """Return how many members each unit draws: more in towns, most in Oslo, and never quite as one would expect."""
    inhabitants = inhabitants_by_unit()
    weights: list[float] = []
    for unit in homes:
        size = inhabitants.get(unit.pk, 9000 if unit.kind == UnitKind.STUDENT else 5000)
        weights.append(size**0.7 * chance.uniform(0.6, 1.4) * (1.6 if parents[unit.code] == "oslo" else 1))
    return weights


def _member(unit: Unit, county: str, today: date, chance: random.Random, taken: dict[str, int]) -> NewMember:
    age = chance.randint(19, 30) if unit.kind == UnitKind.STUDENT else round(chance.triangular(YOUNGEST, OLDEST, 44))
    first, last = invent_name(age, (unit.code, county), chance)
    longest = min(age - 14, 45)
    since = round(chance.triangular(0, longest, min(1.5, longest)) * 365)
    joined = max(today - timedelta(days=since), unit.valid_from)
    return NewMember(first, last, _mail(first, last, taken), today.year - age, joined, unit)


def invent_name(age: int, place: Sequence[str], chance: random.Random) -> tuple[str, str]:
    """Return a first and a last name that go together. ``place`` is the code of the unit, then of its county."""
    draw = chance.random()
    if draw < _share(SAMI, place, 0.01):
        group = names()["sami"]
    elif draw > 1 - _share(INTERNATIONAL, place, 0.08):
        group = chance.choice(names()["international"])
    else:
        common = names()["common"]
        group = {"first": common["first"]["younger" if age < YOUNGER_NAMES_UNTIL else "older"], "last": common["last"]}
    given, family = chance.choice(group["first"]), chance.choice(group["last"])
    middle = names()["common"]["last"]
    return given, f"{chance.choice(middle)} {family}" if chance.random() < 0.12 else family


def _share(shares: Mapping[str, float], place: Sequence[str], otherwise: float) -> float:
    return next((shares[code] for code in place if code in shares), otherwise)


def _mail(first: str, last: str, taken: dict[str, int]) -> str:
    """Return an address that nobody else has, under a domain that nobody can have."""
    name = ".".join(plain(f"{first} {last}").split())
    taken[name] = taken.get(name, 0) + 1
    return f"{name}{taken[name] if taken[name] > 1 else ''}@medlem.example"


def plain(text: str) -> str:
    """Return the text in small letters a to z and spaces."""
    decomposed = unicodedata.normalize("NFD", text.lower().translate(_PLAIN).replace("-", " "))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
