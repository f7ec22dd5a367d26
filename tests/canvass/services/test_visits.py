from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.models import DayCount, Door, Drive, Turf, Visit
from gjennomslag.canvass.queries.walks import newest_states
from gjennomslag.canvass.services.drives import close_drive, forget_visits
from gjennomslag.canvass.services.visits import (
    DoorNotInTurf,
    DriveClosed,
    ask_not_to_knock,
    record_visit,
    take_back_do_not_knock,
)
from tests.canvass.street import DAY, doors_of, make_drive
from tests.party import Party, make_party


@pytest.fixture
def turf(party: Party) -> Turf:
    return Turf.objects.filter(drive=make_drive(party.branch)).earliest("number")


def counts(drive: Drive) -> dict[date, tuple[int, int]]:
    return {row.day: (row.doors, row.conversations) for row in DayCount.objects.filter(drive=drive)}


def test_a_conversation_is_a_door_and_a_conversation(turf: Turf) -> None:
    first, second, third, _ = doors_of(turf)
    record_visit(turf=turf, door_id=first, state=DoorState.DONE, day=DAY)
    record_visit(turf=turf, door_id=second, state=DoorState.NO_ANSWER, day=DAY)
    record_visit(turf=turf, door_id=third, state=DoorState.NO_ACCESS, day=DAY)
    assert counts(turf.drive) == {DAY: (3, 1)}


def test_recording_twice_changes_nothing(turf: Turf) -> None:
    door = doors_of(turf)[0]
    for _ in range(3):
        record_visit(turf=turf, door_id=door, state=DoorState.DONE, day=DAY)
    assert counts(turf.drive) == {DAY: (1, 1)}
    assert Visit.objects.count() == 1


def test_undo_takes_the_door_out_of_the_count(turf: Turf) -> None:
    door = doors_of(turf)[0]
    record_visit(turf=turf, door_id=door, state=DoorState.DONE, day=DAY)
    record_visit(turf=turf, door_id=door, state=DoorState.NOT_VISITED, day=DAY)
    assert counts(turf.drive) == {DAY: (0, 0)}
    assert newest_states(turf.drive_id) == {}


def test_coming_back_another_day_leaves_the_first_days_count(turf: Turf) -> None:
    door, later = doors_of(turf)[0], DAY + timedelta(days=8)
    record_visit(turf=turf, door_id=door, state=DoorState.NO_ANSWER, day=DAY)
    record_visit(turf=turf, door_id=door, state=DoorState.DONE, day=later)
    assert counts(turf.drive) == {DAY: (1, 0), later: (1, 1)}


def test_a_door_of_another_turf_is_refused(turf: Turf) -> None:
    other = Turf.objects.get(drive=turf.drive, number=2)
    with pytest.raises(DoorNotInTurf):
        record_visit(turf=turf, door_id=doors_of(other)[0], state=DoorState.DONE, day=DAY)
    assert counts(turf.drive) == {}


def test_nothing_is_recorded_in_a_closed_drive(turf: Turf) -> None:
    close_drive(drive=turf.drive, on=DAY, by=None)
    with pytest.raises(DriveClosed):
        record_visit(turf=turf, door_id=doors_of(turf)[0], state=DoorState.DONE, day=DAY)
    assert counts(turf.drive) == {}


def test_do_not_knock_survives_and_can_be_taken_back_the_same_day_only(turf: Turf) -> None:
    first, second = doors_of(turf)[:2]
    ask_not_to_knock(turf=turf, door_id=first, day=DAY)
    ask_not_to_knock(turf=turf, door_id=second, day=DAY)
    take_back_do_not_knock(turf=turf, door_id=first, day=DAY)
    take_back_do_not_knock(turf=turf, door_id=second, day=DAY + timedelta(days=1))
    marked = dict(Door.objects.filter(pk__in=[first, second]).values_list("pk", "do_not_knock_on"))
    assert marked == {first: None, second: DAY}


def test_visits_are_forgotten_after_thirty_days_and_the_counts_stay(turf: Turf) -> None:
    record_visit(turf=turf, door_id=doors_of(turf)[0], state=DoorState.DONE, day=DAY)
    close_drive(drive=turf.drive, on=DAY, by=None)
    assert forget_visits(today=DAY + timedelta(days=29)) == 0
    assert forget_visits(today=DAY + timedelta(days=30)) == 1
    assert Visit.objects.count() == 0
    assert counts(turf.drive) == {DAY: (1, 1)}
    assert DayCount.objects.get().frozen


def test_a_drive_nobody_closed_is_closed_and_forgotten_thirty_days_after_its_last_day(turf: Turf) -> None:
    drive = turf.drive
    record_visit(turf=turf, door_id=doors_of(turf)[0], state=DoorState.DONE, day=DAY)
    forget_visits(today=drive.ends_on + timedelta(days=30))
    drive.refresh_from_db()
    assert drive.closed_on == drive.ends_on + timedelta(days=30)
    assert Visit.objects.count() == 0


class CountsFollowVisits(TestCase):
    """The counts equal a recount by hand after any sequence of recordings."""

    @settings(max_examples=30)
    @given(
        steps=st.lists(
            st.tuples(st.integers(0, 3), st.sampled_from(list(DoorState)), st.integers(0, 2)), min_size=1, max_size=25
        )
    )
    def test_any_sequence(self, steps: list[tuple[int, DoorState, int]]) -> None:
        turf = Turf.objects.filter(drive=make_drive(make_party().branch)).earliest("number")
        doors = doors_of(turf)
        state: dict[tuple[int, int], DoorState] = {}
        for door, new, day in steps:
            record_visit(turf=turf, door_id=doors[door], state=new, day=DAY + timedelta(days=day))
            state[door, day] = new
        expected = {
            DAY + timedelta(days=day): (
                sum(s != DoorState.NOT_VISITED for (_, d), s in state.items() if d == day),
                sum(s == DoorState.DONE for (_, d), s in state.items() if d == day),
            )
            for day in {day for _, day in state}
        }
        assert counts(turf.drive) == expected


@pytest.mark.django_db(transaction=True)
def test_canvassers_at_the_same_time_are_all_counted() -> None:
    turf = Turf.objects.filter(drive=make_drive(make_party().branch, houses=40, doors_per_turf=40)).get()
    doors = doors_of(turf)

    def walk(mine: list[int]) -> None:
        for door in mine:
            record_visit(turf=turf, door_id=door, state=DoorState.DONE, day=DAY)
        connection.close()

    threads = [threading.Thread(target=walk, args=(doors[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts(turf.drive) == {DAY: (40, 40)}
