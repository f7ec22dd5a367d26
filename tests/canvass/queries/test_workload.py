from __future__ import annotations

from pathlib import Path

import pytest

from gjennomslag.algorithms.routes import Pace
from gjennomslag.canvass.models import Door
from gjennomslag.canvass.queries.areas import areas_of, walkers_in
from gjennomslag.canvass.queries.places import places_covered_by
from gjennomslag.canvass.queries.workload import Workload, in_all, outings_drawing, workloads
from gjennomslag.canvass.services.paces import set_pace
from gjennomslag.canvass.services.streets import import_streets
from gjennomslag.organisation.models import Unit
from tests.canvass.street import CENTRE, DAY, make_address, make_area, make_drive, make_street
from tests.canvass.street_map import EAST, NORTH, write_streets
from tests.party import Party


def works_in(unit: Unit) -> dict[str, Workload]:
    return workloads(places_covered_by(unit), walkers_in(unit, areas_of(unit)))


def test_the_work_of_each_area_is_its_doors_its_stairs_and_the_way_between(party: Party) -> None:
    make_street(8)
    make_address(101, dwellings=("H0101", "H0301"), area=make_area("34200102", "Haugen"))
    make_address(9, area=make_area("42040101", "Sentrum"))
    set_pace(unit=party.branch, pace=Pace(50, 2, 1), by=party.turid)
    works = works_in(party.branch)
    assert sorted(works) == [CENTRE, "34200102"]
    assert works[CENTRE].doors == 8
    assert 16 < works[CENTRE].minutes < 16 + 8 * 1
    assert works["34200102"].minutes > 2 * 2 + 2
    assert in_all(works).doors == 10
    assert works[CENTRE].of(2) == Workload(2, works[CENTRE].minutes / 4)


def test_a_branch_and_the_units_above_reckon_its_doors_alike(party: Party) -> None:
    make_street(8)
    set_pace(unit=party.branch, pace=Pace(50, 2, 1), by=party.turid)
    set_pace(unit=party.county, pace=Pace(20, 20, 5), by=party.turid)
    own = works_in(party.branch)
    assert works_in(party.county) == own
    assert works_in(party.country) == own


def test_the_way_from_the_street_to_each_door_counts_as_in_a_cut(party: Party, tmp_path: Path) -> None:
    make_street(120)
    straight = works_in(party.branch)[CENTRE].minutes
    long_street = [(EAST, NORTH + 6), (EAST + 1_200, NORTH + 6)]
    streets = write_streets(tmp_path / "streets.osm.pbf", [(long_street, {"highway": "residential"})])
    import_streets(path=streets, unit=party.branch, by=party.turid)
    along = works_in(party.branch)[CENTRE].minutes
    assert along == pytest.approx(straight + 120 * 2 * 6 / 70, rel=0.01)
    cut = make_drive(party.branch, doors_per_turf=None)
    assert sum(turf.minutes for turf in cut.turfs.all()) == pytest.approx(along, rel=0.05)


def test_doors_nobody_may_knock_on_are_no_work(party: Party) -> None:
    make_street(2)
    Door.objects.update(do_not_knock_on=DAY)
    assert works_in(party.branch) == {}


def test_afternoons_are_whole() -> None:
    work = Workload(doors=600, minutes=1300)
    assert work.outings(3) == 8
    assert work.afternoons(3, pairs=3) == 3
    assert Workload(0, 0.0).afternoons(3, pairs=3) == 0


def test_every_outing_is_a_square_until_there_are_too_many() -> None:
    small = outings_drawing([("never", 30 * 180), ("mostly", 100)], hours=3)
    assert (small.each, len(small.squares), small.height) == (1, 31, 24)
    assert small.squares[-2:] == [(29 * 12, 0, "never"), (0, 12, "mostly")]
    large = outings_drawing([("never", 6_001 * 180)], hours=3)
    assert (large.each, len(large.squares)) == (100, 61)
    assert outings_drawing([], hours=3).squares == []
