"""Setting a unit's pace, and noting how long its pairs were out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from django.db import transaction

from gjennomslag.algorithms.routes import Pace
from gjennomslag.canvass.models import Drive, Outing, UnitPace
from gjennomslag.canvass.queries.paces import outings_of
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person, Unit


def set_pace(*, unit: Unit, pace: Pace, by: Person) -> None:
    """Set the pace the unit starts from. What has been measured goes on counting."""
    with writing(by=by, why="pace set"):
        UnitPace.objects.update_or_create(unit=unit, defaults=asdict(pace))


@transaction.atomic
def note_time(*, drive: Drive, minutes: Mapping[int, int]) -> int:
    """Note how many minutes all pairs together were out, by turf number, and return for how many turfs it is noted.

    What was done in that time is as ``outings_of`` has it. Turfs without visits are left out, since there is nothing to
    compare with. Noting again replaces what was noted; what is left out then is no longer noted.
    """
    outings = outings_of(drive)
    for outing in outings:
        outing.minutes = minutes.get(outing.turf_number, 0)
    Outing.objects.filter(drive=drive).delete()
    return len(Outing.objects.bulk_create([outing for outing in outings if outing.minutes]))
