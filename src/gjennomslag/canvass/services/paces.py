"""Setting a unit's pace, and noting how long its pairs were out."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from gjennomslag.algorithms.routes import Pace
from gjennomslag.canvass.models import Drive, Outing, UnitPace
from gjennomslag.canvass.queries.paces import done_in, pace_in
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person, Unit


def set_pace(*, unit: Unit, pace: Pace, by: Person) -> None:
    """Set the pace the unit starts from. What has been measured goes on counting."""
    values = {
        "minutes_per_door": pace.minutes_per_door,
        "minutes_per_floor": pace.minutes_per_floor,
        "metres_per_minute": pace.metres_per_minute,
    }
    with writing(by=by, why="pace set"):
        UnitPace.objects.update_or_create(unit=unit, defaults=values)


@transaction.atomic
def note_time(*, drive: Drive, minutes: Mapping[int, int]) -> int:
    """Note how many minutes all pairs together were out, by turf number, and return for how many turfs it was noted.

    What was done in that time is counted from the visits of now. Turfs without visits are left out, since there is
    nothing to compare with. Noting again replaces the numbers.
    """
    pace = pace_in(drive.unit).pace
    noted = [
        Outing(
            drive=drive,
            turf_number=done.turf.number,
            minutes=minutes[done.turf.number],
            minutes_there=done.minutes_there,
            expected_minutes=round(done.expected_minutes(pace)),
            doors=done.doors,
            floors=done.floors,
            metres=done.metres,
            by_car=done.turf.by_car,
        )
        for done in done_in(drive)
        if minutes.get(done.turf.number)
    ]
    Outing.objects.filter(drive=drive, turf_number__in=[each.turf_number for each in noted]).delete()
    Outing.objects.bulk_create(noted)
    return len(noted)
