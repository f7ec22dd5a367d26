"""A copy of the whole database, as someone who stole it would have it."""

from __future__ import annotations

from typing import Any

from django.db import connection

Row = dict[str, Any]


def tables() -> list[str]:
    """Return the names of all tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return [name for (name,) in cursor.fetchall()]


def rows_of(table: str) -> list[Row]:
    """Return all rows of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def text_of(table: str) -> str:
    """Return the table as a dump writes it."""
    with connection.cursor() as cursor, cursor.cursor.copy(f'COPY "{table}" TO STDOUT') as copied:
        return b"".join(bytes(part) for part in copied).decode()


def dump() -> dict[str, list[Row]]:
    """Return every row of every table."""
    return {table: rows_of(table) for table in tables()}
