from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from gjennomslag.algorithms.recurrence import YearClass
from gjennomslag.elections.choices import ElectionKind
from gjennomslag.elections.models import Election
from gjennomslag.elections.queries import election_calendar
from gjennomslag.elections.services import record_elections

pytestmark = pytest.mark.django_db
LOCAL = (ElectionKind.LOCAL, date(2027, 9, 13))
NATIONAL = (ElectionKind.NATIONAL, date(2029, 9, 10))


def test_elections_are_recorded_once_a_kind_and_year() -> None:
    assert record_elections(elections=[LOCAL, NATIONAL], by=None) == 2
    assert record_elections(elections=[LOCAL, (ElectionKind.NATIONAL, date(2029, 9, 17))], by=None) == 0
    calendar = election_calendar()
    assert [calendar.is_in(year, YearClass.ELECTION) for year in range(2026, 2030)] == [False, True, False, True]
    assert calendar.days_in(2029) == [date(2029, 9, 10)]


def test_two_local_elections_in_a_year_are_refused_by_the_database() -> None:
    record_elections(elections=[LOCAL], by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Election.objects.create(kind="local", day=date(2027, 10, 1))
