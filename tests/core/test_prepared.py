from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from gjennomslag.core.prepared import Planned


def times_prepared(name: str) -> int:
    """Return how many statements of that name the connection has prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name = %s", [name])
        row: tuple[int] = cursor.fetchone()
    return row[0]


@pytest.mark.django_db
def test_a_statement_is_planned_once_and_its_first_row_returned() -> None:
    numbers = Planned(
        "numbers_above",
        "SELECT number FROM generate_series(1, %(last)s::bigint) AS number WHERE number > %(above)s",
    )
    assert [numbers.first_row({"last": last, "above": 3}) for last in (9, 5, 3)] == [(4,), (4,), None]
    assert times_prepared("numbers_above") == 1


@pytest.mark.django_db
def test_what_goes_wrong_is_told_as_django_tells_it_and_the_plan_outlives_it() -> None:
    call = Planned(
        "welcome_call_without_anything", "INSERT INTO calling_welcomecall (attempts) VALUES (%(attempts)s) RETURNING id"
    )
    for _ in range(2):
        with pytest.raises(IntegrityError), transaction.atomic():
            call.first_row({"attempts": 0})
    assert times_prepared("welcome_call_without_anything") == 1


@pytest.mark.django_db(transaction=True)
def test_a_plan_outlives_a_transaction_that_is_rolled_back() -> None:
    one = Planned("one_more", "SELECT %(number)s::int + 1")
    with transaction.atomic():
        assert one.first_row({"number": 1}) == (2,)
        transaction.set_rollback(True)
    assert one.first_row({"number": 2}) == (3,)


@pytest.mark.django_db
def test_a_planned_statement_sees_what_goes_before_it_and_is_planned_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY SEQUENCE counted")
    counted = Planned("counted_so_far", "SELECT last_value, %(word)s FROM counted", {"word": "text"})
    rows = [counted.first_row_after("SELECT nextval('counted')", {"word": word}) for word in ("a", "b")]
    assert rows == [(1, "a"), (2, "b")]
    assert times_prepared("counted_so_far") == 1
