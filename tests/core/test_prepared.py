from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from gjennomslag.core.prepared import Planned, first_row


@pytest.mark.django_db
def test_a_statement_is_planned_once_and_its_first_row_returned() -> None:
    statement = "SELECT number FROM generate_series(1, %(last)s::bigint) AS number WHERE number > %(above)s::bigint"
    assert [first_row(statement, {"last": last, "above": 3}) for last in (9, 5, 3)] == [(4,), (4,), None]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%generate_series%'")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_what_goes_wrong_is_told_as_django_tells_it() -> None:
    with pytest.raises(IntegrityError):
        first_row("INSERT INTO calling_welcomecall (attempts) VALUES (%(attempts)s) RETURNING id", {"attempts": None})


@pytest.mark.django_db
def test_a_planned_statement_sees_what_goes_before_it_and_is_planned_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE counted (number bigint)")
    highest = Planned(
        "highest_counted",
        "SELECT max(number) FROM counted WHERE number < %(below)s AND %(number)s > 0",
        {"number": "bigint", "below": "bigint"},
    )
    add = "INSERT INTO counted VALUES (%(number)s)"
    assert [highest.first_row_after(add, {"number": number, "below": 8}) for number in (3, 7, 9)] == [(3,), (7,), (7,)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name = 'highest_counted'")
        assert cursor.fetchone() == (1,)
