"""New addresses in a drive that is cut: they join their neighbours' turfs, and what is gone leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from gjennomslag.canvass.choices import CuttingStatus, DoorState, EditKind
from gjennomslag.canvass.jobs import take_in_new_doors
from gjennomslag.canvass.models import Door, Drive, Turf, TurfDoor, TurfEdit
from gjennomslag.canvass.services.address_imports import import_file
from gjennomslag.canvass.services.barriers import import_barriers
from gjennomslag.canvass.services.drives import close_drive, start_drive
from gjennomslag.canvass.services.turfs import NotNow, cut_drive_into_turfs, lock_turf, reorder_turf, undo_edit
from gjennomslag.canvass.services.visits import record_visit
from tests.canvass.address_lines import address, addresses_file, dwelling, dwellings_file
from tests.canvass.phone import phone_with
from tests.canvass.services.test_barriers import wall
from tests.canvass.street import DAY, FAR_OFF, make_link
from tests.party import Party

AREA = "34200405"
SOUTH, WEST = 6_752_000, 314_000
OUTSIDE = {"grunnkretsnummer": "34200406"}


def place(number: int, north: int = 0) -> dict[str, str]:
    """Return where house ``number`` lies: five metres on, the even ones twelve metres across."""
    return {"Nord": str(SOUTH + north + (12 if number % 2 == 0 else 0)), "Øst": str(WEST + 5 * number)}


def house(number: int, **values: str) -> str:
    return address(number, **(place(number) | values))


def load(path: Path) -> None:
    """Import the file, and do what it asks for."""
    done = set(ProcrastinateJob.objects.values_list("pk", flat=True))
    import_file(path=path, unit=None, by=None, dry_run=False, progress=lambda share: None)
    for job in ProcrastinateJob.objects.filter(task_name="canvass.take_in_doors").exclude(pk__in=done):
        take_in_new_doors(**job.args)


STREET = [*range(1, 5), *range(31, 35)]


@pytest.fixture
def drive(party: Party, tmp_path: Path) -> Drive:
    """Return a drive of two turfs of four houses each, far apart in one street."""
    load(addresses_file(tmp_path, *map(house, STREET)))
    drive = start_drive(
        unit=party.branch, title="Vår", starts_on=DAY, ends_on=FAR_OFF, basic_units=[AREA],
        doors_per_turf=4, by=None,
    )  # fmt: skip
    cut_drive_into_turfs(drive=drive)
    drive.refresh_from_db()
    return drive


def turf_with(drive: Drive, number: int) -> Turf:
    return Turf.objects.get(drive=drive, stops__door__address__number=number)


def walk(turf: Turf) -> list[int]:
    """Return the house numbers in walking order."""
    stops = TurfDoor.objects.filter(turf=turf).order_by("position")
    return [number or 0 for number in stops.values_list("door__address__number", flat=True)]


def whole(drive: Drive) -> list[tuple[object, ...]]:
    """Return everything about the drive's turfs: rows, sizes, doors, positions and changes that can be undone."""
    return [
        *Turf.objects.filter(drive=drive).order_by("number").values_list(),
        *TurfDoor.objects.filter(drive=drive).order_by("turf__number", "position").values_list(),
        *TurfEdit.objects.filter(drive=drive).values_list("kind", "at"),
    ]


def rows_of(turf: Turf) -> list[tuple[object, ...]]:
    return [*Turf.objects.filter(pk=turf.pk).values_list(), *TurfDoor.objects.filter(turf=turf).values_list()]


def test_a_new_house_joins_its_neighbours_and_nothing_else_moves(drive: Drive, party: Party, tmp_path: Path) -> None:
    near, far = turf_with(drive, 1), turf_with(drive, 31)
    before, untouched = walk(near), rows_of(far)
    load(addresses_file(tmp_path, *map(house, [*STREET, 5]), address(6, **place(6), **OUTSIDE)))
    assert sorted(walk(near)) == [1, 2, 3, 4, 5]
    assert rows_of(far) == untouched
    assert Turf.objects.get(pk=near.pk).door_count == 5
    assert [(edit.kind, edit.by) for edit in TurfEdit.objects.filter(drive=drive)] == [(EditKind.JOINED, None)]
    undo_edit(drive=drive, by=party.turid)
    assert (walk(near), TurfEdit.objects.count()) == (before, 0)


def test_the_same_file_again_changes_nothing_even_after_an_undo(drive: Drive, party: Party, tmp_path: Path) -> None:
    newer = addresses_file(tmp_path, *map(house, [*STREET, 5, 30]))
    load(newer)
    assert TurfEdit.objects.filter(drive=drive, kind=EditKind.JOINED).count() == 2
    after = whole(drive)
    load(newer)
    assert whole(drive) == after
    for job in ProcrastinateJob.objects.filter(task_name="canvass.take_in_doors"):
        take_in_new_doors(**job.args)
    assert whole(drive) == after
    undo_edit(drive=drive, by=party.turid)
    undone = whole(drive)
    load(newer)
    assert whole(drive) == undone


def test_an_order_made_by_hand_stays_and_the_new_house_comes_where_it_adds_least(
    drive: Drive, party: Party, tmp_path: Path
) -> None:
    near = turf_with(drive, 1)
    ids = {stop.door.address.number: stop.door.address_id for stop in near.stops.select_related("door__address")}
    reorder_turf(turf=near, address_ids=[ids[each] for each in (1, 3, 2, 4)], by=party.turid)
    load(addresses_file(tmp_path, *map(house, [*STREET, 6])))
    assert (walk(near), Turf.objects.get(pk=near.pk).by_hand) == ([1, 3, 2, 4, 6], True)


def test_a_phone_that_holds_the_turf_gets_the_house_at_the_next_pull_in_its_place(
    drive: Drive, party: Party, tmp_path: Path
) -> None:
    near = turf_with(drive, 1)
    before = walk(near)
    phone = phone_with(make_link(near, party.turid))
    seen = phone.turf()
    load(addresses_file(tmp_path, *map(house, [*STREET, 5])))
    answer = phone.turf(**{"if-none-match": seen.headers.get("ETag", "")})
    numbers = [stop["number"] for stop in answer.json()["stops"]]
    assert numbers == walk(near)
    assert [each for each in numbers if each != 5] == before
    assert (sorted(numbers), Turf.objects.get(pk=near.pk).by_hand) == ([1, 2, 3, 4, 5], False)
    new = Door.objects.get(address__number=5)
    assert phone.results(phone.tap(new.pk, "done")) == ["applied"]


def test_flats_join_the_turf_that_has_their_entrance_although_it_is_locked(
    drive: Drive, party: Party, tmp_path: Path
) -> None:
    near, far = turf_with(drive, 1), turf_with(drive, 31)
    lock_turf(turf=near, locked=True, by=party.turid)
    before = walk(near)
    flats = [dwelling(2, number, **place(2)) for number in ("H0101", "H0102", "H0201")]
    others = [dwelling(each, "H0101", **place(each)) for each in STREET if each != 2]
    load(dwellings_file(tmp_path, *flats, *others))
    assert [number for at, number in enumerate(walk(near)) if at == 0 or walk(near)[at - 1] != number] == before
    assert (walk(near).count(2), len(walk(far))) == (3, 4)


def test_a_new_address_leaves_a_locked_turf_alone_as_long_as_another_is_open(
    drive: Drive, party: Party, tmp_path: Path
) -> None:
    near, far = turf_with(drive, 1), turf_with(drive, 31)
    lock_turf(turf=near, locked=True, by=party.turid)
    untouched = rows_of(near)
    load(addresses_file(tmp_path, *map(house, [*STREET, 5])))
    assert (rows_of(near), sorted(walk(far))) == (untouched, [5, 31, 32, 33, 34])
    lock_turf(turf=far, locked=True, by=party.turid)
    before = walk(near)
    load(addresses_file(tmp_path, *map(house, [*STREET, 5, 6])))
    assert [each for each in walk(near) if each != 6] == before
    assert 6 in walk(near)


def test_one_side_of_the_street_goes_before_the_nearer_house_across(drive: Drive, party: Party, tmp_path: Path) -> None:
    """House 19 lies nearer to 31 on its own side than to 3; house 4 right across is the closest of all."""
    across = [house(number) for number in STREET if number != 4] + [house(4, Øst=str(WEST + 95))]
    load(addresses_file(tmp_path, *across))
    load(addresses_file(tmp_path, *across, house(19)))
    assert 19 in walk(turf_with(drive, 31))
    assert 19 not in walk(turf_with(drive, 4))


def test_nobody_is_a_neighbour_across_the_river(drive: Drive, party: Party, tmp_path: Path) -> None:
    """House 30 lies next to 32 but for the river; without it the turf would be that of 31."""
    river = wall((WEST + 155.0, SOUTH - 900.0), (WEST + 152.0, SOUTH + 900.0))
    import_barriers(unit=party.branch, text=river, file_name="elv.geojson", by=party.turid)
    load(addresses_file(tmp_path, *map(house, [*STREET, 30])))
    assert 30 in walk(turf_with(drive, 1))


def test_what_is_gone_leaves_unless_somebody_has_knocked_there(drive: Drive, party: Party, tmp_path: Path) -> None:
    near, far = turf_with(drive, 1), turf_with(drive, 31)
    before, untouched = walk(near), rows_of(far)
    record_visit(turf=near, door_id=Door.objects.get(address__number=1).pk, state=DoorState.DONE, day=DAY)
    load(addresses_file(tmp_path, *map(house, [each for each in STREET if each not in (1, 3)])))
    assert walk(near) == [each for each in before if each != 3]
    assert rows_of(far) == untouched
    assert [edit.kind for edit in TurfEdit.objects.filter(drive=drive)] == [EditKind.LEFT]
    undo_edit(drive=drive, by=party.turid)
    assert walk(near) == before


def test_a_turf_whose_houses_are_all_gone_is_gone_and_comes_back_when_that_is_undone(
    drive: Drive, party: Party, tmp_path: Path
) -> None:
    load(addresses_file(tmp_path, *map(house, STREET[:4])))
    assert [sorted(walk(each)) for each in Turf.objects.filter(drive=drive)] == [[1, 2, 3, 4]]
    undo_edit(drive=drive, by=party.turid)
    assert sorted(sorted(walk(each)) for each in Turf.objects.filter(drive=drive)) == [[1, 2, 3, 4], [31, 32, 33, 34]]


def test_doors_wait_for_a_cut_and_closed_drives_stay_as_they_are(drive: Drive, party: Party, tmp_path: Path) -> None:
    Drive.objects.filter(pk=drive.pk).update(cutting=CuttingStatus.RUNNING)
    with pytest.raises(NotNow):
        load(addresses_file(tmp_path, *map(house, [*STREET, 5])))
    assert Door.objects.filter(address__number=5).count() == 1
    Drive.objects.filter(pk=drive.pk).update(cutting=CuttingStatus.DONE)
    job = ProcrastinateJob.objects.get(task_name="canvass.take_in_doors")
    close_drive(drive=drive, on=DAY, by=None)
    before = whole(drive)
    take_in_new_doors(**job.args)
    assert whole(drive) == before
    Drive.objects.filter(pk=drive.pk).update(closed_on=None)
    take_in_new_doors(**job.args)
    assert sorted(walk(turf_with(drive, 1))) == [1, 2, 3, 4, 5]


def test_a_door_that_asked_not_to_be_knocked_on_joins_no_turf(drive: Drive, tmp_path: Path) -> None:
    load(addresses_file(tmp_path, *map(house, STREET[1:])))
    Door.objects.filter(address__number=1).update(do_not_knock_on=DAY)
    before = whole(drive)
    load(addresses_file(tmp_path, *map(house, STREET)))
    assert whole(drive) == before
