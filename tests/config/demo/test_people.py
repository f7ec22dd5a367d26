"""Invented names fit together and their addresses reach nobody."""

from __future__ import annotations

import random
import re

import pytest

from gjennomslag.config.demo.people import invent_name, names, plain


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Åse Børresen Ødegård", "ase borresen odegard"),
        ("Ánde Hætta", "ande haetta"),
        ("Elif Yılmaz Çelik", "elif yilmaz celik"),
        ("Wiśniewska-Lê", "wisniewska le"),
    ],
)
def test_plain(name: str, letters: str) -> None:
    assert plain(name) == letters


def test_every_name_can_stand_in_an_address() -> None:
    groups = [names()["sami"], *names()["international"]]
    common = names()["common"]
    every = [*common["first"]["older"], *common["first"]["younger"], *common["last"]]
    every += [name for group in groups for name in (*group["first"], *group["last"])]
    assert [name for name in every if not re.fullmatch(r"[a-z]+( [a-z]+)*", plain(name))] == []


def test_the_same_seed_gives_the_same_people() -> None:
    def twenty(seed: int) -> list[tuple[str, str]]:
        chance = random.Random(seed)
        return [invent_name(30, ("elverum", "innlandet"), chance) for _ in range(20)]

    assert twenty(1) == twenty(1)
    assert twenty(1) != twenty(2)


def test_young_people_do_not_get_the_names_of_the_old() -> None:
    chance = random.Random(1)
    older = set(names()["common"]["first"]["older"])
    assert {invent_name(20, ("nowhere",), chance)[0] for _ in range(500)} & older == set()
