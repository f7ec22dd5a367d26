from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from gjennomslag.core.prepared import first_row


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
