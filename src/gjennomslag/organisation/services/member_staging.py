"""Puts the rows of a file of members into a table of this session, where they are compared with the register."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import psycopg
from django.db import connection

from gjennomslag.organisation.member_files import MemberFile

Progress = Callable[[int], None]

_MAKE = """
DROP TABLE IF EXISTS incoming_member;
CREATE TEMPORARY TABLE incoming_member (
    line integer, key text COLLATE "C", lost boolean, member_number text, first_name text, last_name text,
    sort_name text COLLATE "C", email text, phone text, birth_date text, birth_year text, street_address text,
    postal_code text, postal_place text, municipality_code text, studies_at text, last_paid_year text, unit_text text,
    joined_on date, left_on date, person_id integer, unit_id integer, now_unit integer, membership_id bigint,
    action text
)
"""
_COPY = (
    "COPY incoming_member (line, key, lost, member_number, first_name, last_name, sort_name, email, phone, birth_date,"
    " birth_year, street_address, postal_code, postal_place, municipality_code, studies_at, last_paid_year, unit_text,"
    " joined_on, left_on) FROM STDIN"
)


def stage(file: MemberFile, progress: Progress) -> None:
    """Read the file into the temporary table ``incoming_member``, lost rows that name somebody included.

    ``progress`` is called with the rows read. Raises ``UnreadableFileError``.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MAKE)
        raw = cast(psycopg.Cursor, cursor.cursor)
        for rows in file.chunks():
            with raw.copy(_COPY) as copy:
                for row in rows:
                    if row.key:
                        copy.write_row(row)
            progress(file.rows_read)
        cursor.execute("ANALYZE incoming_member")


def clear_staging() -> None:
    """Give back the room that this session's temporary tables take."""
    with connection.cursor() as cursor:
        cursor.execute("DISCARD TEMPORARY")
