"""Putting doors into turfs in a walking order, with how far it is and how long it takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gjennomslag.canvass.models import Drive, Turf, TurfDoor
from gjennomslag.canvass.queries.places import Places, places_of
from gjennomslag.canvass.queries.turf_doors import Contents
from gjennomslag.canvass.services.turfs.planning import Ground, Order, Walk, kept_order, plan_walk


class NoDoors(Exception):
    """There is no door to work with: no addresses in the areas, none of these in the drive, or nobody to visit."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What a turf is to hold, and how it is walked. ``by_hand``: a person made the order."""

    places: Places
    walk: Walk
    by_hand: bool = False


def fillings(
    contents: Mapping[int, Sequence[int]],
    before: Mapping[int, Contents],
    ground: Ground,
    ordered: Mapping[int, bool] | None = None,
    by_hand: Mapping[int, bool] | None = None,
    *,
    walked: Collection[int] = (),
    places: Places | None = None,
) -> dict[int, Filling]:
    """Return what the turfs with these numbers hold when they have these doors; those without doors are left out.

    ``ordered`` says for which turfs the doors come in an order that must stay: it does, and doors that
    were not in the turf ``before`` come where they add least. By default these are the turfs that were ordered by hand.
    All others get the best order. ``by_hand`` says which turfs count as ordered by hand from now on, if not the same.
    ``walked`` are the turfs whose doors come in the best order already. ``places`` that hold all the doors spare
    fetching them; otherwise one query.
    """
    kept = {number: each.turf.by_hand for number, each in before.items()} if ordered is None else ordered
    filled = {number: doors for number, doors in contents.items() if doors}
    everything = places or places_of([door for doors in filled.values() for door in doors])
    found = {}
    for number, own in zip(filled, everything.parted(filled.values()), strict=True):
        was = before[number].doors if number in before else []
        order = np.arange(len(own)) if number in walked else _standing_order(own, was) if kept.get(number) else None
        hand = (kept if by_hand is None else by_hand).get(number, False)
        found[number] = Filling(own, plan_walk(own, ground, order), hand)
    return found


def _standing_order(places: Places, was: Sequence[int]) -> Order:
    """Return the order in which the places come, with those that are new put where they add least."""
    known = set(was)
    standing = [index for index, doors in enumerate(places.doors) if known.intersection(doors)]
    arriving = [index for index, doors in enumerate(places.doors) if not known.intersection(doors)]
    if not standing:
        standing, arriving = arriving, []
    return kept_order(places.points, standing, arriving)


def save_fillings(drive: Drive, filled: Mapping[int, Filling], before: Mapping[int, Contents]) -> dict[int, Turf]:
    """Let the turfs with these numbers, and those that were there ``before``, be exactly this; return those there are.

    Turfs that are left without doors are gone.
    """
    there = [each.turf for each in before.values()]
    if there:
        TurfDoor.objects.filter(turf__in=there)._raw_delete(TurfDoor.objects.db)
    for number, contents in before.items():
        if number not in filled:
            contents.turf.delete()
    turfs = {}
    for number, filling in filled.items():
        turfs[number] = before[number].turf if number in before else Turf(drive=drive, number=number)
        _measure(turfs[number], filling)
        turfs[number].save()
    TurfDoor.objects.bulk_create(_doors(drive, turfs, filled), batch_size=5_000)
    return turfs


def _doors(drive: Drive, turfs: Mapping[int, Turf], filled: Mapping[int, Filling]) -> Iterator[TurfDoor]:
    for number, filling in filled.items():
        for position, door in enumerate(filling.places.walked(filling.walk.order), 1):
            yield TurfDoor(drive_id=drive.pk, turf=turfs[number], door_id=door, position=position)


def _measure(turf: Turf, filling: Filling) -> None:
    """Write on the turf how large it is."""
    walk, places = filling.walk, filling.places
    turf.metres, turf.minutes, turf.minutes_there = round(walk.metres), round(walk.minutes), round(walk.minutes_there)
    turf.by_car, turf.parked, turf.by_hand = walk.by_car, walk.parked, filling.by_hand
    turf.door_count = sum(map(len, places.doors))
    turf.east, turf.north = (float(each) for each in places.points.mean(axis=0))
