"""Changing turfs by hand, as one does on paper: move, split, merge, cut along a line, reorder, lock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max

from gjennomslag.algorithms.sides import NotDividing, goes_through, left_of_line
from gjennomslag.canvass.choices import EditKind
from gjennomslag.canvass.models import Drive, Turf
from gjennomslag.canvass.queries.places import Places, places_of
from gjennomslag.canvass.queries.turf_doors import Contents, addresses_of, contents_of, numbers_with
from gjennomslag.canvass.services.turfs.filling import NoDoors
from gjennomslag.canvass.services.turfs.history import Change, change_turfs, locked_drive
from gjennomslag.canvass.services.turfs.planning import Ground, ground_of
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person


class LineMisses(Exception):
    """The line does not part the turf in two: all its addresses lie on one side, or it crosses itself."""


class LineStopsShort(Exception):
    """The line begins or ends inside the turf, or does not touch it: only lengthened would it part the addresses."""


def move_doors(*, drive: Drive, door_ids: Collection[int], to: Turf | None, by: Person) -> list[Change]:
    """Move doors to another turf of the drive (a new one where ``to`` is None) and order all changed turfs anew.

    A turf whose order was made by hand keeps it: doors leave it, and doors that come are put where they add least. A
    turf that is left without doors is removed. Doors that are not in the drive are ignored. Returns the changed
    turfs, the one the doors are in now first; raises ``NoDoors`` when none of them is in the drive, ``NotNow`` when
    the drive is closed or being cut.
    """
    with writing(by=by, why="doors moved"):
        row = locked_drive(drive)
        target = _free_number(drive) if to is None else to.number
        before = contents_of(drive, {*numbers_with(drive, door_ids), target})
        moved = set(door_ids).intersection(door for each in before.values() for door in each.doors)
        if not moved:
            raise NoDoors
        contents = {number: [door for door in each.doors if door not in moved] for number, each in before.items()}
        arriving = [door for _, each in sorted(before.items()) for door in each.doors if door in moved]
        contents[target] = [*contents.get(target, []), *arriving]
        changes = change_turfs(row, contents, before, kind=EditKind.MOVED, by=by)
    return sorted(changes, key=lambda change: change.number != target)


def split_turf(*, turf: Turf, after: int | None = None, by: Person) -> list[Change]:
    """Split the turf in two where its walk has come past ``after`` addresses; both halves are ordered anew.

    Without ``after`` it is split where half the time at the doors has passed. Raises ``NoDoors`` where one half would
    be empty.
    """
    with writing(by=by, why="turf split"):
        whole = _whole(turf)
        at = _half_way(whole) if after is None else after
        if not 0 < at < len(whole.places):
            raise NoDoors
        return _part(whole, range(at), range(at, len(whole.places)), by)


def cut_turf_by_line(*, turf: Turf, line: Sequence[tuple[float, float]], by: Person) -> list[Change]:
    """Split the turf along a line drawn on the map: what lies left of it becomes a turf of its own.

    ``line`` is two or more points in metres (EPSG:25833), from one edge of the turf to another. Raises ``LineMisses``,
    and ``LineStopsShort`` where it would part addresses that it was not drawn between.
    """
    with writing(by=by, why="turf cut along a line"):
        whole = _whole(turf)
        try:
            left = left_of_line(whole.places.points, line)
        except NotDividing as fault:
            raise LineMisses from fault
        if left.all() or not left.any():
            raise LineMisses
        if not goes_through(whole.places.points, line):
            raise LineStopsShort
        return _part(whole, (~left).nonzero()[0].tolist(), left.nonzero()[0].tolist(), by)


def merge_turfs(*, turf: Turf, into: Turf, by: Person) -> list[Change]:
    """Put all doors of the turf into the other one, which is ordered anew; the turf and its links are gone."""
    with writing(by=by, why="turfs merged"):
        drive = locked_drive(turf.drive)
        before = contents_of(drive, [turf.number, into.number])
        contents = {turf.number: [], into.number: [*before[into.number].doors, *before[turf.number].doors]}
        return change_turfs(drive, contents, before, kind=EditKind.MERGED, by=by)


def reorder_turf(*, turf: Turf, address_ids: Sequence[int], by: Person) -> list[Change]:
    """Let the turf be walked in this order of its addresses, and keep that order until somebody lets it go.

    Addresses that are not named follow in the order they had; others are ignored. Doors of an address stay together.
    The order it has already is no order by hand: nothing is changed then, and nothing returned.
    """
    with writing(by=by, why="walking order changed by hand"):
        drive = locked_drive(turf.drive)
        before, doors = _doors_by_address(drive, turf)
        named = [each for each in dict.fromkeys(address_ids) if each in doors]
        order = [*named, *(each for each in doors if each not in named)]
        contents = {turf.number: [door for address in order for door in doors[address]]}
        if contents[turf.number] == before[turf.number].doors:
            return []
        return change_turfs(drive, contents, before, kind=EditKind.ORDERED, by=by, ordered={turf.number: True})


def order_turf_anew(*, turf: Turf, by: Person) -> list[Change]:
    """Let the turf be walked in the best order again, whatever a person had made of it."""
    with writing(by=by, why="walking order made anew"):
        drive = locked_drive(turf.drive)
        before = contents_of(drive, [turf.number])
        contents = {turf.number: before[turf.number].doors}
        return change_turfs(drive, contents, before, kind=EditKind.ORDERED, by=by, ordered={})


def lock_turf(*, turf: Turf, locked: bool, by: Person) -> None:
    """Lock a turf that is good as it is, so that cutting anew leaves it alone, or unlock it."""
    with writing(by=by, why="turf locked" if locked else "turf unlocked"):
        turf.locked = locked
        turf.save(update_fields=["locked"])


@dataclass(frozen=True, slots=True)
class _Whole:
    """A turf that is to be parted: its addresses in walking order, and what its drive's walks are computed with."""

    drive: Drive
    turf: Turf
    before: dict[int, Contents]
    places: Places
    ground: Ground


def _whole(turf: Turf) -> _Whole:
    drive = locked_drive(turf.drive)
    before = contents_of(drive, [turf.number])
    doors = before[turf.number].doors
    return _Whole(drive, before[turf.number].turf, before, places_of(doors).only(doors), ground_of(drive))


def _part(whole: _Whole, stay: Iterable[int], leave: Iterable[int], by: Person) -> list[Change]:
    """Let some addresses stay in the turf and make a new turf of the others; an order by hand stays in both."""
    here, new = whole.turf.number, _free_number(whole.drive)
    contents = {here: whole.places.walked(stay), new: whole.places.walked(leave)}
    ordered = dict.fromkeys((here, new), whole.turf.by_hand)
    ground, before = whole.ground, whole.before
    return change_turfs(whole.drive, contents, before, kind=EditKind.SPLIT, by=by, ordered=ordered, ground=ground)


def _free_number(drive: Drive) -> int:
    highest: int | None = Turf.objects.filter(drive=drive).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def _doors_by_address(drive: Drive, turf: Turf) -> tuple[dict[int, Contents], dict[int, list[int]]]:
    """Return the turf and its doors by address, in walking order."""
    before = contents_of(drive, [turf.number])
    addresses = addresses_of(before[turf.number].doors)
    doors: dict[int, list[int]] = {}
    for door in before[turf.number].doors:
        doors.setdefault(addresses[door], []).append(door)
    return before, doors


def _half_way(whole: _Whole) -> int:
    """Return after how many addresses half the time at the doors has passed; at least one on each side."""
    passed = whole.places.minutes_at_doors(whole.ground.pace).cumsum()
    return max(1, min(len(whole.places) - 1, int((passed <= passed[-1] / 2).sum())))
