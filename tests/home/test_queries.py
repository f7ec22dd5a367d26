from __future__ import annotations

from datetime import date

from gjennomslag.core.clock import Week
from gjennomslag.home.queries import Board
from gjennomslag.organisation.models import Unit
from tests.home.counting import DAY, count, set_targets
from tests.party import Party


def done(board: Board) -> tuple[int, int]:
    return board.conversations.done, board.doors.done


def test_a_unit_counts_itself_and_everything_below(party: Party) -> None:
    count(party.group, DAY, doors=10, conversations=4)
    count(party.branch, DAY, doors=20, conversations=8)
    count(party.branch, date(2026, 3, 1), doors=1, conversations=1)
    count(party.sibling, DAY, doors=30, conversations=12)
    count(party.county, DAY, doors=5, conversations=2)
    assert {unit.code: done(Board(unit, 2026, DAY)) for unit in Unit.objects.all()} == {
        "landet": (27, 66),
        "fjordland": (27, 66),
        "lillevik": (13, 31),
        "lillevik-sentrum": (4, 10),
        "storvik": (12, 30),
        "fjellmark": (0, 0),
    }
    county = Board(party.county, 2026, DAY)
    assert [(row.unit.code, row.conversations.done, row.doors.done) for row in county.rows] == [
        ("lillevik", 13, 31),
        ("storvik", 12, 30),
    ]
    assert (county.own_conversations, county.own_doors) == (2, 5)


def test_only_the_days_of_the_year_count(party: Party) -> None:
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)):
        count(party.branch, day, doors=1, conversations=1)
    assert done(Board(party.country, 2026, DAY)) == (2, 2)
    assert done(Board(party.country, 2028, DAY)) == (0, 0)


def test_each_unit_has_its_own_target(party: Party) -> None:
    set_targets(party, 2026, fjordland=900, lillevik=300)
    count(party.branch, DAY, doors=100, conversations=60)
    assert Board(party.country, 2026, DAY).conversations.target == 2000
    county = Board(party.county, 2026, DAY)
    assert (county.conversations.target, county.doors.target) == (900, None)
    assert [(row.unit.code, row.conversations.target, row.conversations.left) for row in county.rows] == [
        ("lillevik", 300, 240),
        ("storvik", None, None),
    ]
    assert Board(party.county, 2027, DAY).conversations.target is None


def test_every_week_up_to_the_day_is_there(party: Party) -> None:
    count(party.branch, date(2026, 1, 4), doors=2, conversations=1)
    count(party.group, date(2026, 1, 5), doors=3, conversations=2)
    weeks = Board(party.country, 2026, date(2026, 1, 20)).weeks
    assert [(each.week, each.doors, each.conversations) for each in weeks] == [
        (Week(2026, 1), 2, 1),
        (Week(2026, 2), 3, 2),
        (Week(2026, 3), 0, 0),
        (Week(2026, 4), 0, 0),
    ]


def test_a_year_begins_and_ends_in_the_middle_of_a_week(party: Party) -> None:
    count(party.branch, date(2026, 12, 31), doors=2, conversations=1)
    count(party.branch, date(2027, 1, 1), doors=5, conversations=3)
    before = Board(party.country, 2026, date(2027, 2, 1)).weeks
    after = Board(party.country, 2027, date(2027, 2, 1)).weeks
    assert (before[0].week, before[-1].week, before[-1].doors) == (Week(2026, 1), Week(2026, 53), 2)
    assert (after[0].week, after[0].doors, after[-1].week) == (Week(2026, 53), 5, Week(2027, 5))


def test_a_year_that_has_not_begun_has_no_weeks(party: Party) -> None:
    assert Board(party.country, 2028, DAY).weeks == []


def test_a_unit_that_ended_before_the_year_is_not_below(party: Party) -> None:
    Unit.objects.filter(pk=party.sibling.pk).update(valid_until=date(2025, 12, 31))
    assert [row.unit.code for row in Board(party.county, 2026, DAY).rows] == ["lillevik"]
    assert [row.unit.code for row in Board(party.county, 2025, DAY).rows] == ["lillevik", "storvik"]


def test_a_part_of_the_units_below(party: Party) -> None:
    county = Board(party.county, 2026, DAY, first=1, last=2)
    assert (county.number_below, [row.unit.code for row in county.rows]) == (2, ["storvik"])
