from __future__ import annotations

from datetime import date

import pytest

from gjennomslag.plan.choices import Due, Status
from gjennomslag.plan.queries.our_plan import due_on


@pytest.mark.parametrize(
    ("day", "deadline", "due"),
    [
        (date(2026, 6, 15), date(2026, 6, 15), Due.WEEK),
        (date(2026, 6, 15), date(2026, 6, 21), Due.WEEK),
        (date(2026, 6, 15), date(2026, 6, 22), Due.MONTH),
        (date(2026, 6, 15), date(2026, 6, 30), Due.MONTH),
        (date(2026, 6, 15), date(2026, 7, 1), Due.LATER),
        (date(2026, 6, 30), date(2026, 7, 5), Due.WEEK),
        (date(2026, 2, 1), date(2026, 2, 1), Due.WEEK),
        (date(2026, 2, 1), date(2026, 2, 28), Due.MONTH),
        (date(2026, 2, 1), date(2026, 3, 1), Due.HALF_YEAR),
        (date(2026, 7, 1), date(2026, 12, 31), Due.HALF_YEAR),
        (date(2026, 12, 28), date(2027, 1, 3), Due.WEEK),
        (date(2026, 12, 28), date(2027, 1, 4), Due.LATER),
    ],
)
def test_when_a_deadline_is_due(day: date, deadline: date, due: Due) -> None:
    assert due_on(day, deadline, Status.ON_TRACK) is due


def test_some_statuses_say_where_a_row_stands_whatever_its_deadline() -> None:
    day = date(2026, 6, 15)
    assert {status: due_on(day, day, status) for status in Status} == {
        Status.OVERDUE: Due.OVERDUE,
        Status.DUE_SOON: Due.WEEK,
        Status.ON_TRACK: Due.WEEK,
        Status.NOT_DUE: Due.WEEK,
        Status.NO_DATA: Due.NOT_COUNTED,
        Status.MISSED: Due.MISSED,
        Status.SELF_ASSESSED: Due.DONE,
        Status.MET: Due.DONE,
        Status.MET_LATE: Due.DONE,
    }
