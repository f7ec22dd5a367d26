"""Who walks with whom: two and two, and nobody alone or with only other newcomers the first time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Walker:
    """Somebody who comes, by key."""

    key: int
    newcomer: bool


@dataclass(frozen=True, slots=True)
class Pairing:
    """Groups of two or three, and those for whom there is no one to walk with."""

    groups: list[list[Walker]]
    unplaced: list[Walker]


def pair_up(walkers: Sequence[Walker]) -> Pairing:
    """Return groups of two, or of three where it does not add up, each newcomer with somebody who has done it before.

    Each experienced walker takes one newcomer for as long as there are any, then the experienced walk together; only
    then does a second newcomer join a group. Where there are more than two newcomers for each experienced walker, the
    rest is unplaced, and so is somebody who comes alone.
    """
    experienced = [each for each in walkers if not each.newcomer]
    newcomers = [each for each in walkers if each.newcomer]
    led = min(len(experienced), len(newcomers))
    groups = [[old, new] for old, new in zip(experienced, newcomers, strict=False)]
    rest = experienced[led:]
    groups += [rest[place : place + 2] for place in range(0, len(rest) - 1, 2)]
    waiting = [*newcomers[led:], *(rest[-1:] if len(rest) % 2 else [])]
    unplaced = []
    for walker in waiting:
        group = next((each for each in groups if len(each) < 3), None)
        if group is None:
            unplaced.append(walker)
        else:
            group.append(walker)
    return Pairing(groups, unplaced)
