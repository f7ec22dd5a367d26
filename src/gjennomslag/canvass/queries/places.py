"""Doors as points to walk between: what the turf algorithms need of the addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from gjennomslag.algorithms.routes import Pace
from gjennomslag.algorithms.workload import minutes_at_doors
from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.dwelling_numbers import climbing_order, floors_to_climb
from gjennomslag.canvass.models import Door, Drive, Turf, TurfDoor, Visit
from gjennomslag.canvass.queries.areas import covered_by
from gjennomslag.organisation.models import Unit


@dataclass(frozen=True, slots=True)
class Places:
    """Addresses with their doors. ``points`` is (n, 2): east and north in metres (EPSG:25833).

    ``doors`` has the door ids of each address, from the lowest floor up; ``floors`` (n,) how many floors one climbs
    there; ``areas`` the code of each one's basic unit, or nothing; ``dwellings`` the dwelling number of each door.
    """

    points: NDArray[np.float64]
    doors: list[list[int]]
    floors: NDArray[np.int64]
    areas: list[str]
    dwellings: dict[int, str]

    def __len__(self) -> int:
        return len(self.doors)

    def minutes_at_doors(self, pace: Pace) -> NDArray[np.float64]:
        """Return the minutes a pair needs at each address (n,), at its doors and on its stairs."""
        return minutes_at_doors(np.array([len(each) for each in self.doors]), self.floors, pace)

    def only(self, door_ids: Sequence[int]) -> Places:
        """Return the addresses of these doors, with these doors alone, in the order in which the doors come to them.

        The doors must be among the places'.
        """
        return self.parted([door_ids])[0]

    def parted(self, parts: Iterable[Sequence[int]]) -> list[Places]:
        """Return for each part of the doors its addresses, as ``only`` does, looking through the places once."""
        home = {door: index for index, doors in enumerate(self.doors) for door in doors}
        return [self._of(list(dict.fromkeys(map(home.__getitem__, each))), set(each)) for each in parts]

    def _of(self, order: list[int], wanted: set[int]) -> Places:
        doors = [[door for door in self.doors[index] if door in wanted] for index in order]
        floors = [
            self.floors[index] if len(kept) == len(self.doors[index]) else self._climb(kept)
            for index, kept in zip(order, doors, strict=True)
        ]
        areas = [self.areas[index] for index in order]
        points = self.points[order].reshape(-1, 2)
        return Places(points, doors, np.array(floors, dtype=np.int64), areas, self.dwellings)

    def _climb(self, doors: Sequence[int]) -> int:
        return floors_to_climb([self.dwellings[door] for door in doors])

    def at(self, indices: Iterable[int]) -> Places:
        """Return the addresses at these places, whole, in this order."""
        order = list(indices)
        return Places(
            self.points[order],
            [self.doors[index] for index in order],
            self.floors[order],
            [self.areas[index] for index in order],
            self.dwellings,
        )

    @staticmethod
    def joined(parts: Sequence[Places]) -> Places:
        """Return the addresses of all parts that the same places were parted into, one part after the other."""
        return Places(
            np.concatenate([part.points for part in parts]),
            [doors for part in parts for doors in part.doors],
            np.concatenate([part.floors for part in parts]),
            [area for part in parts for area in part.areas],
            parts[0].dwellings,
        )

    def walked(self, order: Iterable[int]) -> list[int]:
        """Return all door ids when the addresses are visited in this order."""
        return [door for index in order for door in self.doors[index]]


def places_for(drive: Drive, *, outside: Collection[Turf] = ()) -> Places:
    """Return every address in the drive's areas with the doors to knock on that are in none of the turfs ``outside``.

    Doors that asked not to be, retired doors and retired addresses are left out; so are, where the drive says so, doors
    where one has talked with somebody in another of the unit's drives.
    """
    taken = TurfDoor.objects.filter(turf__in=outside).values("door")
    doors = _doors_to_knock_on().filter(address__basic_unit__in=drive.basic_units).exclude(pk__in=taken)
    if drive.skips_talked:
        talked = Visit.objects.filter(state=DoorState.DONE, drive__unit=drive.unit_id).exclude(drive=drive)
        doors = doors.exclude(pk__in=talked.values("door"))
    return _places(doors)


def places_covered_by(unit: Unit) -> Places:
    """Return every address in the unit's own area with the doors that may be knocked on, as ``places_for`` does."""
    return _places(_doors_to_knock_on().filter(covered_by(unit, "address__")))


def _doors_to_knock_on() -> QuerySet[Door]:
    return Door.objects.filter(address__retired_on__isnull=True, retired_on__isnull=True, do_not_knock_on__isnull=True)


def places_of(door_ids: Collection[int]) -> Places:
    """Return the addresses of exactly these doors."""
    return _places(Door.objects.filter(pk__in=door_ids))


def _places(doors: QuerySet[Door]) -> Places:
    rows = doors.order_by("address__key").values_list(
        "address_id", "address__east", "address__north", "address__basic_unit", "dwelling_number", "pk"
    )
    points: dict[int, tuple[float, float]] = {}
    found: dict[int, list[tuple[str, int]]] = {}
    areas: dict[int, str] = {}
    for address, east, north, area, dwelling, door in rows:
        points[address] = (east, north)
        areas[address] = area or ""
        found.setdefault(address, []).append((dwelling, door))
    dwellings = {door: dwelling for each in found.values() for dwelling, door in each}
    entrances = [sorted(each, key=lambda pair: climbing_order(pair[0])) for each in found.values()]
    return Places(
        np.array(list(points.values()), dtype=np.float64).reshape(-1, 2),
        [[door for _, door in entrance] for entrance in entrances],
        np.array([floors_to_climb([dwelling for dwelling, _ in entrance]) for entrance in entrances], dtype=np.int64),
        list(areas.values()),
        dwellings,
    )
