"""Puts an address file's rows into a table of this session, where they are compared with what is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

from gjennomslag.canvass.address_files import AddressFile, AddressRow
from gjennomslag.canvass.address_files.layout import COLUMNS

Progress = Callable[[float], None]

_MAKE = """
DROP TABLE IF EXISTS incoming;
CREATE TEMPORARY TABLE incoming (
    line integer, key text COLLATE "C", register_id text, municipality_code text, street_code text, street text,
    number integer, letter text, extra_name text, text text, postal_code text, postal_place text, basic_unit text,
    basic_unit_name text, polling_district text, east float8, north float8, longitude float8, latitude float8,
    dwelling_number text, dwelling_id text
)
"""


def stage(file: AddressFile, progress: Progress) -> None:
    """Read the file into the temporary table ``incoming``, one row for each good row.

    Columns that the file does not have are NULL: nothing is known, so nothing is changed. ``progress`` is called
    with the share read, from 0 to 1. Raises ``UnreadableFileError`` for a useless file.
    """
    absent = {name for name in AddressRow._fields if name in COLUMNS and not file.layout.has(name)}
    with connection.cursor() as cursor:
        cursor.execute(_MAKE)
        for rows in file.chunks():
            _copy(cursor, rows, absent)
            progress(file.share_read)
        cursor.execute("CREATE INDEX ON incoming (key)")
        cursor.execute("ANALYZE incoming")


def clear_staging() -> None:
    """Give back the room that this session's temporary tables take."""
    with connection.cursor() as cursor:
        cursor.execute("DISCARD TEMPORARY")


def _copy(cursor: CursorWrapper, rows: list[AddressRow], absent: set[str]) -> None:
    blanks = dict.fromkeys(absent)
    with cast(psycopg.Cursor, cursor.cursor).copy("COPY incoming FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row._replace(**blanks) if blanks else row)  # type: ignore[arg-type]
