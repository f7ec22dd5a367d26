"""Which doors a turf has, and which of them one means by a street side or a house."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from gjennomslag.canvass.models import Turf, TurfDoor
from gjennomslag.canvass.queries.walks import Stop


def doors_in_order(turf: Turf) -> list[int]:
    """Return the turf's door ids in walking order, those that may not be knocked on included."""
    return list(TurfDoor.objects.filter(turf=turf).order_by("position").values_list("door", flat=True))


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
