from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from gjennomslag.algorithms.warm_up import warm_up
from gjennomslag.canvass.address_files.coordinates import DEGREES, from_metres
from gjennomslag.canvass.models import Drive, Turf, TurfDoor
from tests.canvass.street import DAY, doors_of, make_address, make_drive
from tests.party import Party


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


@pytest.fixture
def drive(party: Party) -> Drive:
    return make_drive(party.branch, houses=8, doors_per_turf=4)


def change(client: Client, drive: Drive, action: str, form: Mapping[str, object], number: int = 1) -> str:
    """Post a change of the turf and return the page one comes to."""
    address = reverse(f"canvass:turf_{action}", args=["lillevik", drive.pk, number])
    return client.post(address, form, follow=True).content.decode()


def sizes(drive: Drive) -> dict[int, int]:
    return {turf.number: turf.stops.count() for turf in Turf.objects.filter(drive=drive)}


def test_moving_doors_by_hand_says_what_became_of_both_turfs(turid: Client, drive: Drive) -> None:
    first, second = Turf.objects.filter(drive=drive)
    page = change(turid, drive, "move", {"doors": doors_of(first)[:2], "to": second.pk})
    assert sizes(drive) == {1: 2, 2: 6}
    assert "Rode 1: 2 dører" in page
    assert "Rode 2: 6 dører" in page


def test_moving_a_street_side_takes_those_one_may_not_knock_on_along(turid: Client, drive: Drive) -> None:
    first = Turf.objects.get(drive=drive, number=1)
    odd = TurfDoor.objects.filter(turf=first, door__address__number__in=[1, 3, 5, 7]).values_list("door", flat=True)
    moved = set(odd)
    quiet = make_address(101, dwellings=("H0101", "H0102"))
    for position, door in enumerate(quiet.doors.all(), 5):
        TurfDoor.objects.create(drive=drive, turf=first, door=door, position=position)
    quiet.doors.filter(dwelling_number="H0102").update(do_not_knock_on=DAY)
    groups = turid.get(reverse("canvass:turf", args=["lillevik", drive.pk, 1])).context["groups"]
    assert groups == [
        ("side:1000:0", "Elvegata, partall (2 dører)"),
        ("side:1000:1", f"Elvegata, oddetall ({len(moved) + 1} dører)"),
    ]
    change(turid, drive, "move", {"group": "side:1000:1", "to": ""})
    assert set(doors_of(Turf.objects.get(drive=drive, number=3))) == moved | {door.pk for door in quiet.doors.all()}


def test_a_house_with_several_entrances_moves_as_one(turid: Client, party: Party) -> None:
    for letter in "AB":
        entrance = make_address(4, dwellings=("H0101", "H0201"))
        type(entrance).objects.filter(pk=entrance.pk).update(letter=letter, key=f"4{letter}")
    make_address(1)
    drive = make_drive(party.branch, doors_per_turf=20)
    change(turid, drive, "move", {"group": "house:1000:4", "to": ""})
    assert sizes(drive) == {1: 1, 2: 4}


def test_an_entrance_moves_with_all_its_doors(turid: Client, party: Party) -> None:
    entrance = make_address(4, dwellings=("H0101", "H0201", "H0301"))
    make_address(1)
    drive = make_drive(party.branch, doors_per_turf=20)
    change(turid, drive, "move", {"group": f"entrance:{entrance.pk}", "to": ""})
    assert sizes(drive) == {1: 1, 2: 3}


def test_moving_nothing_or_to_another_drives_turf_changes_nothing(turid: Client, drive: Drive, party: Party) -> None:
    foreign = Turf.objects.filter(drive=make_drive(party.sibling)).earliest("number")
    doors = doors_of(Turf.objects.get(drive=drive, number=1))
    assert "Velg dørene du vil flytte" in change(turid, drive, "move", {"to": ""})
    forms: list[dict[str, object]] = [
        {"doors": doors, "to": foreign.pk},
        {"doors": [10**9], "to": ""},
        {"group": "side:9:1", "to": ""},
    ]
    for form in forms:
        change(turid, drive, "move", form)
    assert sizes(drive) == {1: 4, 2: 4}


def test_splitting_half_way_after_an_address_and_along_a_line(turid: Client, drive: Drive) -> None:
    assert "Rode 3 er ny: 2 dører" in change(turid, drive, "split", {"after": ""})
    assert "Rode 4 er ny: 1 dør" in change(turid, drive, "split", {"after": "3"}, number=2)
    longitudes = TurfDoor.objects.filter(turf__drive=drive, turf__number=2).values_list(
        "door__address__longitude", flat=True
    )
    assert len(longitudes) == 3
    assert sizes(drive) == {1: 2, 2: 3, 3: 2, 4: 1}


@pytest.mark.parametrize(
    "form", [{"after": "0"}, {"after": "99"}, {"after": "x"}, {"line": "x"}, {"line": "11.5,60.8"}, {"line": "1,2 3"}]
)
def test_a_split_that_cannot_be_changes_nothing(turid: Client, drive: Drive, form: dict[str, object]) -> None:
    assert 'data-color="danger"' in change(turid, drive, "split", form)
    assert sizes(drive) == {1: 4, 2: 4}


def test_a_line_that_stops_inside_the_turf_says_so(turid: Client, drive: Drive) -> None:
    east, north = from_metres(np.array([300_000.0, 300_025.0]), np.array([6_750_006.0, 6_750_006.0]), DEGREES)
    line = " ".join(f"{x:.7f},{y:.7f}" for x, y in zip(east, north, strict=True))
    assert "Linja går ikke tvers gjennom roden" in change(turid, drive, "split", {"line": line})
    assert sizes(drive) == {1: 4, 2: 4}


def test_merging_locking_and_undoing(turid: Client, drive: Drive) -> None:
    second = Turf.objects.get(drive=drive, number=2)
    change(turid, drive, "lock", {"locked": "1"})
    assert Turf.objects.get(drive=drive, number=1).locked
    change(turid, drive, "lock", {})
    assert not Turf.objects.get(drive=drive, number=1).locked
    assert "Velg den andre roden" in change(turid, drive, "merge", {})
    assert "Rode 2 er borte" in change(turid, drive, "merge", {"other": second.pk})
    assert sizes(drive) == {1: 8}
    undo = reverse("canvass:undo", args=["lillevik", drive.pk])
    answer = turid.post(undo, {"turf": "1"})
    assert answer.headers["Location"] == reverse("canvass:turf", args=["lillevik", drive.pk, 1])
    assert sizes(drive) == {1: 4, 2: 4}
    assert "Det er ingenting å angre" in turid.post(undo, follow=True).content.decode()


def test_after_its_turf_is_gone_one_comes_to_the_drive(turid: Client, drive: Drive) -> None:
    doors = doors_of(Turf.objects.get(drive=drive, number=1))
    address = reverse("canvass:turf_move", args=["lillevik", drive.pk, 1])
    answer = turid.post(address, {"doors": doors, "to": Turf.objects.get(drive=drive, number=2).pk})
    assert answer.headers["Location"] == reverse("canvass:drive", args=["lillevik", drive.pk])


def test_the_nearest_turf_is_offered_first(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch, houses=40, doors_per_turf=4)
    page = turid.get(reverse("canvass:turf", args=["lillevik", drive.pk, 1]))
    turfs = {turf.number: turf for turf in Turf.objects.filter(drive=drive)}
    middle = {
        number: sum(row.door.address.number or 0 for row in turf.stops.select_related("door__address"))
        for number, turf in turfs.items()
    }
    offered = [Turf.objects.get(pk=key).number for key, _ in page.context["neighbours"]]
    assert sorted(offered) == sorted(set(turfs) - {1})
    assert offered == sorted(offered, key=lambda number: abs(middle[number] - middle[1]))


def test_a_closed_drive_is_not_changed(turid: Client, drive: Drive) -> None:
    turid.post(reverse("canvass:close", args=["lillevik", drive.pk]))
    assert "kan ikke endres nå" in change(turid, drive, "split", {"after": ""})
    assert sizes(drive) == {1: 4, 2: 4}


def test_sharing_out_tells_what_became_of_the_turfs_or_why_nothing_did(turid: Client, drive: Drive) -> None:
    warm_up()
    first, second = Turf.objects.filter(drive=drive)
    change(turid, drive, "move", {"doors": doors_of(second)[:3], "to": first.pk}, number=2)
    page = change(turid, drive, "share_out", {})
    assert sizes(drive) == {1: 4, 2: 4}
    assert "Rode 1: 4 dører" in page
    assert "Rode fordelt på nytt med naboene" in page
    Turf.objects.filter(drive=drive, number=2).update(locked=True)
    assert "Det er ingen roder å dele med." in change(turid, drive, "share_out", {})
    assert sizes(drive) == {1: 4, 2: 4}
