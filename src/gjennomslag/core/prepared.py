"""Statements that the database plans once on each connection instead of every time they are sent.

For the few that many people send in the same instant, where planning takes longer than carrying them out. They are
prepared by name and never by the driver: it forgets all that a connection has prepared after a transaction is rolled
back, ours included, as soon as it has prepared anything itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

_VALUE = re.compile(r"%\((\w+)\)s")
_ONE_PLAN = "SET LOCAL plan_cache_mode = force_generic_plan"
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Planned:
    """A statement with values by name, ``%(so)s``, that each connection plans once.

    ``name`` is one that no other statement has. ``types`` says of which type values are, where the database cannot
    tell from the statement. It must not write tables whose history is kept.
    """

    name: str
    statement: str
    types: Mapping[str, str] = field(default_factory=dict)

    def first_row(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Carry out the statement, and return its first row, or None where there is none."""
        with connection.cursor() as cursor:
            self._get_ready(cursor)
            cursor.execute(self._execute, dict(values))
            row: tuple[Any, ...] | None = cursor.fetchone()
        return row

    def first_row_after(self, before: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Carry out ``before``, a SELECT, then the statement in the same journey; return the first row of the latter.

        The statement sees what is there when ``before`` is done. Outside a transaction the two are one.
        """
        with connection.cursor() as cursor:
            self._get_ready(cursor)
            cursor.execute(f"{before}; {_ONE_PLAN}; {self._execute}", dict(values))
            while cursor.nextset():
                pass
            row: tuple[Any, ...] | None = cursor.fetchone()
        return row

    def _get_ready(self, cursor: CursorWrapper) -> None:
        known = _prepared.setdefault(connection.connection, set())
        if self.name not in known:
            cursor.execute(self._prepare)
            known.add(self.name)

    @cached_property
    def _names(self) -> list[str]:
        return list(dict.fromkeys(_VALUE.findall(self.statement)))

    @cached_property
    def _prepare(self) -> str:
        types = ", ".join(self.types.get(name, "unknown") for name in self._names)
        return f"PREPARE {self.name} ({types}) AS " + _VALUE.sub(
            lambda found: f"${1 + self._names.index(found[1])}", self.statement
        )

    @cached_property
    def _execute(self) -> str:
        return f"EXECUTE {self.name} ({', '.join(f'%({name})s' for name in self._names)})"
