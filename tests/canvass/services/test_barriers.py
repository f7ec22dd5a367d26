from __future__ import annotations

import json

import numpy as np
import pytest

from gjennomslag.canvass.address_files.coordinates import DEGREES, from_metres
from gjennomslag.canvass.barrier_files import BarrierFault, UnusableBarriers
from gjennomslag.canvass.models import Drive, Turf, UnitBarriers
from gjennomslag.canvass.queries.barriers import Barriers, barriers_for
from gjennomslag.canvass.services.barriers import Imported, import_barriers, remove_barriers
from gjennomslag.canvass.services.turfs import cut_drive_into_turfs, merge_turfs
from tests.canvass.street import make_drive
from tests.party import Party


def wall(*corners: tuple[float, float]) -> str:
    """Return a GeoJSON line through these places in metres."""
    places = np.array(corners, dtype=np.float64)
    longitude, latitude = from_metres(places[:, 0], places[:, 1], DEGREES)
    coordinates = np.column_stack((longitude, latitude)).tolist()
    return json.dumps({"type": "LineString", "coordinates": coordinates})


MIDDLE_OF_THE_STREET = wall((299_000.0, 6_750_006.0), (301_000.0, 6_750_006.0))


def parities(drive: Drive) -> list[set[int]]:
    """Return for each turf on which sides of the street (odd 1, even 0) its houses are."""
    return [
        {(stop.door.address.number or 0) % 2 for stop in turf.stops.select_related("door__address")}
        for turf in Turf.objects.filter(drive=drive)
    ]


def test_no_turf_crosses_what_the_unit_has_imported(party: Party) -> None:
    drive = make_drive(party.branch, houses=8, doors_per_turf=4)
    assert (parities(drive), drive.barriers) == ([{0, 1}, {0, 1}], "")
    imported = import_barriers(unit=party.branch, text=MIDDLE_OF_THE_STREET, file_name="elv.geojson", by=party.turid)
    assert imported == Imported(kept=1, left_out=0)
    cut_drive_into_turfs(drive=drive)
    drive.refresh_from_db()
    assert (sorted(parities(drive), key=min), drive.barriers) == ([{0}, {1}], "elv.geojson")


def test_a_walk_that_must_cross_is_longer(party: Party) -> None:
    import_barriers(unit=party.branch, text=MIDDLE_OF_THE_STREET, file_name="elv.geojson", by=party.turid)
    drive = make_drive(party.branch, houses=8, doors_per_turf=4)
    one, other = Turf.objects.filter(drive=drive)
    apart = one.metres + other.metres
    merge_turfs(turf=one, into=other, by=party.turid)
    other.refresh_from_db()
    assert other.metres > apart + 900


def test_a_unit_without_a_file_keeps_to_that_of_the_unit_above(party: Party) -> None:
    assert barriers_for(party.branch) == Barriers("", [])
    import_barriers(unit=party.county, text=MIDDLE_OF_THE_STREET, file_name="fylke.geojson", by=party.oda)
    assert barriers_for(party.branch).name == "fylke.geojson"
    assert barriers_for(party.country).name == ""
    import_barriers(unit=party.branch, text=MIDDLE_OF_THE_STREET, file_name="lag.geojson", by=party.turid)
    assert [barriers_for(unit).name for unit in (party.branch, party.sibling)] == ["lag.geojson", "fylke.geojson"]
    remove_barriers(unit=party.branch, by=party.turid)
    assert barriers_for(party.branch).name == "fylke.geojson"


def test_lines_elsewhere_are_left_out_and_a_file_of_nothing_else_is_refused(party: Party) -> None:
    """The long line has no corner in the municipality, but crosses it."""
    here = json.loads(wall((280_000.0, 6_750_006.0), (330_000.0, 6_751_000.0)))["coordinates"]
    bergen = [[5.3, 60.39], [5.34, 60.4]]
    both = json.dumps({"type": "MultiLineString", "coordinates": [bergen, here]})
    imported = import_barriers(unit=party.branch, text=both, file_name="elv.geojson", by=party.turid)
    assert imported == Imported(kept=1, left_out=1)
    only = json.dumps({"type": "LineString", "coordinates": bergen})
    with pytest.raises(UnusableBarriers) as fault:
        import_barriers(unit=party.branch, text=only, file_name="bergen.geojson", by=party.turid)
    assert (fault.value.fault, UnitBarriers.objects.get().file_name) == (BarrierFault.ELSEWHERE, "elv.geojson")


def test_a_file_that_cannot_be_used_changes_nothing(party: Party) -> None:
    import_barriers(unit=party.branch, text=MIDDLE_OF_THE_STREET, file_name="elv.geojson", by=party.turid)
    with pytest.raises(UnusableBarriers):
        import_barriers(unit=party.branch, text="elv", file_name="ny.geojson", by=party.turid)
    assert UnitBarriers.objects.get().file_name == "elv.geojson"


def test_only_the_pieces_near_the_addresses_are_used() -> None:
    line = np.array([[0.0, 0.0], [10_000.0, 0.0], [10_000.0, 9_000.0], [0.0, 9_000.0], [0.0, 400.0]])
    near = Barriers("", [line]).around(np.array([[100.0, 100.0]]))
    assert [piece.tolist() for piece in near] == [[[0.0, 0.0], [10_000.0, 0.0]], [[0.0, 9_000.0], [0.0, 400.0]]]
    assert Barriers("", [line]).around(np.array([[5_000.0, 4_500.0]])) == []
