"""Taking doors that an address import brought into turfs that are already cut, and letting go of those it retired."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from gjennomslag.algorithms.barriers import crossed, stretches
from gjennomslag.algorithms.distances import Floats
from gjennomslag.canvass.choices import DoorState, EditKind
from gjennomslag.canvass.models import Drive, TurfDoor, Visit
from gjennomslag.canvass.queries.drives import drives_with_turfs, turfs_on_the_way
from gjennomslag.canvass.queries.neighbours import Neighbour, Newcomer, neighbours_in, newcomers_to
from gjennomslag.canvass.queries.turf_doors import contents_of
from gjennomslag.canvass.services.turfs.history import Change, change_turfs, locked_drive
from gjennomslag.canvass.services.turfs.planning import Ground, ground_of
from gjennomslag.core.history import writing

_SAME_SIDE = 150.0
"""Metres along one's own side of the street within which a house there is nearer than one across it."""
_LOOKED_AT = 8
"""At least so many neighbours are looked at for one that no barrier parts from the newcomer."""


def ask_to_take_in_doors(*, came: Mapping[str, Sequence[int]], went: Mapping[int, Sequence[int]]) -> int:
    """Ask each open drive that has turfs to take in the doors that concern it; return how many drives that are.

    ``came`` are doors by basic unit, ``went`` doors by drive. The jobs start once this transaction is done, and wait
    for a cut that is being computed.
    """
    from gjennomslag.canvass.jobs import take_in_new_doors

    asked = 0
    for drive in drives_with_turfs():
        new = [door for area in drive.basic_units for door in came.get(area, ())]
        gone = list(went.get(drive.pk, ()))
        if new or gone:
            take_in_new_doors.defer(drive_id=drive.pk, came=new, went=gone)
            asked += 1
    return asked


def take_in_doors(*, drive: Drive, came: Collection[int], went: Collection[int]) -> list[Change]:
    """Let doors that came join the turf of their nearest neighbour, and retired doors leave theirs.

    A door joins the turf that has its entrance, or else that of the nearest house on its side of the street, or else
    of the nearest address that no barrier parts from it. A locked turf gets new doors at its own entrances alone, as
    long as another is unlocked. Turfs that are locked, ordered by hand, walked or on a phone keep their order, and what
    is new comes where it adds least; others get the best order. Doors that were knocked on in the drive stay. Each turf
    has one change for what came and one for what went, each of which can be undone by itself; other turfs are
    untouched. Doing it again changes nothing. Returns the changes; raises ``NotNow`` when the drive is closed or being
    cut.
    """
    with writing(by=None, why="new addresses taken into turfs"):
        row = locked_drive(drive)
        kept, ground = turfs_on_the_way(row), ground_of(row)
        joined, left = _joining(row, came, ground), _leaving(row, went)
        changes = _change(row, joined, {}, kept, ground)
        return changes + _change(row, {}, left, kept, ground)


def _joining(drive: Drive, came: Collection[int], ground: Ground) -> dict[int, list[int]]:
    """Return the doors that join each turf, by its number."""
    newcomers, neighbours = newcomers_to(drive, came), neighbours_in(drive)
    if not newcomers or not neighbours:
        return {}
    barriers = ground.barriers.around(np.array([each.point for each in newcomers]))
    choice = _Choice(neighbours, stretches(barriers))
    joining: dict[int, list[int]] = {}
    for each in newcomers:
        joining.setdefault(choice.turf_for(each), []).extend(each.doors)
    return joining


def _leaving(drive: Drive, went: Collection[int]) -> dict[int, set[int]]:
    """Return the doors that leave each turf, by its number: retired, and nobody has knocked on them in the drive."""
    knocked = Visit.objects.filter(drive=drive, door__in=went).exclude(state=DoorState.NOT_VISITED)
    rows = TurfDoor.objects.filter(drive=drive, door__in=went, door__retired_on__isnull=False)
    leaving: dict[int, set[int]] = {}
    for number, door in rows.exclude(door__in=knocked.values("door")).values_list("turf__number", "door"):
        leaving.setdefault(number, set()).add(door)
    return leaving


def _change(
    drive: Drive,
    joining: Mapping[int, list[int]],
    leaving: Mapping[int, set[int]],
    on_the_way: Collection[int],
    ground: Ground,
) -> list[Change]:
    """Add to turfs or take from them, with one change that can be undone for each."""
    kind = EditKind.JOINED if joining else EditKind.LEFT
    changes = []
    for number in sorted({*joining, *leaving}):
        before = contents_of(drive, [number])
        turf, doors = before[number].turf, before[number].doors
        stay = [door for door in doors if door not in leaving.get(number, ())]
        keep = turf.by_hand or turf.locked or number in on_the_way
        changes += change_turfs(
            drive,
            {number: [*stay, *joining.get(number, ())]},
            before,
            kind=kind,
            by=None,
            ordered={number: keep},
            by_hand={number: turf.by_hand},
            ground=ground,
        )
    return changes


class _Choice:
    """Chooses the turf of a newcomer's nearest neighbour."""

    def __init__(self, neighbours: Sequence[Neighbour], walls: Floats) -> None:
        self._walls = walls
        self._at_home: dict[int, Neighbour] = {}
        for each in neighbours:
            known = self._at_home.get(each.address)
            if known is None or each.doors > known.doors:
                self._at_home[each.address] = each
        self._open: Sequence[Neighbour] = [each for each in neighbours if not each.locked] or neighbours
        self._points = np.array([each.point for each in self._open])

    def turf_for(self, newcomer: Newcomer) -> int:
        """Return the number of the turf that has the entrance, or the nearest neighbour."""
        at_home = self._at_home.get(newcomer.address)
        if at_home:
            return at_home.turf
        point = np.array(newcomer.point)
        away = np.hypot(*(self._points - point).T)
        looked_at = max(_LOOKED_AT, int((away <= _SAME_SIDE).sum()))
        nearest = np.argsort(away, kind="stable")[:looked_at]
        parted = crossed(np.tile(point, (len(nearest), 1)), self._points[nearest], self._walls)
        reached: list[int] = (nearest if parted.all() else nearest[~parted]).tolist()
        beside = [index for index in reached if away[index] <= _SAME_SIDE and self._is_beside(index, newcomer)]
        return self._open[(beside or reached)[0]].turf

    def _is_beside(self, index: int, newcomer: Newcomer) -> bool:
        return newcomer.side is not None and self._open[index].side == newcomer.side
