"""Changing turfs by hand, as one does on paper: move, split, merge, cut along a line, lock."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Max

from gjennomslag.algorithms.sides import NotDividing, left_of_line
from gjennomslag.canvass.choices import EditKind
from gjennomslag.canvass.models import Drive, Turf, TurfDoor
from gjennomslag.canvass.queries.paces import pace_in
from gjennomslag.canvass.queries.places import Places, places_of
from gjennomslag.canvass.queries.turf_doors import doors_in_order
from gjennomslag.canvass.services.turfs.filling import NoDoors, ground_of, refill_turf
from gjennomslag.canvass.services.turfs.history import Change, changing, locked_drive
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person


class LineMisses(Exception):
    """The line does not part the turf in two: all its addresses lie on one side, or it crosses itself."""


def move_doors(*, drive: Drive, door_ids: Collection[int], to: Turf | None, by: Person) -> list[Change]:
    """Move doors to another turf of the drive (a new one where ``to`` is None) and order all changed turfs anew.

    A turf that is left without doors is removed. Doors that are not in the drive are ignored. Returns the changed
    turfs, the one the doors are in now first; raises ``NoDoors`` when none of them is in the drive, ``NotNow`` when
    the drive is closed or being cut.
    """
    with writing(by=by, why="doors moved"):
        locked_drive(drive)
        moved = set(TurfDoor.objects.filter(drive=drive, door__in=door_ids).values_list("door", flat=True))
        sources = list(Turf.objects.filter(drive=drive, stops__door__in=moved).distinct())
        target = _free_number(drive) if to is None else to.number
        contents = {turf.number: [door for door in doors_in_order(turf) if door not in moved] for turf in sources}
        arriving = [door for turf in sources for door in doors_in_order(turf) if door in moved]
        there = doors_in_order(to) if to else []
        contents[target] = [*(door for door in there if door not in moved), *arriving]
        if not moved:
            raise NoDoors
        changes = _rewrite(drive, contents, EditKind.MOVED, by)
    return sorted(changes, key=lambda change: change.number != target)


def split_turf(*, turf: Turf, after: int | None = None, by: Person) -> list[Change]:
    """Split the turf in two where its walk has come past ``after`` addresses; both halves are ordered anew.

    Without ``after`` it is split where half the time at the doors has passed. Raises ``NoDoors`` where one half would
    be empty.
    """
    with writing(by=by, why="turf split"):
        drive = locked_drive(turf.drive)
        places = _in_walking_order(turf)
        at = _half_way(places, drive) if after is None else after
        if not 0 < at < len(places):
            raise NoDoors
        return _part(turf, places.walked(range(at)), places.walked(range(at, len(places))), by)


def cut_turf_by_line(*, turf: Turf, line: Sequence[tuple[float, float]], by: Person) -> list[Change]:
    """Split the turf along a line drawn on the map: what lies left of it becomes a turf of its own.

    ``line`` is two or more points in metres (EPSG:25833); it goes on straight at both ends. Raises ``LineMisses``.
    """
    with writing(by=by, why="turf cut along a line"):
        locked_drive(turf.drive)
        places = _in_walking_order(turf)
        try:
            left = left_of_line(places.points, line)
        except NotDividing as fault:
            raise LineMisses from fault
        if left.all() or not left.any():
            raise LineMisses
        return _part(turf, places.walked((~left).nonzero()[0]), places.walked(left.nonzero()[0]), by)


def merge_turfs(*, turf: Turf, into: Turf, by: Person) -> list[Change]:
    """Put all doors of the turf into the other one, which is ordered anew; the turf and its links are gone."""
    with writing(by=by, why="turfs merged"):
        locked_drive(turf.drive)
        contents = {turf.number: [], into.number: [*doors_in_order(into), *doors_in_order(turf)]}
        return _rewrite(turf.drive, contents, EditKind.MERGED, by)


def lock_turf(*, turf: Turf, locked: bool, by: Person) -> None:
    """Lock a turf that is good as it is, so that cutting anew leaves it alone, or unlock it."""
    with writing(by=by, why="turf locked" if locked else "turf unlocked"):
        turf.locked = locked
        turf.save(update_fields=["locked"])


def _part(turf: Turf, stay: list[int], leave: list[int], by: Person) -> list[Change]:
    contents = {turf.number: stay, _free_number(turf.drive): leave}
    return _rewrite(turf.drive, contents, EditKind.SPLIT, by)


def _rewrite(drive: Drive, contents: Mapping[int, list[int]], kind: EditKind, by: Person) -> list[Change]:
    """Give the turfs with these numbers these doors, each in the best walking order; none removes the turf."""
    ground = ground_of(drive.unit)
    with changing(drive=drive, numbers=list(contents), kind=kind, by=by) as changes:
        TurfDoor.objects.filter(drive=drive, turf__number__in=contents).delete()
        turfs = {turf.number: turf for turf in Turf.objects.filter(drive=drive, number__in=contents)}
        for number, doors in contents.items():
            refill_turf(turfs.get(number) or Turf(drive=drive, number=number), doors, ground)
    return changes


def _free_number(drive: Drive) -> int:
    highest: int | None = Turf.objects.filter(drive=drive).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def _in_walking_order(turf: Turf) -> Places:
    return places_of(doors_in_order(turf)).along_doors(doors_in_order(turf))


def _half_way(places: Places, drive: Drive) -> int:
    """Return after how many addresses half the time at the doors has passed; at least one on each side."""
    passed = places.minutes_at_doors(pace_in(drive.unit).pace).cumsum()
    return max(1, min(len(places) - 1, int((passed <= passed[-1] / 2).sum())))
