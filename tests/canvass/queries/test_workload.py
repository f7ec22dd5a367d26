from __future__ import annotations

from gjennomslag.algorithms.routes import Pace
from gjennomslag.canvass.models import Door
from gjennomslag.canvass.queries.places import places_covered_by
from gjennomslag.canvass.queries.workload import Workload, in_all, outings_drawing, workloads
from tests.canvass.street import CENTRE, DAY, make_address, make_area, make_street
from tests.party import Party


def test_the_work_of_each_area_is_its_doors_its_stairs_and_the_way_between(party: Party) -> None:
    make_street(8)
    make_address(101, dwellings=("H0101", "H0301"), area=make_area("34200102", "Haugen"))
    make_address(9, area=make_area("42040101", "Sentrum"))
    works = workloads(places_covered_by(party.branch), Pace(50, 2, 1))
    assert sorted(works) == [CENTRE, "34200102"]
    assert works[CENTRE].doors == 8
    assert 16 < works[CENTRE].minutes < 16 + 8 * 1
    assert works["34200102"].minutes > 2 * 2 + 2
    assert in_all(works).doors == 10


def test_doors_nobody_may_knock_on_are_no_work(party: Party) -> None:
    make_street(2)
    Door.objects.update(do_not_knock_on=DAY)
    assert workloads(places_covered_by(party.branch), Pace()) == {}


def test_afternoons_are_whole() -> None:
    work = Workload(doors=600, minutes=1300)
    assert work.outings(3) == 8
    assert work.afternoons(3, pairs=3) == 3
    assert Workload(0, 0.0).afternoons(3, pairs=3) == 0


def test_every_outing_is_a_square_until_there_are_too_many() -> None:
    small = outings_drawing([("never", 30 * 180), ("this-month", 100)], hours=3)
    assert (small.each, len(small.squares), small.height) == (1, 31, 24)
    assert small.squares[-2:] == [(29 * 12, 0, "never"), (0, 12, "this-month")]
    large = outings_drawing([("never", 6_001 * 180)], hours=3)
    assert (large.each, len(large.squares)) == (100, 61)
    assert outings_drawing([], hours=3).squares == []
