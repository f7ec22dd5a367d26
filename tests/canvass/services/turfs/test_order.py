"""Orders made by hand, and walks from a start to a meeting place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.canvass.choices import CuttingStatus, DoorState, EditKind
from gjennomslag.canvass.jobs import order_drive
from gjennomslag.canvass.models import Drive, Turf, TurfDoor, TurfEdit
from gjennomslag.canvass.services.turfs import (
    NamedPlace,
    NothingToCut,
    ask_for_turfs,
    cut_drive_into_turfs,
    merge_turfs,
    move_doors,
    order_turf_anew,
    reorder_turf,
    set_places,
    split_turf,
    undo_edit,
)
from gjennomslag.canvass.services.turfs.planning import kept_order
from gjennomslag.canvass.services.visits import record_visit
from tests.canvass.street import DAY, doors_of, make_drive
from tests.party import Party

WEST, EAST = NamedPlace("Skolen", 299_990.0, 6_750_006.0), NamedPlace("Kafeen", 300_100.0, 6_750_006.0)
FAR = NamedPlace("Stasjonen", 306_000.0, 6_750_000.0)


@pytest.fixture
def drive(party: Party) -> Drive:
    """Return a drive of two turfs of four doors."""
    return make_drive(party.branch)


def turf(drive: Drive, number: int = 1) -> Turf:
    return Turf.objects.get(drive=drive, number=number)


def addresses(drive: Drive, number: int = 1) -> list[int]:
    stops = TurfDoor.objects.filter(turf=turf(drive, number)).order_by("position")
    return list(stops.values_list("door__address", flat=True))


def houses(drive: Drive, number: int = 1) -> list[int]:
    stops = TurfDoor.objects.filter(turf=turf(drive, number)).order_by("position")
    return [number or 0 for number in stops.values_list("door__address__number", flat=True)]


def mixed(order: list[int]) -> list[int]:
    """Return an order that no walk would have: the two in the middle change places with the ends."""
    return [order[1], order[0], order[3], order[2]]


def test_an_order_made_by_hand_is_kept_measured_and_can_be_undone(drive: Drive, party: Party) -> None:
    before, metres = addresses(drive), turf(drive).metres
    (change,) = reorder_turf(turf=turf(drive), address_ids=mixed(before), by=party.turid)
    assert (addresses(drive), turf(drive).by_hand) == (mixed(before), True)
    assert (change.before.metres, change.after.metres) == (metres, turf(drive).metres)
    assert change.after.metres > metres
    assert TurfEdit.objects.get().kind == EditKind.ORDERED
    undo_edit(drive=drive, by=party.turid)
    assert (addresses(drive), turf(drive).by_hand, turf(drive).metres) == (before, False, metres)


def test_the_system_orders_the_turf_again_when_it_is_asked_to(drive: Drive, party: Party) -> None:
    before, metres = addresses(drive), turf(drive).metres
    reorder_turf(turf=turf(drive), address_ids=mixed(before), by=party.turid)
    order_turf_anew(turf=turf(drive), by=party.turid)
    assert (turf(drive).by_hand, turf(drive).metres) == (False, metres)


def test_addresses_that_are_not_named_follow_and_strangers_are_ignored(drive: Drive, party: Party) -> None:
    before = addresses(drive)
    reorder_turf(turf=turf(drive), address_ids=[before[2], 10**9, before[2]], by=party.turid)
    assert addresses(drive) == [before[2], before[0], before[1], before[3]]


def test_the_order_it_has_already_is_no_order_by_hand(drive: Drive, party: Party) -> None:
    changes = reorder_turf(turf=turf(drive), address_ids=addresses(drive), by=party.turid)
    assert (changes, turf(drive).by_hand, TurfEdit.objects.count()) == ([], False, 0)


def test_a_house_that_leaves_or_comes_does_not_disturb_the_order(drive: Drive, party: Party) -> None:
    order = mixed(addresses(drive))
    reorder_turf(turf=turf(drive), address_ids=order, by=party.turid)
    leaving = doors_of(turf(drive))[1]
    move_doors(drive=drive, door_ids=[leaving], to=turf(drive, 2), by=party.turid)
    assert addresses(drive) == [order[0], *order[2:]]
    arriving = [door for door in doors_of(turf(drive, 2)) if door != leaving][:2]
    move_doors(drive=drive, door_ids=arriving, to=turf(drive), by=party.turid)
    assert [each for each in addresses(drive) if each in order] == [order[0], *order[2:]]
    assert (turf(drive).by_hand, turf(drive).door_count, len(addresses(drive))) == (True, 5, 5)


def test_both_parts_of_a_split_turf_and_a_merged_one_keep_the_order(drive: Drive, party: Party) -> None:
    order = mixed(addresses(drive))
    reorder_turf(turf=turf(drive), address_ids=order, by=party.turid)
    split_turf(turf=turf(drive), after=2, by=party.turid)
    assert (addresses(drive), addresses(drive, 3)) == (order[:2], order[2:])
    assert [turf(drive, number).by_hand for number in (1, 3)] == [True, True]
    merge_turfs(turf=turf(drive, 2), into=turf(drive), by=party.turid)
    assert [each for each in addresses(drive) if each in order] == order[:2]


def test_cutting_the_rest_anew_leaves_a_turf_ordered_by_hand_alone(drive: Drive, party: Party) -> None:
    order = mixed(addresses(drive))
    reorder_turf(turf=turf(drive), address_ids=order, by=party.turid)
    cut_drive_into_turfs(drive=drive)
    assert addresses(drive) == order
    reorder_turf(turf=turf(drive, 2), address_ids=mixed(addresses(drive, 2)), by=party.turid)
    with pytest.raises(NothingToCut):
        ask_for_turfs(drive=drive, by=party.turid)


def test_walks_go_from_the_start_to_the_meeting_place_and_the_way_counts(drive: Drive, party: Party) -> None:
    before = turf(drive).metres
    set_places(drive=drive, start=WEST, meeting=EAST, by=party.turid)
    drive.refresh_from_db()
    assert (drive.start_name, drive.meeting, drive.cutting) == ("Skolen", (300_100.0, 6_750_006.0), "waiting")
    order_drive(drive_id=drive.pk)
    drive.refresh_from_db()
    assert drive.cutting == CuttingStatus.DONE
    for number in (1, 2):
        walked = houses(drive, number)
        assert walked[0] < walked[-1]
    assert turf(drive).metres > before + 20
    set_places(drive=drive, start=EAST, meeting=WEST, by=party.turid)
    order_drive(drive_id=drive.pk)
    assert houses(drive)[0] > houses(drive)[-1]


def test_setting_places_can_be_undone_with_the_walks(drive: Drive, party: Party) -> None:
    before = [(addresses(drive, number), turf(drive, number).metres) for number in (1, 2)]
    set_places(drive=drive, start=EAST, meeting=None, by=party.turid)
    order_drive(drive_id=drive.pk)
    drive.refresh_from_db()
    undo_edit(drive=drive, by=party.turid)
    drive.refresh_from_db()
    assert (drive.start, drive.start_name) == (None, "")
    assert [(addresses(drive, number), turf(drive, number).metres) for number in (1, 2)] == before


def test_a_turf_whose_walk_has_begun_keeps_its_order_and_gets_its_time(drive: Drive, party: Party) -> None:
    before, metres = addresses(drive), turf(drive).metres
    record_visit(turf=turf(drive), door_id=doors_of(turf(drive))[0], state=DoorState.DONE, day=DAY)
    set_places(drive=drive, start=EAST, meeting=EAST, by=party.turid)
    order_drive(drive_id=drive.pk)
    assert (addresses(drive), turf(drive).by_hand, turf(drive).metres > metres) == (before, False, True)


def test_a_turf_far_from_the_start_is_driven_to_and_walked_round_from_the_car(drive: Drive, party: Party) -> None:
    alone = turf(drive)
    set_places(drive=drive, start=FAR, meeting=None, by=party.turid)
    order_drive(drive_id=drive.pk)
    now = turf(drive)
    assert (now.parked, now.by_car) == (True, False)
    assert now.minutes_there == 18  # 6 km, a third more by road, at 30 km/h, and parking
    assert alone.metres < now.metres < 3 * alone.metres
    assert now.minutes > alone.minutes + 17


def test_a_cut_by_time_leaves_time_for_the_way_there(party: Party) -> None:
    drive = make_drive(party.branch, houses=60, doors_per_turf=None)
    drive.hours = 1
    drive.save()
    cut_drive_into_turfs(drive=drive)
    near = drive.turfs.count()
    drive.start_name, drive.start_east, drive.start_north = FAR.name, FAR.east, FAR.north
    drive.save()
    cut_drive_into_turfs(drive=drive)
    assert drive.turfs.count() > near
    assert max(each.minutes for each in drive.turfs.all()) <= 66


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=30), st.data())
def test_what_is_put_in_between_never_disturbs_what_stands(places: list[tuple[int, int]], data: st.DataObject) -> None:
    points = np.array(places, dtype=np.float64)
    order = data.draw(st.permutations(range(len(places))))
    cut = data.draw(st.integers(0, len(places)))
    result = kept_order(points, order[:cut], order[cut:]).tolist()
    assert sorted(result) == list(range(len(places)))
    assert [each for each in result if each in order[:cut]] == list(order[:cut])
