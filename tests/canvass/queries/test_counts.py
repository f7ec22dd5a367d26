from __future__ import annotations

from datetime import date, timedelta

from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.models import Drive, Turf
from gjennomslag.canvass.queries.counts import days_by_unit, doors_by_unit, first_timers_by_unit, structures_by_unit
from gjennomslag.canvass.services.visits import record_visit
from gjennomslag.core.indicators import Period
from gjennomslag.organisation.models import OfficeHolding
from tests.canvass.street import DAY, doors_of, make_drive
from tests.party import START, Party, hold

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
NEXT_YEAR = Period(date(2027, 1, 1), date(2027, 12, 31))


def test_a_day_counts_once_however_many_doors_and_drives(party: Party) -> None:
    for _drive in range(2):
        turf = Turf.objects.get(drive=make_drive(party.branch), number=1)
        for door in doors_of(turf)[:2]:
            record_visit(turf=turf, door_id=door, state=DoorState.NO_ANSWER, day=DAY)
    turf = Turf.objects.get(drive=make_drive(party.sibling), number=1)
    for days in (0, 1):
        door = doors_of(turf)[days]
        record_visit(turf=turf, door_id=door, state=DoorState.NO_ANSWER, day=DAY + timedelta(days=days))
    assert doors_by_unit(YEAR) == {party.branch.pk: 4, party.sibling.pk: 2}
    assert days_by_unit(YEAR) == {party.branch.pk: 1, party.sibling.pk: 2}
    assert days_by_unit(NEXT_YEAR) == {}


def test_a_day_on_which_nothing_was_knocked_on_is_no_day(party: Party) -> None:
    turf = Turf.objects.get(drive=make_drive(party.branch), number=1)
    record_visit(turf=turf, door_id=doors_of(turf)[0], state=DoorState.NO_ANSWER, day=DAY)
    record_visit(turf=turf, door_id=doors_of(turf)[0], state=DoorState.NOT_VISITED, day=DAY)
    assert days_by_unit(YEAR) == {}


def test_first_timers_count_when_the_drive_is_closed(party: Party) -> None:
    drive = make_drive(party.branch)
    assert first_timers_by_unit(YEAR) == {}
    for each, new in ((drive, 3), (make_drive(party.branch), 2), (make_drive(party.sibling), 0)):
        Drive.objects.filter(pk=each.pk).update(closed_on=DAY, first_timers=new)
    assert first_timers_by_unit(YEAR) == {party.branch.pk: 5}
    assert first_timers_by_unit(NEXT_YEAR) == {}


def test_a_structure_is_a_lead_and_turfs_at_the_same_time(party: Party) -> None:
    drive = make_drive(party.branch)
    assert structures_by_unit(YEAR) == {}
    lead = hold(party.member, "canvass-lead", party.branch, until=DAY - timedelta(days=1))
    assert structures_by_unit(YEAR) == {}
    OfficeHolding.objects.filter(pk=lead.pk).update(valid_until=DAY)
    assert structures_by_unit(YEAR) == {party.branch.pk: 1}
    assert structures_by_unit(Period(START, DAY - timedelta(days=1))) == {}
    assert structures_by_unit(NEXT_YEAR) == {}
    Turf.objects.filter(drive=drive).delete()
    assert structures_by_unit(YEAR) == {}
