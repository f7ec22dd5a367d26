"""Sharing what is left of one turf out with its nearest neighbours, while every other turf stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from gjennomslag.algorithms import compiled
from gjennomslag.algorithms.distances import Floats
from gjennomslag.algorithms.turfs import Recut, recut_around
from gjennomslag.algorithms.workload import legs_on_foot, typical_legs
from gjennomslag.canvass.choices import EditKind
from gjennomslag.canvass.models import Drive, Turf
from gjennomslag.canvass.queries.drives import neighbours_of, turfs_to_keep
from gjennomslag.canvass.queries.places import Places, places_of
from gjennomslag.canvass.queries.turf_doors import Contents, contents_of, doors_walked_to
from gjennomslag.canvass.services.turfs.history import Change, change_turfs, locked_drive
from gjennomslag.canvass.services.turfs.planning import Ground, ground_of
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person

_WORTH_A_WALK = 0.5
"""The share of an ordinary turf that must be left of one that was begun for it to be walked again."""
_LOOKED_AT = 6
"""Neighbours, the nearest ones, of which those with most doors next to the turf take part."""


class NobodyToShareWith(Exception):
    """The turf is locked, or each of its neighbours is locked, ordered by hand, walked or on a phone."""


class NothingLeft(Exception):
    """Somebody has knocked at every address of the turf."""


class NotReady(Exception):
    """The machine is still being set up: what computes this is not compiled yet, and nobody waits for that."""


def share_out_turf(*, turf: Turf, by: Person) -> list[Change]:
    """Share the doors of the turf and of its nearest neighbours, at most three, out evenly between them.

    For a turf that grew when addresses came, or that was only half walked: addresses where somebody has knocked stay in
    it and in their order, and the rest is shared. Where less than half a turf is left of it, the neighbours take all of
    that (four turfs at most), and nothing new comes to it. Neighbours that are locked, ordered by hand, walked or on a
    phone stay as they are, and so does every other turf of the drive. The number of turfs stays. What is even is the
    drive's own measure: minutes, or doors. One change, to be undone as one. Raises ``NobodyToShareWith``,
    ``NothingLeft``, ``NotReady``, and ``NotNow`` when the drive is closed or being cut.
    """
    if not compiled.ready():
        raise NotReady
    with writing(by=by, why="turf shared out with its neighbours"):
        drive = locked_drive(turf.drive)
        kept = {each.number for each in turfs_to_keep(drive)}
        free = [each.number for each in neighbours_of(turf) if each.number not in kept][:_LOOKED_AT]
        before = contents_of(drive, [turf.number, *free])
        if before[turf.number].turf.locked or not free:
            raise NobodyToShareWith
        stay = doors_walked_to(before[turf.number].turf)
        everything = places_of([door for each in before.values() for door in each.doors])
        left = _left(everything, before, turf.number, stay)
        if turf.number not in left.turf:
            raise NothingLeft
        ground = ground_of(drive)
        standing = [door for door in before[turf.number].doors if door in stay]
        contents = _shared(left, left.recut(turf.number, drive, ground, begun=bool(standing)))
        contents[turf.number] = [*standing, *contents.get(turf.number, ())]
        touched = {number: before[number] for number in contents}
        ordered = {turf.number: bool(standing)}
        # Sharing out found the best walks too, but from anywhere to anywhere.
        walked = () if ground.ends else contents.keys() - {turf.number if standing else None}
        changes = change_turfs(
            drive,
            contents,
            touched,
            kind=EditKind.SHARED,
            by=by,
            ordered=ordered,
            by_hand={},
            ground=ground,
            walked=walked,
            places=everything,
        )
    return sorted(changes, key=lambda change: change.number != turf.number)


@dataclass(frozen=True, slots=True)
class _Left:
    """The addresses that are shared out, and the number of the turf that each is in (n,)."""

    places: Places
    turf: NDArray[np.int64]

    def recut(self, changed: int, drive: Drive, ground: Ground, *, begun: bool) -> Recut:
        """Return how they are shared out anew; ``begun`` says that part of the turf has been walked."""
        points, weights, turf = self.places.points, self._weights(drive, ground), self.turf
        mine = turf == changed
        others = len(np.unique(turf[~mine]))
        if begun and weights[mine].sum() < _WORTH_A_WALK * weights[~mine].sum() / others:
            beside = turf[~mine][np.asarray(KDTree(points[~mine]).query(points[mine])[1])]
            changed = int(np.bincount(beside).argmax())
            turf = np.where(mine, changed, turf)
        return recut_around(points, weights, turf, changed=changed, **ground.around(points))

    def _weights(self, drive: Drive, ground: Ground) -> NDArray[np.int64]:
        """Return what each address weighs: its doors where the drive asks for doors, otherwise seconds."""
        if drive.doors_per_turf is not None:
            return np.array([len(doors) for doors in self.places.doors], np.int64)
        minutes: Floats = self.places.minutes_at_doors(ground.pace)
        between = legs_on_foot(typical_legs(self.places.points), ground.pace)
        return np.maximum(1, np.rint(60 * (minutes + between))).astype(np.int64)


def _left(everything: Places, before: Mapping[int, Contents], changed: int, stay: set[int]) -> _Left:
    """Return the addresses of all these turfs, without the doors that stay where they are."""
    doors = {
        number: [door for door in each.doors if number != changed or door not in stay]
        for number, each in before.items()
    }
    parts = everything.parted(doors.values())
    return _Left(Places.joined(parts), np.repeat(list(doors), [len(each) for each in parts]))


def _shared(left: _Left, recut: Recut) -> dict[int, list[int]]:
    """Return the doors of each turf that was cut anew, in walking order."""
    contents: dict[int, list[int]] = {}
    for place in np.lexsort((recut.order, recut.turf)).tolist():
        contents.setdefault(int(recut.turf[place]), []).extend(left.places.doors[int(recut.points[place])])
    return contents
