from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from gjennomslag.algorithms.routes import Pace
from gjennomslag.canvass.choices import CuttingStatus, DoorState
from gjennomslag.canvass.jobs import cut_drive
from gjennomslag.canvass.models import Door, Drive, Turf, TurfDoor
from gjennomslag.canvass.services.drives import close_drive, start_drive
from gjennomslag.canvass.services.paces import set_pace
from gjennomslag.canvass.services.turfs import (
    NoDoors,
    NothingToCut,
    NotNow,
    ask_for_turfs,
    cut_drive_into_turfs,
    lock_turf,
    order_turf_anew,
    undo_edit,
)
from gjennomslag.canvass.services.visits import record_visit
from tests.canvass.street import CENTRE, DAY, doors_of, make_address, make_drive, make_street
from tests.party import Party


def turfs_of(drive: Drive) -> dict[int, int]:
    return {turf.number: turf.stops.count() for turf in Turf.objects.filter(drive=drive)}


def test_every_door_is_in_one_turf_of_the_size_asked_for(party: Party) -> None:
    drive = make_drive(party.branch, houses=12, doors_per_turf=4)
    assert turfs_of(drive) == {1: 4, 2: 4, 3: 4}
    assert TurfDoor.objects.filter(drive=drive).count() == Door.objects.count() == 12
    assert drive.cutting == CuttingStatus.DONE


def test_doors_talked_at_in_another_drive_of_the_unit_are_left_out_where_asked(party: Party) -> None:
    earlier = make_drive(party.branch, houses=6)
    talked, not_home = doors_of(earlier.turfs.earliest("number"))[:2]
    record_visit(turf=earlier.turfs.earliest("number"), door_id=talked, state=DoorState.DONE, day=DAY)
    record_visit(turf=earlier.turfs.earliest("number"), door_id=not_home, state=DoorState.NO_ANSWER, day=DAY)
    for skips, left in ((True, 5), (False, 6)):
        drive = start_drive(
            unit=party.branch,
            title="Høst",
            starts_on=DAY,
            ends_on=DAY,
            basic_units=[CENTRE],
            skips_talked=skips,
            by=party.turid,
        )
        cut_drive_into_turfs(drive=drive)
        doors = set(TurfDoor.objects.filter(drive=drive).values_list("door", flat=True))
        assert (len(doors), talked in doors, not_home in doors) == (left, not skips, True)


def test_turfs_know_their_walk_and_time(party: Party) -> None:
    drive = make_drive(party.branch, houses=8, doors_per_turf=8)
    turf = Turf.objects.get(drive=drive)
    assert 70 <= turf.metres <= 160
    assert turf.minutes >= 12


def test_doors_that_asked_not_to_be_knocked_on_are_left_out(party: Party) -> None:
    first = make_street(8)[0]
    first.doors.update(do_not_knock_on=DAY)
    drive = make_drive(party.branch)
    assert TurfDoor.objects.filter(drive=drive, door__address=first).count() == 0
    assert TurfDoor.objects.filter(drive=drive).count() == 7


def test_a_block_is_climbed_from_the_lowest_floor_up(party: Party) -> None:
    make_address(1, dwellings=("H0201", "L0101", "H0102", "U0101", "H0101", "K0101"))
    drive = make_drive(party.branch, doors_per_turf=10)
    order = TurfDoor.objects.filter(drive=drive).order_by("position").values_list("door__dwelling_number", flat=True)
    assert list(order) == ["K0101", "U0101", "H0101", "H0102", "H0201", "L0101"]


def test_cutting_again_replaces_the_turfs(party: Party) -> None:
    drive = make_drive(party.branch, houses=8, doors_per_turf=4)
    drive.doors_per_turf = 8
    cut_drive_into_turfs(drive=drive)
    assert turfs_of(drive) == {1: 8}


def test_turfs_are_cut_by_a_job_that_starts_with_the_drive(party: Party) -> None:
    make_street(8)
    drive = start_drive(
        unit=party.branch, title="D", starts_on=DAY, ends_on=DAY, basic_units=[CENTRE], doors_per_turf=4, by=party.turid
    )
    ask_for_turfs(drive=drive, by=party.turid)
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("canvass.cut_drive", {"drive_id": drive.pk})
    assert drive.cutting == CuttingStatus.WAITING
    cut_drive(drive_id=drive.pk)
    drive.refresh_from_db()
    assert (drive.cutting, turfs_of(drive)) == (CuttingStatus.DONE, {1: 4, 2: 4})


def test_an_area_without_doors_is_refused(party: Party) -> None:
    drive = start_drive(
        unit=party.branch, title="D", starts_on=DAY, ends_on=DAY, basic_units=["34209999"], doors_per_turf=4, by=None
    )
    with pytest.raises(NoDoors):
        ask_for_turfs(drive=drive, by=party.turid)
    drive.refresh_from_db()
    assert drive.cutting == CuttingStatus.NOT_STARTED


def test_turfs_that_are_locked_or_walked_stay_when_the_rest_is_cut_anew(party: Party) -> None:
    drive = make_drive(party.branch, houses=16, doors_per_turf=4)
    walked, locked, *rest = Turf.objects.filter(drive=drive)
    record_visit(turf=walked, door_id=doors_of(walked)[0], state=DoorState.DONE, day=DAY)
    lock_turf(turf=locked, locked=True, by=party.turid)
    kept = doors_of(walked), doors_of(locked)
    drive.doors_per_turf = 2
    assert cut_drive_into_turfs(drive=drive) == 4
    assert (doors_of(walked), doors_of(locked)) == kept
    assert turfs_of(drive) == {1: 4, 2: 4, 3: 2, 4: 2, 5: 2, 6: 2}
    assert len(rest) == 2


def test_times_go_on_being_computed_with_the_pace_of_the_cut_until_the_next(party: Party) -> None:
    drive = make_drive(party.branch, houses=12, doors_per_turf=4)
    first, second, _ = (Turf.objects.get(drive=drive, number=number) for number in (1, 2, 3))
    lock_turf(turf=first, locked=True, by=party.turid)
    set_pace(unit=party.branch, pace=Pace(50, 10, 1), by=party.turid)
    (change,) = order_turf_anew(turf=second, by=party.turid)
    assert (change.before.minutes, change.after.minutes) == (second.minutes, second.minutes)
    was, doors = minutes_of(drive), doors_of(first)
    ask_for_turfs(drive=drive, by=party.turid)
    cut_drive_into_turfs(drive=drive)
    drive.refresh_from_db()
    first.refresh_from_db()
    assert (drive.pace, doors_of(first), first.locked) == (Pace(50, 10, 1), doors, True)
    assert all(40 <= minutes <= 45 for minutes in minutes_of(drive).values())
    undo_edit(drive=drive, by=party.turid)
    drive.refresh_from_db()
    assert (drive.pace, minutes_of(drive)) == (Pace(), was)


def minutes_of(drive: Drive) -> dict[int, int]:
    return dict(Turf.objects.filter(drive=drive).values_list("number", "minutes"))


def test_a_drive_in_which_every_turf_is_kept_is_not_cut_again(party: Party) -> None:
    drive = make_drive(party.branch)
    for turf in Turf.objects.filter(drive=drive):
        lock_turf(turf=turf, locked=True, by=party.turid)
    with pytest.raises(NothingToCut):
        ask_for_turfs(drive=drive, by=party.turid)
    with pytest.raises(NothingToCut):
        cut_drive_into_turfs(drive=drive)
    assert turfs_of(drive) == {1: 4, 2: 4}


def test_a_drive_that_is_closed_or_being_cut_is_not_cut_again(party: Party) -> None:
    drive = make_drive(party.branch)
    ask_for_turfs(drive=drive, by=party.turid)
    with pytest.raises(NotNow):
        ask_for_turfs(drive=drive, by=party.turid)
    cut_drive(drive_id=drive.pk)
    close_drive(drive=drive, on=DAY, by=None)
    with pytest.raises(NotNow):
        ask_for_turfs(drive=drive, by=party.turid)
