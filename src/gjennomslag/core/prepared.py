"""Statements that the database plans once on each connection instead of every time they are sent.

For the few that many people send in the same instant, where planning takes longer than carrying them out. Django's own
cursors never prepare anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection

_NEVER_BY_ITSELF = 2**31
_ONE_PLAN = "SET LOCAL plan_cache_mode = force_generic_plan"
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


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


@dataclass(frozen=True)
class Planned:
    """A statement that is sent together with another that goes before it, in one journey to the database.

    ``types`` says of which type each of the statement's values is, by its name. Unlike :func:`first_row` it may be
    carried out outside a transaction: the two statements are one then.
    """

    name: str
    statement: str
    types: Mapping[str, str]

    @cached_property
    def _prepare(self) -> str:
        places = {name: f"${number}" for number, name in enumerate(self.types, 1)}
        numbered = re.sub(r"%\((\w+)\)s", lambda found: places[found[1]], self.statement)
        return f"PREPARE {self.name} ({', '.join(self.types.values())}) AS {numbered}"

    @cached_property
    def _execute(self) -> str:
        return f"EXECUTE {self.name} ({', '.join(f'%({name})s' for name in self.types)})"

    def first_row_after(self, before: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Carry out ``before``, then the statement, and return its first row, or None where there is none.

        The statement sees what is there when ``before`` is done. It must not write tables whose history is kept.
        """
        with connection.cursor() as cursor:
            known = _prepared.setdefault(connection.connection, set())
            if self.name not in known:
                cursor.execute(self._prepare)
                known.add(self.name)
            cursor.execute(f"{before}; {_ONE_PLAN}; {self._execute}", values)
            cursor.nextset()
            cursor.nextset()
            row: tuple[Any, ...] | None = cursor.fetchone()
        return row
