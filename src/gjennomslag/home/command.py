"""The board on the command line. Nothing here imports models before the database is up."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from gjennomslag.core.command import CommandError, Verbs, add_verb, report

if TYPE_CHECKING:
    from gjennomslag.home.queries import Board
    from gjennomslag.home.rules import Progress


def add_commands(verbs: Verbs) -> None:
    """Add ``board``."""
    summary = "Show conversations and doors against target: a unit, its weeks, and the units below it."
    parser = add_verb(verbs, "board", _board, summary, database=True)
    parser.add_argument("--unit", required=True, metavar="CODE", help="the unit's code, as in its pages' addresses")
    parser.add_argument("--year", type=int, required=True, help="calendar year, such as 2026")


def _board(options: argparse.Namespace) -> int:
    from gjennomslag.core import clock
    from gjennomslag.home.queries import FIRST_YEAR, LAST_YEAR, Board
    from gjennomslag.organisation.queries import unit_with_code

    if not FIRST_YEAR <= options.year <= LAST_YEAR:
        raise CommandError(f"--year must lie between {FIRST_YEAR} and {LAST_YEAR}, not {options.year}.")
    unit = unit_with_code(options.unit)
    if unit is None:
        raise CommandError(f"There is no unit with the code {options.unit}. Its pages' addresses show the code.")
    board = Board(unit, options.year, clock.today())
    report(options, _as_value(board), _as_words(board))
    return 0


def _as_value(board: Board) -> dict[str, Any]:
    return {
        "unit": board.unit.code,
        "name": board.unit.name,
        "year": board.year,
        "weeks_left": board.weeks_left,
        "conversations": _numbers(board.conversations),
        "doors": _numbers(board.doors),
        "weeks": [
            {"year": each.week.year, "week": each.week.number, "conversations": each.conversations, "doors": each.doors}
            for each in board.weeks
        ],
        "units": [
            {
                "unit": row.unit.code,
                "name": row.unit.name,
                "conversations": _numbers(row.conversations),
                "doors": _numbers(row.doors),
            }
            for row in board.rows
        ],
    }


def _numbers(progress: Progress) -> dict[str, int | None]:
    return {
        "done": progress.done,
        "target": progress.target,
        "left": progress.left,
        "per_remaining_week": progress.per_week,
    }


def _as_words(board: Board) -> str:
    lines = [
        f"{board.unit.name} {board.year}, {board.weeks_left} weeks left",
        "",
        _line("", "conversations", "target", "left", "per week", "doors"),
        _row(board.unit.name, board.conversations, board.doors),
        *(_row(row.unit.name, row.conversations, row.doors) for row in board.rows),
    ]
    return "\n".join(lines)


def _row(name: str, conversations: Progress, doors: Progress) -> str:
    numbers = (conversations.done, conversations.target, conversations.left, conversations.per_week, doors.done)
    return _line(name, *("–" if number is None else str(number) for number in numbers))


def _line(name: str, *cells: str) -> str:
    return f"{name[:30]:<30}" + "".join(f"{cell:>14}" for cell in cells)
