from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gjennomslag.canvass.choices import CuttingStatus, EditKind
from gjennomslag.canvass.jobs import cut_drive
from gjennomslag.canvass.models import Door, Drive, Turf, TurfDoor, TurfEdit, TurfLink
from gjennomslag.canvass.services.drives import close_drive
from gjennomslag.canvass.services.turfs import (
    LineMisses,
    LineStopsShort,
    NoDoors,
    NothingToUndo,
    NotNow,
    ask_for_turfs,
    cut_turf_by_line,
    lock_turf,
    merge_turfs,
    move_doors,
    split_turf,
    undo_edit,
)
from gjennomslag.canvass.services.turfs.history import KEPT
from tests.canvass.street import DAY, doors_of, make_drive, make_link
from tests.party import Party, make_party

State = dict[int, tuple[list[int], int, int, bool]]


@pytest.fixture
def drive(party: Party) -> Drive:
    """Return a drive of two turfs of four doors."""
    return make_drive(party.branch)


def turf(drive: Drive, number: int) -> Turf:
    return Turf.objects.get(drive=drive, number=number)


def state(drive: Drive) -> State:
    return {
        each.number: (doors_of(each), each.metres, each.minutes, each.locked)
        for each in Turf.objects.filter(drive=drive)
    }


def sizes(drive: Drive) -> dict[int, int]:
    return {number: len(doors) for number, (doors, *_) in state(drive).items()}


def test_moving_doors_moves_them_and_orders_both_turfs_anew(drive: Drive, party: Party) -> None:
    moved = doors_of(turf(drive, 1))[:1]
    changes = move_doors(drive=drive, door_ids=moved, to=turf(drive, 2), by=party.turid)
    assert [(change.number, change.before.doors, change.after.doors) for change in changes] == [(2, 4, 5), (1, 4, 3)]
    assert sizes(drive) == {1: 3, 2: 5}
    assert moved[0] in doors_of(turf(drive, 2))
    assert list(turf(drive, 2).stops.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5]


def test_moving_to_a_new_turf_and_emptying_the_old_one(drive: Drive, party: Party) -> None:
    changes = move_doors(drive=drive, door_ids=doors_of(turf(drive, 1)), to=None, by=party.turid)
    assert [(change.number, change.after.doors) for change in changes] == [(3, 4), (1, 0)]
    assert sizes(drive) == {2: 4, 3: 4}


def test_moving_doors_of_another_drive_is_refused(drive: Drive, party: Party) -> None:
    with pytest.raises(NoDoors):
        move_doors(drive=drive, door_ids=[10**9], to=None, by=party.turid)
    assert sizes(drive) == {1: 4, 2: 4}


def test_a_turf_keeps_its_link_when_doors_leave_it(drive: Drive, party: Party) -> None:
    link = make_link(turf(drive, 1), party.turid)
    move_doors(drive=drive, door_ids=doors_of(turf(drive, 1))[:2], to=turf(drive, 2), by=party.turid)
    assert TurfLink.objects.get(pk=link.pk).turf == turf(drive, 1)


def test_splitting_half_way_and_after_an_address(drive: Drive, party: Party) -> None:
    walk = doors_of(turf(drive, 1))
    split_turf(turf=turf(drive, 1), by=party.turid)
    assert sizes(drive) == {1: 2, 2: 4, 3: 2}
    assert set(doors_of(turf(drive, 1))) == set(walk[:2])
    walk = doors_of(turf(drive, 2))
    split_turf(turf=turf(drive, 2), after=3, by=party.turid)
    assert sizes(drive) == {1: 2, 2: 3, 3: 2, 4: 1}
    assert doors_of(turf(drive, 4)) == walk[3:]


@pytest.mark.parametrize("after", [0, 4, 99])
def test_splitting_off_nothing_is_refused(drive: Drive, party: Party, after: int) -> None:
    with pytest.raises(NoDoors):
        split_turf(turf=turf(drive, 1), after=after, by=party.turid)
    assert sizes(drive) == {1: 4, 2: 4}


def test_cutting_along_a_line_parts_the_sides_of_the_street(drive: Drive, party: Party) -> None:
    """Even numbers lie 12 metres north, which is left of a line drawn eastwards."""
    cut_turf_by_line(turf=turf(drive, 1), line=[(300_000, 6_750_006), (300_100, 6_750_006)], by=party.turid)
    stays, left = (
        [(stop.door.address.number or 0) % 2 for stop in each.stops.select_related("door__address")]
        for each in (turf(drive, 1), turf(drive, 3))
    )
    assert (stays, left) == ([1, 1], [0, 0])


def test_a_line_that_misses_the_turf_changes_nothing(drive: Drive, party: Party) -> None:
    for line in ([(0.0, 0.0), (1.0, 0.0)], [(300_000.0, 6_750_006.0)]):
        with pytest.raises(LineMisses):
            cut_turf_by_line(turf=turf(drive, 1), line=line, by=party.turid)
    assert (sizes(drive), TurfEdit.objects.count()) == ({1: 4, 2: 4}, 0)


@pytest.mark.parametrize(
    "line",
    [
        [(299_900.0, 6_750_006.0), (299_950.0, 6_750_006.0)],
        [(300_000.0, 6_750_006.0), (300_025.0, 6_750_006.0)],
    ],
)
def test_a_line_beside_the_turf_or_into_it_is_not_lengthened(
    drive: Drive, party: Party, line: list[tuple[float, float]]
) -> None:
    with pytest.raises(LineStopsShort):
        cut_turf_by_line(turf=turf(drive, 1), line=line, by=party.turid)
    assert (sizes(drive), TurfEdit.objects.count()) == ({1: 4, 2: 4}, 0)


def test_merging_two_turfs(drive: Drive, party: Party) -> None:
    merge_turfs(turf=turf(drive, 1), into=turf(drive, 2), by=party.turid)
    assert sizes(drive) == {2: 8}


def test_undo_brings_back_exactly_what_was_step_by_step(drive: Drive, party: Party) -> None:
    states = [state(drive)]
    lock_turf(turf=turf(drive, 2), locked=True, by=party.turid)
    states[0] = state(drive)
    move_doors(drive=drive, door_ids=doors_of(turf(drive, 1))[1:3], to=turf(drive, 2), by=party.turid)
    states.append(state(drive))
    split_turf(turf=turf(drive, 2), by=party.turid)
    states.append(state(drive))
    merge_turfs(turf=turf(drive, 2), into=turf(drive, 3), by=party.turid)
    assert list(TurfEdit.objects.values_list("kind", "by")) == [
        (EditKind.MERGED, party.turid.pk),
        (EditKind.SPLIT, party.turid.pk),
        (EditKind.MOVED, party.turid.pk),
    ]
    for before in reversed(states):
        undo_edit(drive=drive, by=party.turid)
        assert state(drive) == before
    with pytest.raises(NothingToUndo):
        undo_edit(drive=drive, by=party.turid)


def test_a_new_cut_can_be_undone_too(drive: Drive, party: Party) -> None:
    before = state(drive)
    drive.doors_per_turf = 2
    drive.save()
    ask_for_turfs(drive=drive, by=party.turid)
    with pytest.raises(NotNow):
        undo_edit(drive=drive, by=party.turid)
    cut_drive(drive_id=drive.pk)
    assert sizes(drive) == {1: 2, 2: 2, 3: 2, 4: 2}
    edit = TurfEdit.objects.get()
    assert (edit.kind, edit.by) == (EditKind.RECUT, party.turid)
    undo_edit(drive=drive, by=party.turid)
    assert state(drive) == before


def test_undo_leaves_out_doors_that_are_no_longer_there(drive: Drive, party: Party) -> None:
    door = doors_of(turf(drive, 1))[0]
    merge_turfs(turf=turf(drive, 1), into=turf(drive, 2), by=party.turid)
    Door.objects.get(pk=door).delete()
    undo_edit(drive=drive, by=party.turid)
    assert sizes(drive) == {1: 3, 2: 4}


def test_the_newest_fifty_changes_are_kept(drive: Drive, party: Party) -> None:
    door = doors_of(turf(drive, 1))[:1]
    for step in range(KEPT + 2):
        move_doors(drive=drive, door_ids=door, to=turf(drive, 1 + (step + 1) % 2), by=party.turid)
    assert TurfEdit.objects.count() == KEPT == 50


@pytest.mark.parametrize("ending", ["closed", "being cut"])
def test_turfs_are_not_changed_when_closed_or_being_cut(drive: Drive, party: Party, ending: str) -> None:
    if ending == "closed":
        close_drive(drive=drive, on=DAY, by=None)
    else:
        Drive.objects.update(cutting=CuttingStatus.RUNNING)
    first, second = turf(drive, 1), turf(drive, 2)
    with pytest.raises(NotNow):
        move_doors(drive=drive, door_ids=doors_of(first), to=second, by=party.turid)
    with pytest.raises(NotNow):
        split_turf(turf=first, by=party.turid)
    with pytest.raises(NotNow):
        cut_turf_by_line(turf=first, line=[(0.0, 0.0), (1.0, 0.0)], by=party.turid)
    with pytest.raises(NotNow):
        merge_turfs(turf=first, into=second, by=party.turid)
    with pytest.raises(NotNow):
        undo_edit(drive=drive, by=party.turid)
    assert sizes(drive) == {1: 4, 2: 4}


class EditsKeepEveryDoor(TestCase):
    """After any sequence of changes every door is in one turf, and undoing all of them gives the first turfs back."""

    @settings(max_examples=15)
    @given(steps=st.lists(st.tuples(st.sampled_from(["move", "split", "merge"]), st.integers(0, 7)), max_size=6))
    def test_any_sequence(self, steps: list[tuple[str, int]]) -> None:
        party = make_party()
        drive = make_drive(party.branch)
        first, doors = state(drive), set(Door.objects.values_list("pk", flat=True))
        done = 0
        for kind, which in steps:
            turfs = list(Turf.objects.filter(drive=drive))
            one, other = turfs[which % len(turfs)], turfs[(which + 1) % len(turfs)]
            try:
                if kind == "move":
                    move_doors(drive=drive, door_ids=doors_of(one)[:which], to=other, by=party.turid)
                elif kind == "split":
                    split_turf(turf=one, by=party.turid)
                elif one != other:
                    merge_turfs(turf=one, into=other, by=party.turid)
                else:
                    continue
            except NoDoors:
                continue
            done += 1
            placed = TurfDoor.objects.filter(drive=drive).values_list("door", flat=True)
            assert (set(placed), len(placed)) == (doors, len(doors))
            assert min(sizes(drive).values()) > 0
        for _ in range(done):
            undo_edit(drive=drive, by=party.turid)
        assert state(drive) == first


def test_edits_say_when_they_were_made(drive: Drive, party: Party) -> None:
    split_turf(turf=turf(drive, 1), by=party.turid)
    assert timezone.now() - TurfEdit.objects.get().at < timedelta(minutes=5)
