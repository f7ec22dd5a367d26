"""The page "Our plan" on one A4 sheet for the board meeting: what is due, in words and as data for the template."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gjennomslag.core import display
from gjennomslag.core.typesetting import typeset
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.choices import Due
from gjennomslag.plan.models import Plan
from gjennomslag.plan.queries.our_plan import DueRow, Section
from gjennomslag.plan.words import reading_in_words, rule_in_words

TO_DO = (Due.OVERDUE, Due.WEEK, Due.MONTH, Due.HALF_YEAR, Due.LATER)
MOST_LINES = 22
"""So many lines of two rows fit on a sheet with room to write in."""
LONGEST_TITLE, LONGEST_READING = 90, 44


def print_sheet(plan: Plan, unit: Unit, sections: Sequence[Section], day: date) -> bytes:
    """Set the sheet as a tagged PDF of one page in the reader's language."""
    return typeset(files("gjennomslag.plan") / "our_plan.typ", sheet_data(plan, unit, sections, day))


def sheet_data(plan: Plan, unit: Unit, sections: Sequence[Section], day: date) -> dict[str, Any]:
    """Return everything the sheet says: the most pressing lines first, and in words how many did not fit."""
    by_due = {section.due: section.rows for section in sections}
    room = MOST_LINES
    shown: list[dict[str, Any]] = []
    for due in TO_DO:
        rows = by_due.get(due, ())
        if rows and room:
            shown.append({"title": f"{due.label} ({len(rows)})", "lines": [line_of(each) for each in rows[:room]]})
            room -= len(rows[:room])
    left = sum(len(by_due.get(due, ())) for due in TO_DO) - (MOST_LINES - room)
    done = len(by_due.get(Due.DONE, ()))
    return {
        "language": (get_language() or "nb").split("-")[0],
        "title": _("Our plan"),
        "unit": unit.name,
        "plan": str(plan),
        "day": display.day(day),
        "sections": shown,
        "nothing": "" if shown else _("The plan asks nothing of us at the moment."),
        "done": ngettext("%(n)d line is done or reported.", "%(n)d lines are done or reported.", done) % {"n": done},
        "left": ngettext("%(n)d more line: see Our plan.", "%(n)d more lines: see Our plan.", left) % {"n": left}
        if left
        else "",
        "heads": [_("What"), _("Deadline"), _("How it stands"), _("Who does it")],
    }


def line_of(row: DueRow) -> list[str]:
    """Return a line in words: what, by when, and how it stands."""
    deadline = display.day(row.found.deadline)
    if row.own:
        return [_shortened(row.own.line.title, LONGEST_TITLE), deadline, str(row.own.status.label)]
    asked = row.row
    assert asked is not None
    words = f"{asked.obligation.item} ({rule_in_words(asked.form)})"
    return [
        _shortened(words, LONGEST_TITLE),
        deadline,
        f"{asked.status.label}. {_shortened(reading_in_words(asked), LONGEST_READING)}",
    ]


def _shortened(words: str, longest: int) -> str:
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
