from __future__ import annotations

from datetime import date, timedelta

import pytest

from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.models import AreaCount, Door, Drive, Turf, Visit
from gjennomslag.canvass.queries.areas import Area, areas_of
from gjennomslag.canvass.queries.coverage import Coverage, Visited, coverage_of, doors_by_month, suggested
from gjennomslag.canvass.queries.workload import Workload
from gjennomslag.canvass.services.drives import close_drive, forget_visits
from gjennomslag.canvass.services.visits import record_visit
from tests.canvass.street import CENTRE, DAY, doors_of, make_drive
from tests.party import Party

MONTH = DAY.replace(day=1)


@pytest.fixture
def drive(party: Party) -> Drive:
    """Return a drive in which three of eight doors were knocked on, one of them twice in the month."""
    drive = make_drive(party.branch)
    turf = Turf.objects.get(drive=drive, number=1)
    first, second, third, fourth = doors_of(turf)
    for door, day in ((first, DAY), (second, DAY), (third, DAY), (first, DAY + timedelta(days=1))):
        record_visit(turf=turf, door_id=door, state=DoorState.NO_ANSWER, day=day)
    record_visit(turf=turf, door_id=fourth, state=DoorState.NOT_VISITED, day=DAY)
    return drive


def covered(drive: Drive, today: date) -> tuple[date | None, int, Visited]:
    (found,) = coverage_of(areas_of(drive.unit), today)
    return found.last, found.doors, found.visited


def test_an_area_nobody_has_been_in(party: Party) -> None:
    drive = make_drive(party.branch)
    assert covered(drive, DAY) == (None, 0, Visited.NEVER)


@pytest.mark.parametrize(
    ("today", "doors", "visited"),
    [
        (DAY, 3, Visited.BEGUN),
        (date(2026, 6, 1), 3, Visited.BEGUN),
        (date(2027, 4, 30), 3, Visited.BEGUN),
        (date(2027, 5, 1), 0, Visited.LONG_AGO),
    ],
)
def test_when_an_area_was_last_visited(drive: Drive, today: date, doors: int, visited: Visited) -> None:
    assert covered(drive, today) == (MONTH, doors, visited)


def test_an_area_where_somebody_was_this_month_is_told_apart(drive: Drive) -> None:
    days = (DAY, date(2026, 5, 31), date(2026, 6, 1), date(2027, 5, 1))
    assert [each.lately for day in days for each in coverage_of(areas_of(drive.unit), day)] == [
        True,
        True,
        False,
        False,
    ]


def test_an_area_is_mostly_visited_from_half_its_doors_on(drive: Drive) -> None:
    (found,) = coverage_of(areas_of(drive.unit), DAY)
    assert (found.doors, found.left, found.share) == (3, 5, 3 / 8)
    turf = Turf.objects.get(drive=drive, number=2)
    record_visit(turf=turf, door_id=doors_of(turf)[0], state=DoorState.DONE, day=DAY)
    assert covered(drive, DAY) == (MONTH, 4, Visited.MOSTLY)


def test_doors_nobody_may_knock_on_are_not_left(drive: Drive) -> None:
    Door.objects.filter(pk__in=doors_of(Turf.objects.get(drive=drive, number=2))).update(do_not_knock_on=DAY)
    (found,) = areas_of(drive.unit)
    assert (found.doors, found.households) == (4, 8)


def test_what_is_kept_says_nothing_of_single_doors_and_nothing_is_lost(drive: Drive) -> None:
    assert doors_by_month([CENTRE]) == {(CENTRE, MONTH): 3}
    close_drive(drive=drive, on=DAY, by=None)
    for _ in range(2):
        forget_visits(today=DAY + timedelta(days=31))
    assert Visit.objects.count() == 0
    kept = AreaCount.objects.get()
    assert (kept.drive, kept.area_id, kept.month, kept.doors) == (drive, CENTRE, MONTH, 10)
    assert covered(drive, DAY) == (MONTH, 8, Visited.MOSTLY)


def area(code: str, last: date | None, doors: int = 0) -> Coverage:
    return Coverage(Area(code, code, "3420", 100, 100), last, doors, lately=False)


WORKS = {code: Workload(100, 200.0) for code in "ABCD"}
MIDDLES = {"A": (0.0, 0.0), "B": (900.0, 0.0), "C": (500.0, 0.0), "D": (10.0, 0.0)}


def names(coverage: list[Coverage], minutes: float) -> list[str]:
    return [each.area.code for each in suggested(coverage, WORKS, MIDDLES, minutes)]


def test_never_comes_before_long_ago_and_neighbours_fill_the_afternoon() -> None:
    coverage = [area("A", None), area("B", None), area("C", None), area("D", MONTH, 50)]
    assert names(coverage, 100) == ["A"]
    assert names(coverage, 400) == ["A", "C"]
    assert names(coverage, 4_000) == ["A", "C", "B"]


def test_the_longest_ago_and_least_visited_comes_first() -> None:
    older, newer = date(2026, 1, 1), date(2026, 3, 1)
    assert names([area("A", newer, 20), area("B", older, 90)], 1) == ["A"]
    assert names([area("A", newer, 5), area("B", older, 40), area("C", older, 10)], 1) == ["C"]
    assert suggested([], WORKS, MIDDLES, 100) == []
