"""A turf that grew or was half walked is shared out with its neighbours; no other turf is touched."""

from __future__ import annotations

import pytest

from gjennomslag.algorithms import compiled
from gjennomslag.algorithms.warm_up import warm_up
from gjennomslag.canvass.choices import DoorState, EditKind
from gjennomslag.canvass.models import Drive, Turf, TurfDoor, TurfEdit
from gjennomslag.canvass.services.turfs import (
    NobodyToShareWith,
    NothingLeft,
    NotReady,
    lock_turf,
    move_doors,
    share_out_turf,
    undo_edit,
)
from gjennomslag.canvass.services.visits import record_visit
from tests.canvass.street import doors_of, make_drive
from tests.party import Party

FAR = 6


@pytest.fixture
def drive(party: Party) -> Drive:
    """Return a drive of six turfs of four doors along one street, numbered from one end to the other."""
    warm_up()
    drive = make_drive(party.branch, houses=24)
    by_place = sorted(drive.turfs.all(), key=lambda turf: turf.east)
    for turf in by_place:
        Turf.objects.filter(pk=turf.pk).update(number=turf.number + 100)
    for number, turf in enumerate(by_place, 1):
        Turf.objects.filter(pk=turf.pk).update(number=number)
    return drive


def turf(drive: Drive, number: int) -> Turf:
    return Turf.objects.select_related("drive__unit").get(drive=drive, number=number)


def sizes(drive: Drive) -> list[int]:
    return [each.door_count for each in Turf.objects.filter(drive=drive).order_by("number")]


def whole(drive: Drive) -> list[tuple[object, ...]]:
    doors = TurfDoor.objects.filter(drive=drive).order_by("turf__number", "position")
    return [*drive.turfs.order_by("number").values_list(), *doors.values_list("turf", "door", "position")]


def knock(drive: Drive, door: int) -> None:
    here = Turf.objects.get(drive=drive, stops__door=door)
    record_visit(turf=here, door_id=door, state=DoorState.NO_ANSWER, day=drive.starts_on)


def test_a_turf_that_grew_is_evened_out_and_the_rest_stays_in_its_very_rows(drive: Drive, party: Party) -> None:
    move_doors(drive=drive, door_ids=doors_of(turf(drive, 2)), to=turf(drive, 1), by=party.turid)
    grown, before = turf(drive, 1), whole(drive)
    rows = {each: doors_of(turf(drive, each)) for each in (5, 6)}
    changes = share_out_turf(turf=grown, by=party.turid)
    assert (changes[0].number, changes[0].before.doors) == (1, 8)
    assert {each.number for each in changes} <= {1, 3, 4, 5}
    assert sum(sizes(drive)) == 24
    assert max(sizes(drive)) - min(sizes(drive)) <= 2
    assert doors_of(turf(drive, FAR)) == rows[FAR]
    assert TurfEdit.objects.filter(drive=drive).first().kind == EditKind.SHARED  # type: ignore[union-attr]
    undo_edit(drive=drive, by=party.turid)
    assert whole(drive) == before


def test_what_has_been_knocked_on_stays_and_the_rest_is_shared(drive: Drive, party: Party) -> None:
    half, knocked = turf(drive, 1), doors_of(turf(drive, 1))[:2]
    for door in knocked:
        knock(drive, door)
    changes = share_out_turf(turf=half, by=party.turid)
    assert [door for door in doors_of(turf(drive, 1)) if door in knocked] == knocked
    left = [each.after.doors - (len(knocked) if each.number == 1 else 0) for each in changes]
    assert sum(left) == 4 * len(changes) - len(knocked)
    assert max(left) - min(left) <= 1


def test_the_neighbours_take_the_little_that_is_left_and_nothing_comes_to_a_turf_nearly_done(
    drive: Drive, party: Party
) -> None:
    *knocked, last = doors_of(turf(drive, 1))
    for door in knocked:
        knock(drive, door)
    far = doors_of(turf(drive, FAR))
    changes = share_out_turf(turf=turf(drive, 1), by=party.turid)
    assert doors_of(turf(drive, 1)) == knocked
    assert TurfDoor.objects.get(drive=drive, door=last).turf.number in {each.number for each in changes} - {1}
    others = [each.after.doors for each in changes if each.number != 1]
    assert sum(others) == 4 * len(others) + 1
    assert max(others) - min(others) <= 1
    assert doors_of(turf(drive, FAR)) == far


def test_neighbours_that_are_locked_walked_or_on_a_phone_take_no_part(drive: Drive, party: Party) -> None:
    lock_turf(turf=turf(drive, 2), locked=True, by=party.turid)
    knock(drive, doors_of(turf(drive, 3))[0])
    before = {each: doors_of(turf(drive, each)) for each in (2, 3)}
    changes = share_out_turf(turf=turf(drive, 1), by=party.turid)
    assert not {2, 3} & {each.number for each in changes}
    assert {each: doors_of(turf(drive, each)) for each in (2, 3)} == before
    for each in (4, 5, 6):
        lock_turf(turf=turf(drive, each), locked=True, by=party.turid)
    for number in (1, 4):
        with pytest.raises(NobodyToShareWith):
            share_out_turf(turf=turf(drive, number), by=party.turid)


def test_nothing_left_and_a_machine_that_is_not_set_up(
    drive: Drive, party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    for door in doors_of(turf(drive, 1)):
        knock(drive, door)
    before = whole(drive)
    with pytest.raises(NothingLeft):
        share_out_turf(turf=turf(drive, 1), by=party.turid)
    monkeypatch.setattr(compiled, "ready", lambda: False)
    with pytest.raises(NotReady):
        share_out_turf(turf=turf(drive, 2), by=party.turid)
    assert whole(drive) == before
