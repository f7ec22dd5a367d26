"""Which doors a turf has, and which of them one means by a street side or a house."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg

from gjennomslag.canvass.models import Door, Drive, Turf, TurfDoor, Visit
from gjennomslag.canvass.queries.drives import KNOCKED
from gjennomslag.canvass.queries.walks import Stop


def numbers_with(drive: Drive, door_ids: Collection[int]) -> list[int]:
    """Return the numbers of the drive's turfs that have any of these doors."""
    rows = TurfDoor.objects.filter(drive=drive, door__in=door_ids).values_list("turf__number", flat=True)
    return sorted(set(rows))


def addresses_of(door_ids: Collection[int]) -> dict[int, int]:
    """Return the address of each of the doors."""
    return dict(Door.objects.filter(pk__in=door_ids).values_list("pk", "address"))


@dataclass(frozen=True, slots=True)
class Contents:
    """A turf and its door ids in walking order."""

    turf: Turf
    doors: list[int]


def contents_of(drive: Drive, numbers: Collection[int]) -> dict[int, Contents]:
    """Return the drive's turfs with these numbers, as far as they exist, with their doors, in one query."""
    turfs = Turf.objects.filter(drive=drive, number__in=numbers)
    rows = turfs.annotate(door_ids=ArrayAgg("stops__door", order_by="stops__position", default=[]))
    return {turf.number: Contents(turf, [door for door in _doors_on(turf) if door is not None]) for turf in rows}


def _doors_on(turf: Any) -> list[int | None]:
    doors: list[int | None] = turf.door_ids
    return doors


def doors_walked_to(turf: Turf) -> set[int]:
    """Return the turf's doors at addresses where somebody has knocked on a door of the turf in this drive."""
    knocked = Visit.objects.filter(drive=turf.drive_id, state__in=KNOCKED).values("door")
    here = TurfDoor.objects.filter(turf=turf)
    addresses = here.filter(door__in=knocked).values("door__address")
    return set(here.filter(door__address__in=addresses).values_list("door", flat=True))


class GroupKind(StrEnum):
    """What kind of doors one moves together."""

    SIDE = "side"
    HOUSE = "house"
    ENTRANCE = "entrance"


@dataclass(frozen=True, slots=True)
class Group:
    """Doors that one moves together: one side of a street, all entrances of a house, or one entrance of several doors.

    ``key`` names it in forms; ``place`` is the street, the house or the entrance in words; ``parity`` is 1 for odd and
    0 for even numbers of the street.
    """

    key: str
    kind: GroupKind
    place: str
    parity: int
    doors: int


def groups_of(stops: Collection[Stop]) -> list[Group]:
    """Return the street sides of a walk, its houses with several entrances and its entrances with several doors."""
    sides: dict[tuple[str, str, int], int] = {}
    houses: dict[tuple[str, str, int], list[int]] = {}
    entrances: list[Group] = []
    for stop in stops:
        address, doors = stop.address, len(stop.doors)
        if doors > 1:
            entrances.append(Group(f"entrance:{address.pk}", GroupKind.ENTRANCE, address.text, 0, doors))
        if address.number is not None:
            side = (address.street, address.street_code, address.number % 2)
            sides[side] = sides.get(side, 0) + doors
            houses.setdefault((address.street, address.street_code, address.number), []).append(doors)
    return [
        *(
            Group(f"side:{code}:{parity}", GroupKind.SIDE, street, parity, doors)
            for (street, code, parity), doors in sorted(sides.items())
        ),
        *(
            Group(f"house:{code}:{number}", GroupKind.HOUSE, f"{street} {number}", 0, sum(each))
            for (street, code, number), each in sorted(houses.items())
            if len(each) > 1
        ),
        *entrances,
    ]


def doors_meant(turf: Turf, doors: Collection[int], groups: Collection[str]) -> set[int]:
    """Return the turf's doors that are chosen one by one or by group.

    Where every door of an address that one may knock on is chosen, those one may not knock on there come along.
    """
    shown: dict[int, set[int]] = {}
    hidden: dict[int, set[int]] = {}
    chosen: set[int] = set()
    rows = TurfDoor.objects.filter(turf=turf).values_list(
        "door", "door__address", "door__do_not_knock_on", "door__address__street_code", "door__address__number"
    )
    for door, address, do_not_knock, street, number in rows:
        (hidden if do_not_knock else shown).setdefault(address, set()).add(door)
        keys = {f"entrance:{address}"}
        if number is not None:
            keys |= {f"side:{street}:{number % 2}", f"house:{street}:{number}"}
        if keys.intersection(groups):
            chosen.add(door)
    for each in shown.values():
        chosen |= each.intersection(doors)
    for address, each in hidden.items():
        if address in shown and chosen >= shown[address]:
            chosen |= each
    return chosen
