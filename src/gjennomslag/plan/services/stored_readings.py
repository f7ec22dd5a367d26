"""Storing what was read: only what differs from what holds, copied in as binary columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha1

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from gjennomslag.plan.measuring import Array

_COLUMNS = ("obligation", "unit", "value", "whole", "late", "target")
_TYPES = (">i8", ">i8", ">f8", ">f8", ">f8", ">f8")
# A row of PostgreSQL's binary copy: the number of columns, then each column's length and value.
_ROW = np.dtype(
    [("columns", ">i2")]
    + [pair for name, kind in zip(_COLUMNS, _TYPES, strict=True) for pair in ((f"{name}_size", ">i4"), (name, kind))]
)
_HEAD = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TAIL = b"\xff\xff"


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to tell of one obligation: a place in each column for each unit that has anything.

    Unknown wholes and targets are NaN.
    """

    obligation: int
    units: NDArray[np.int64]
    value: Array
    whole: Array
    late: Array
    target: Array

    @property
    def fingerprint(self) -> str:
        """A mark that differs wherever any unit's numbers differ."""
        found = sha1(usedforsecurity=False)
        for column in (self.units, self.value, self.whole, self.late, self.target):
            # Adding zero makes minus nought nought.
            found.update((column + 0).tobytes())
        return found.hexdigest()

    def as_rows(self) -> bytes:
        """The units' rows as PostgreSQL copies them in."""
        rows = np.zeros(len(self.units), dtype=_ROW)
        rows["columns"] = len(_COLUMNS)
        rows["obligation"] = self.obligation
        for name, column in zip(
            _COLUMNS[1:], (self.units, self.value, self.whole, self.late, self.target), strict=True
        ):
            rows[name] = column
        for name in _COLUMNS:
            rows[f"{name}_size"] = 8
        return rows.tobytes()


# NaN stands for what is unknown. It equals itself in PostgreSQL.
_DIFFERS = """
    NOT EXISTS (
        SELECT FROM read_now now WHERE now.obligation_id = held.obligation_id AND now.unit_id = held.unit_id
          AND (now.value, now.whole, now.late, now.target)
              = (held.value, coalesce(held.whole, 'NaN'), held.late, coalesce(held.target, 'NaN')))
"""
_OF_THIS_READING = "held.replaced_on IS NULL AND held.obligation_id = ANY(%(obligations)s)"
_STATEMENTS = (
    # A second reading of the same day takes the place of the first.
    f"DELETE FROM plan_reading held WHERE {_OF_THIS_READING} AND held.day = %(day)s AND {_DIFFERS}",  # noqa: S608
    f"UPDATE plan_reading held SET replaced_on = %(day)s WHERE {_OF_THIS_READING} AND {_DIFFERS}",  # noqa: S608
    """
    INSERT INTO plan_reading (obligation_id, unit_id, day, value, whole, late, target)
    SELECT now.obligation_id, now.unit_id, %(day)s, now.value, nullif(now.whole, 'NaN'), now.late,
           nullif(now.target, 'NaN')
    FROM read_now now
    ON CONFLICT (obligation_id, unit_id) WHERE replaced_on IS NULL DO NOTHING
    """,
)


def store(told: Sequence[Told], on: date) -> int:
    """Write the rows that differ from those that hold, close those that no longer hold; return how many changed.

    ``told`` holds one entry per obligation. Those whose numbers are what they were are not looked at again.
    """
    read = {each.obligation: each.fingerprint for each in told}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, numbers_read FROM plan_obligation WHERE id = ANY(%s)", [list(read)])
        held = dict(cursor.fetchall())
        moved = [each for each in told if held[each.obligation] != read[each.obligation]]
        if not moved:
            return 0
        cursor.execute(
            "CREATE TEMP TABLE read_now (obligation_id bigint, unit_id bigint, value double precision,"
            " whole double precision, late double precision, target double precision) ON COMMIT DROP"
        )
        with cursor.copy("COPY read_now FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(_HEAD)
            for each in moved:
                copy.write(each.as_rows())
            copy.write(_TAIL)
        cursor.execute("ANALYZE read_now")
        # What holds may have grown a thousandfold since the planner last counted it: before the first reading it is
        # empty. A loop over it would then take hours instead of seconds.
        cursor.execute("SET LOCAL enable_nestloop = off")
        ids = [each.obligation for each in moved]
        changed = 0
        for statement in _STATEMENTS:
            cursor.execute(statement, {"day": on, "obligations": ids})
            changed += cursor.rowcount
        cursor.execute("SET LOCAL enable_nestloop = on")
        cursor.execute("DROP TABLE read_now")
        cursor.execute(
            "UPDATE plan_obligation SET numbers_read = read.mark"
            " FROM unnest(%s::bigint[], %s::text[]) AS read(id, mark) WHERE plan_obligation.id = read.id",
            [ids, [read[pk] for pk in ids]],
        )
    return changed
