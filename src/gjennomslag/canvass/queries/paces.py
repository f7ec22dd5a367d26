"""How fast a unit's pairs work, as measured, and what they have done in each turf so far."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import F

from gjennomslag.algorithms.pace_fitting import fit_pace
from gjennomslag.algorithms.routes import Pace, minutes
from gjennomslag.algorithms.workload import CAR_METRES_PER_MINUTE, CAR_MINUTES_PER_STOP
from gjennomslag.canvass.dwelling_numbers import floors_to_climb
from gjennomslag.canvass.models import Drive, Outing, Turf, TurfDoor, UnitPace, Visit
from gjennomslag.canvass.queries.drives import KNOCKED
from gjennomslag.organisation.models import Unit


@dataclass(frozen=True, slots=True)
class MeasuredPace:
    """The pace that a unit's turfs are cut with, what it started from, and how much was measured."""

    pace: Pace
    start: Pace
    drives: int
    turfs: int

    @property
    def is_measured(self) -> bool:
        """Say whether anything has been measured."""
        return self.turfs > 0


def pace_in(unit: Unit) -> MeasuredPace:
    """Return the unit's pace: what it starts from, fitted to all outings on foot in its own drives, in two queries."""
    return paces_in([unit.pk])[unit.pk]


def paces_in(units: Collection[int]) -> dict[int, MeasuredPace]:
    """Return the pace of each of the units (ids), as ``pace_in`` has it, in two queries."""
    starts = {row.unit_id: row.pace for row in UnitPace.objects.filter(unit__in=units)}
    outings: dict[int, list[Outing]] = {unit: [] for unit in units}
    on_foot = Outing.objects.filter(drive__unit__in=units, by_car=False, minutes__gt=F("minutes_there"))
    for outing in on_foot.select_related("drive").order_by("pk"):
        outings[outing.drive.unit_id].append(outing)
    return {unit: _fitted(starts.get(unit, Pace()), own) for unit, own in outings.items()}


def _fitted(start: Pace, outings: Sequence[Outing]) -> MeasuredPace:
    work = np.array([(each.doors, each.floors, each.metres) for each in outings], dtype=np.float64)
    times = np.array([each.minutes - each.minutes_there for each in outings], dtype=np.float64)
    return MeasuredPace(fit_pace(work, times, start), start, len({each.drive_id for each in outings}), len(outings))


def drives_measured_in(unit: Unit) -> list[Drive]:
    """Return the unit's drives for which hours were noted, newest first."""
    noted = Outing.objects.filter(drive__unit=unit).values("drive")
    return list(Drive.objects.filter(pk__in=noted))


@dataclass(slots=True)
class Done:
    """What was done in a turf: doors, floors, metres, places stopped at, over all days."""

    turf: Turf
    doors: int = 0
    floors: int = 0
    places: int = 0
    metres: int = 0
    days: int = 0

    @property
    def minutes_there(self) -> int:
        """Return the minutes that went to driving to the turf and back, on all days."""
        return self.turf.minutes_there * self.days

    def expected_minutes(self, pace: Pace) -> float:
        """Return how long that should have taken at this pace."""
        if not self.turf.by_car:
            return minutes(self.metres, self.doors, self.floors, pace) + self.minutes_there
        driving = self.metres / CAR_METRES_PER_MINUTE + self.places * CAR_MINUTES_PER_STOP
        return driving + minutes(0, self.doors, self.floors, pace)


def done_in(drive: Drive) -> list[Done]:
    """Return what was done in each turf with any visit, by number.

    A door knocked on two days counts twice. The metres of a day are the turf's, by the share of its addresses that were
    visited that day: nobody keeps where a pair really walked.
    """
    turfs = {turf.pk: turf for turf in drive.turfs.all()}
    turf_of: dict[int, int] = {}
    addresses: dict[int, set[int]] = {}
    for door, turf, address in TurfDoor.objects.filter(drive=drive).values_list("door", "turf", "door__address"):
        turf_of[door] = turf
        addresses.setdefault(turf, set()).add(address)
    found: dict[int, Done] = {}
    for (_, turf), stops in sorted(_days_in(drive, turf_of).items()):
        done = found.setdefault(turf, Done(turfs[turf]))
        done.doors += sum(len(dwellings) for dwellings in stops.values())
        done.floors += sum(floors_to_climb(dwellings) for dwellings in stops.values())
        done.places += len(stops)
        done.days += 1
        done.metres += round(turfs[turf].metres * len(stops) / len(addresses[turf]))
    return sorted(found.values(), key=lambda done: done.turf.number)


def _days_in(drive: Drive, turf_of: dict[int, int]) -> dict[tuple[date, int], dict[int, list[str]]]:
    """Return the dwelling numbers knocked on, by day and turf and then by address."""
    visits = Visit.objects.filter(drive=drive, state__in=KNOCKED).values_list(
        "day", "door", "door__address", "door__dwelling_number"
    )
    days: dict[tuple[date, int], dict[int, list[str]]] = {}
    for day, door, address, dwelling in visits:
        if door in turf_of:
            days.setdefault((day, turf_of[door]), {}).setdefault(address, []).append(dwelling)
    return days


def outings_of(drive: Drive) -> list[Outing]:
    """Return what was done in each turf and the minutes noted for it, 0 where none are, by number.

    These are rows to be saved. As long as the drive's visits are kept, what was done is counted from those; afterwards
    only what was noted is known.
    """
    found = {outing.turf_number: outing for outing in Outing.objects.filter(drive=drive)}
    for done in done_in(drive):
        outing = found.setdefault(done.turf.number, Outing(drive=drive, turf_number=done.turf.number, minutes=0))
        outing.minutes_there, outing.expected_minutes = done.minutes_there, round(done.expected_minutes(drive.pace))
        outing.doors, outing.floors, outing.metres = done.doors, done.floors, done.metres
        outing.by_car = done.turf.by_car
    return [found[number] for number in sorted(found)]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Minutes expected and minutes noted for the turfs whose time was noted."""

    turfs: int
    expected: int
    real: int

    @property
    def expected_seconds(self) -> int:
        """Return the expected time in seconds."""
        return self.expected * 60

    @property
    def real_seconds(self) -> int:
        """Return the noted time in seconds."""
        return self.real * 60


def comparison_of(drive: Drive) -> Comparison | None:
    """Return how the drive's expected time and the noted time compare, or None where no time was noted."""
    rows = list(Outing.objects.filter(drive=drive).values_list("expected_minutes", "minutes"))
    if not rows:
        return None
    return Comparison(len(rows), sum(expected for expected, _ in rows), sum(real for _, real in rows))
