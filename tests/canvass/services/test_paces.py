from __future__ import annotations

import pytest

from gjennomslag.algorithms.routes import Pace
from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.models import Drive, Outing, Turf, UnitPace, Visit
from gjennomslag.canvass.queries.paces import comparison_of, done_in, drives_measured_in, outings_of, pace_in
from gjennomslag.canvass.services.paces import note_time, set_pace
from gjennomslag.canvass.services.turfs import cut_drive_into_turfs
from gjennomslag.canvass.services.visits import record_visit
from tests.canvass.street import DAY, doors_of, make_address, make_drive
from tests.party import Party


@pytest.fixture
def drive(party: Party) -> Drive:
    """Return a drive of two turfs of four doors, in which three doors of the first have been knocked on."""
    drive = make_drive(party.branch)
    turf = Turf.objects.get(drive=drive, number=1)
    for door in doors_of(turf)[:3]:
        record_visit(turf=turf, door_id=door, state=DoorState.NO_ANSWER, day=DAY)
    return drive


def test_units_start_from_the_usual_pace_until_they_set_their_own(party: Party) -> None:
    assert pace_in(party.branch).pace == Pace()
    for minutes in (2.0, 2.5):
        set_pace(unit=party.branch, pace=Pace(60, minutes, 0.5), by=party.turid)
    assert pace_in(party.branch).pace == Pace(60, 2.5, 0.5)
    assert pace_in(party.sibling).pace == Pace()
    assert UnitPace.objects.count() == 1


def test_what_was_done_is_counted_from_the_visits(drive: Drive) -> None:
    (done,) = done_in(drive)
    assert (done.turf.number, done.doors, done.floors, done.places) == (1, 3, 0, 3)
    assert done.metres == round(done.turf.metres * 3 / 4)


def test_a_second_day_counts_again(drive: Drive) -> None:
    turf = Turf.objects.get(drive=drive, number=1)
    record_visit(turf=turf, door_id=doors_of(turf)[0], state=DoorState.DONE, day=DAY.replace(day=6))
    (done,) = done_in(drive)
    assert (done.doors, done.places) == (4, 4)
    assert done.metres == round(done.turf.metres * 3 / 4) + round(done.turf.metres / 4)


def test_floors_are_those_one_had_to_climb(party: Party) -> None:
    make_address(1, dwellings=("H0101", "H0401"))
    drive = make_drive(party.branch)
    turf = Turf.objects.get(drive=drive)
    record_visit(turf=turf, door_id=doors_of(turf)[1], state=DoorState.DONE, day=DAY)
    assert [(done.doors, done.floors) for done in done_in(drive)] == [(1, 3)]


def test_noted_time_moves_the_units_pace_and_is_compared_with_what_was_expected(drive: Drive) -> None:
    assert note_time(drive=drive, minutes={1: 12, 2: 60}) == 1
    outing = Outing.objects.get()
    assert (outing.turf_number, outing.minutes, outing.doors, outing.by_car) == (1, 12, 3, False)
    measured = pace_in(drive.unit)
    assert (measured.drives, measured.turfs, measured.start) == (1, 1, Pace())
    assert measured.pace.minutes_per_door > Pace().minutes_per_door
    compared = comparison_of(drive)
    assert compared is not None
    assert (compared.turfs, compared.expected, compared.real) == (1, outing.expected_minutes, 12)


def test_noting_again_replaces_the_time_and_noting_nothing_takes_it_away(drive: Drive) -> None:
    for minutes in (12, 20):
        note_time(drive=drive, minutes={1: minutes})
    assert list(Outing.objects.values_list("turf_number", "minutes")) == [(1, 20)]
    assert drives_measured_in(drive.unit) == [drive]
    assert note_time(drive=drive, minutes={}) == 0
    assert pace_in(drive.unit).pace == Pace()
    assert drives_measured_in(drive.unit) == []


def test_time_is_corrected_when_the_visits_are_gone(drive: Drive) -> None:
    note_time(drive=drive, minutes={1: 12})
    noted = Outing.objects.get()
    Visit.objects.all().delete()
    note_time(drive=drive, minutes={1: 20, 2: 60})
    assert list(Outing.objects.values_list("turf_number", "minutes", "doors", "metres", "expected_minutes")) == [
        (1, 20, 3, noted.metres, noted.expected_minutes)
    ]


def test_time_is_expected_at_the_pace_of_the_cut(drive: Drive, party: Party) -> None:
    (before,) = outings_of(drive)
    set_pace(unit=party.branch, pace=Pace(20, 20, 5), by=party.turid)
    assert [each.expected_minutes for each in outings_of(drive)] == [before.expected_minutes]


def test_driven_turfs_do_not_tell_how_fast_one_walks(drive: Drive) -> None:
    Turf.objects.filter(drive=drive).update(by_car=True, metres=20_000)
    note_time(drive=drive, minutes={1: 200})
    outing = Outing.objects.get()
    assert (outing.by_car, outing.expected_minutes) == (True, round(15_000 / 500 + 3 * 2 + 3 * 1.5))
    assert pace_in(drive.unit).pace == Pace()


def test_without_noted_time_there_is_nothing_to_compare(drive: Drive) -> None:
    assert comparison_of(drive) is None


def test_turfs_are_cut_to_the_time_at_the_units_pace(party: Party) -> None:
    drive = make_drive(party.branch, houses=40, doors_per_turf=None)
    assert [turf.minutes <= 180 for turf in Turf.objects.filter(drive=drive)] == [True]
    set_pace(unit=party.branch, pace=Pace(50, 10, 1), by=party.turid)
    cut_drive_into_turfs(drive=drive)
    times = list(Turf.objects.filter(drive=drive).values_list("minutes", flat=True))
    assert len(times) == 3
    assert max(times) <= 180 * 1.05


def test_farms_are_driven(party: Party) -> None:
    for number in range(1, 13):
        address = make_address(number)
        type(address).objects.filter(pk=address.pk).update(east=300_000 + number * 900)
    drive = make_drive(party.branch, doors_per_turf=None)
    turf = Turf.objects.get(drive=drive)
    assert (turf.by_car, turf.metres) == (True, 9901)
    assert turf.minutes == round(12 * 1.5 + 9901 / 500 + 12 * 2)
