"""Statements that the database plans once on each connection instead of every time they are sent.

For the few that many people send in the same instant, where planning takes longer than carrying them out. Django's own
cursors never prepare anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection

_NEVER_BY_ITSELF = 2**31


def first_row(statement: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Carry out the prepared statement, and return its first row, or None where there is none.

    To be called inside a transaction of Django's. The statement is not seen by what wraps Django's cursors, so it must
    not write tables whose history is kept.
    """
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    if raw.prepare_threshold is None:
        raw.prepare_threshold = _NEVER_BY_ITSELF
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        row: tuple[Any, ...] | None = cursor.execute(statement, values, prepare=True).fetchone()
    return row
