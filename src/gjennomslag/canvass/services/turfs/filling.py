"""Putting doors into a turf in a walking order, with how far it is and how long it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.routes import Pace, route, walking_metres
from gjennomslag.algorithms.workload import travel
from gjennomslag.canvass.models import Turf, TurfDoor
from gjennomslag.canvass.queries.barriers import Barriers, barriers_for
from gjennomslag.canvass.queries.paces import pace_in
from gjennomslag.canvass.queries.places import Places, places_of
from gjennomslag.organisation.models import Unit


class NoDoors(Exception):
    """There is no door to work with: no addresses in the areas, none of these in the drive, or nobody to visit."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a unit's walks are computed with."""

    pace: Pace
    barriers: Barriers


def ground_of(unit: Unit) -> Ground:
    """Return the unit's pace, as measured, and its barriers."""
    return Ground(pace_in(unit).pace, barriers_for(unit))


def fill_turf(turf: Turf, places: Places, order: NDArray[np.intp], ground: Ground) -> None:
    """Save the turf with these addresses' doors in this order; it must not have any doors before."""
    doors, pace = places.walked(order), ground.pace
    metres = walking_metres(places.points, order, barriers=ground.barriers.around(places.points[order]))
    stops = len(np.unique(places.points[order], axis=0))
    between, turf.by_car = travel(metres, stops, pace)
    turf.metres = round(metres)
    turf.minutes = round(between + float(places.minutes_at_doors(pace)[order].sum()))
    turf.save()
    TurfDoor.objects.bulk_create(
        (
            TurfDoor(drive_id=turf.drive_id, turf=turf, door_id=door, position=position)
            for position, door in enumerate(doors, 1)
        ),
        batch_size=2000,
    )


def refill_turf(turf: Turf, doors: Sequence[int], ground: Ground) -> None:
    """Give a turf that has no doors these, in the best walking order; without any, remove it."""
    if doors:
        places = places_of(doors)
        order = route(places.points, barriers=ground.barriers.around(places.points))
        fill_turf(turf, places, order, ground)
    elif turf.pk:
        turf.delete()
