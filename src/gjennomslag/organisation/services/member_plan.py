"""Compares the staged rows of a file of members with the register, and writes what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pgtrigger
import psycopg
from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from gjennomslag.organisation.member_files import Fault, FaultCode, MemberFile
from gjennomslag.organisation.models import MemberSource
from gjennomslag.organisation.queries.member_units import UnitNames, branches_of_homes, names_below
from gjennomslag.organisation.services import member_matching as sql
from gjennomslag.organisation.services import member_writing as writing

Shares = Callable[[float], None]
LATELY = timedelta(days=30)
"""For so long it is news to a branch that somebody has joined."""
_ONE_AT_A_TIME = 6_170_002
KINDS = (
    *("new", "changed", "moved", "left", "rejoined", "missing", "back"),
    *("conflicts", "elsewhere", "erased", "unchanged"),
)
"""What a person in a file can be counted as. The first seven are written."""


class PlanChanged(Exception):
    """The register is no longer what it was when somebody was shown what the file changes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file changes: how many of each of ``KINDS``, and a digest of every single change."""

    counts: Mapping[str, int]
    digest: str


def pepper() -> str:
    """Return what the digests of erased people's numbers are made with, known to this installation alone."""
    return salted_hmac("gjennomslag.erased-key", "", secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def plan_import(*, file: MemberFile, source: MemberSource, today: date, progress: Shares) -> Plan:
    """Work out in temporary tables what the staged file changes, writing nothing else; note faults on the file.

    Waits for other imports to finish: takes a lock that lasts to the end of the transaction.
    """
    values = _values(source, today)
    _run("SELECT pg_advisory_xact_lock(%(key)s)", {"key": _ONE_AT_A_TIME})
    _run("SELECT set_config('work_mem', '64MB', true)", {})
    _run(sql.LOSE_TWICE, values)
    file.faults.add(
        Fault(line, file.column("email"), FaultCode.EMAIL_TWICE) for (line,) in _rows(sql.EMPTY_EMAIL_TWICE, values)
    )
    for step in sql.MATCH:
        _run(step, values)
    progress(0.3)
    _note_twice(file)
    _run("ANALYZE incoming_member", {})
    _place(file, source, today)
    progress(0.4)
    for step in sql.JUDGE:
        _run(step, values)
    if source.complete:
        _run(sql.FIND_GONE, values)
    progress(0.9)
    counts = dict.fromkeys(KINDS, 0)
    for kind, number in _rows(sql.COUNT, values):
        counts[kind] += number
    progress(1)
    return Plan(counts, _rows(sql.DIGEST, values)[0][0])


def carry_out(*, source: MemberSource, today: date, progress: Shares) -> None:
    """Write what ``plan_import`` has worked out in this transaction.

    Raises ``PlanChanged`` where somebody has written to one of the records in the meantime.
    """
    values = _values(source, today)
    _run(writing.LOCK, values)
    if _rows(writing.STALE, values)[0][0]:
        raise PlanChanged
    _let_history_rest(",".join(_history_triggers()))
    values["context"] = _context() if _rows(writing.ANYTHING, {})[0][0] else None
    for done, step in enumerate(writing.CARRY_OUT, start=1):
        _run(step, values)
        progress(done / len(writing.CARRY_OUT))
    _let_history_rest("")
    if values["context"] is not None:
        _run("ANALYZE organisation_person, organisation_membership, organisation_memberorigin", {})


def joined_lately(*, today: date) -> Sequence[tuple[int, int]]:
    """Return how many have joined each unit lately, of those whom ``carry_out`` has written in this transaction."""
    rows = _rows(writing.JOINED_LATELY, {"today": today, "days": LATELY.days})
    return [(unit, number) for unit, number in rows]


def write_sheet(path: Path) -> None:
    """Write what the plan changes, a row for each change and most urgent first, as a CSV of this program's own."""
    with connection.cursor() as cursor, path.open("wb") as out:
        raw = cast(psycopg.Cursor, cursor.cursor)
        with raw.copy(sql.SHEET) as copy:
            for part in copy:
                out.write(part)


def _values(source: MemberSource, today: date) -> dict[str, Any]:
    return {
        "source": source.pk,
        "root": source.unit.path,
        "whole": source.unit.depth == 1,
        "today": today,
        "pepper": pepper(),
    }


def _context() -> UUID:
    """Return the row of history that says who writes and why. A statement that writes tells the server first."""
    _run("DELETE FROM organisation_missingmember WHERE false", {"none": None})
    context: UUID = _rows("SELECT _pgh_attach_context()", {})[0][0]
    return context


def _history_triggers() -> list[str]:
    """Return the names of the triggers whose work ``member_writing`` does set by set."""
    names = ("Membership:insert_insert", "Membership:update_update", "Person:before_change_update")
    return [
        trigger.get_pgid(model) for model, trigger in pgtrigger.registered(*(f"organisation.{name}" for name in names))
    ]


def _let_history_rest(triggers: str) -> None:
    """Let these triggers do nothing until the end of the transaction; an empty text wakes them."""
    _run("SELECT set_config('pgtrigger.ignore', %(triggers)s, true)", {"triggers": f"{{{triggers}}}"})


def _note_twice(file: MemberFile) -> None:
    rows = _rows("SELECT line FROM incoming_member WHERE action = 'twice' ORDER BY line", {})
    column = file.column("number") or file.column("email") or file.column("birth")
    file.faults.add(Fault(line, column, FaultCode.DUPLICATE) for (line,) in rows)


def _place(file: MemberFile, source: MemberSource, today: date) -> None:
    """Say of each row which unit it names, or which branch its postal code belongs to; the others are lost."""
    texts = [text for (text,) in _rows(sql.UNIT_TEXTS, {})]
    names = names_below(source.unit, source.unit_names, today) if texts else UnitNames({}, set(), set())
    placed = {text: unit for text in texts if (unit := names.found(text)) is not None}
    if placed:
        _run(sql.PLACE_BY_TEXT, {"texts": list(placed), "units": list(placed.values())})
    homes = branches_of_homes(_rows(sql.HOMES, {}), source.unit, today)
    if homes:
        _run(sql.PLACE_BY_HOME, {"codes": list(homes), "units": list(homes.values())})
    file.faults.add(_unplaced(file, names))


def _unplaced(file: MemberFile, names: UnitNames) -> Iterator[Fault]:
    for line, text in sorted(_rows(sql.LOSE_UNPLACED, {})):
        yield Fault(line, file.column("unit"), names.fault(text) if text else FaultCode.NO_UNIT)


def _run(statement: str, values: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(values) or None)


def _rows(statement: str, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(values) or None)
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
        return rows
