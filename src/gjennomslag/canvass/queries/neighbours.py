"""Addresses with what tells who is whose neighbour: the entrance, the side of the street, and the place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from gjennomslag.canvass.models import Door, Drive, TurfDoor

Side = tuple[str, str, int]
"""One side of a street: municipality, street code, and 1 for odd or 0 for even numbers."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An address of a turf, with how many of its doors the turf has."""

    address: int
    point: tuple[float, float]
    side: Side | None
    turf: int
    locked: bool
    doors: int


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An address with the doors that no turf of the drive has."""

    address: int
    point: tuple[float, float]
    side: Side | None
    doors: list[int]


def neighbours_in(drive: Drive) -> list[Neighbour]:
    """Return the addresses of all turfs of the drive, in one query."""
    rows = TurfDoor.objects.filter(drive=drive).values_list(
        "door__address",
        "door__address__east",
        "door__address__north",
        "door__address__municipality_code",
        "door__address__street_code",
        "door__address__number",
        "turf__number",
        "turf__locked",
    )
    counted = rows.annotate(n=Count("pk")).order_by("turf__number", "door__address")
    return [
        Neighbour(address, (east, north), _side(code, street, number), turf, locked, doors)
        for address, east, north, code, street, number, turf, locked, doors in counted
    ]


def newcomers_to(drive: Drive, door_ids: Collection[int]) -> list[Newcomer]:
    """Return the addresses of those of the doors that lie in the drive's areas, may be knocked on and have no turf."""
    placed = TurfDoor.objects.filter(drive=drive).values("door")
    found: dict[int, Newcomer] = {}
    for door in _knockable(door_ids).filter(address__basic_unit__in=drive.basic_units).exclude(pk__in=placed):
        at = door.address
        side = _side(at.municipality_code, at.street_code, at.number)
        found.setdefault(at.pk, Newcomer(at.pk, (at.east, at.north), side, [])).doors.append(door.pk)
    return list(found.values())


def _knockable(door_ids: Collection[int]) -> QuerySet[Door]:
    doors = Door.objects.filter(
        pk__in=door_ids, retired_on__isnull=True, address__retired_on__isnull=True, do_not_knock_on__isnull=True
    )
    return doors.select_related("address").order_by("address__key", "pk")


def _side(municipality: str, street: str, number: int | None) -> Side | None:
    return (municipality, street, number % 2) if street and number is not None else None
