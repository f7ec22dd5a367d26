"""The report to the board in words: as data for the printed report, and as tables for spreadsheets."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

import typst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gjennomslag.core import display
from gjennomslag.core.tables import Row
from gjennomslag.plan.choices import Status
from gjennomslag.plan.queries.board import Board, CountedNumber, Goal, Unmeasured, YearOfGoal
from gjennomslag.plan.queries.spreads import LineWindow
from gjennomslag.plan.words import GROUPS, evidence_in_words, reading_in_words, rule_in_words

ATTENTION = 8
"""How many lines are named as those that need attention first."""
GROUP_ORDER = ("well", "soon", "behind", "waiting", "unknown")


def group_words() -> dict[str, str]:
    """Return what the groups of statuses are called."""
    return {
        "well": _("Going well"),
        "soon": _("Due soon"),
        "behind": _("Behind"),
        "waiting": _("Not due"),
        "unknown": _("Not reported"),
    }


def goal_title(goal: Goal) -> str:
    """Return the goal's title, or what stands before the goals."""
    return goal.chapter.goal.title if goal.chapter.goal else _("Introduction")


def why_unmeasured(line: Unmeasured) -> str:
    """Say why a line cannot be measured, and what can be done about it."""
    if line.missing:
        what = ", ".join(dict.fromkeys(evidence_in_words(each) for each in line.missing))
        return _("Nothing counts this yet: %(what)s. It can be reported by hand.") % {"what": what}
    if line.standing:
        return _("The plan gives no measure. Those responsible say themselves how it stands, every half-year.")
    return _("The plan asks for nothing that can be counted here.")


def number_words(number: CountedNumber) -> str:
    """Name a counted number."""
    return evidence_in_words(number.evidence)


def change_words(number: CountedNumber) -> str:
    """Compare the running year with the same days of the plan's first year."""
    first, last = min(number.years), max(number.years)
    if first == last:
        words = {"now": display.number(number.years[last]), "year": first}
        return _("%(now)s so far in %(year)s, the year that later years are compared with.") % words
    words = {
        "now": display.number(number.years[last]),
        "then": display.number(number.same_days),
        "year": first,
        "this": last,
    }
    return _("%(now)s so far in %(this)s, against %(then)s by the same day of %(year)s.") % words


def print_report(board: Board) -> bytes:
    """Set the report as a tagged PDF (PDF/UA-1) in the reader's language: a page for the whole, then one a goal."""
    template = (files("gjennomslag.plan") / "board.typ").read_bytes()
    pdf: bytes = typst.compile(
        template,
        sys_inputs={"data": json.dumps(report_data(board), ensure_ascii=False)},
        ignore_system_fonts=True,
        pdf_standards="ua-1",
    )
    return pdf


def report_data(board: Board) -> dict[str, Any]:
    """Return everything the printed report says, in words and plain numbers."""
    day = display.day(board.day)
    counted = display.day(board.read_on) if board.read_on else ""
    return {
        "language": (get_language() or "nb").split("-")[0],
        "title": _("How the plan stands"),
        "plan": str(board.plan),
        "unit": board.unit.name,
        "day": _("%(day)s, counted up to %(counted)s") % {"day": day, "counted": counted} if counted else day,
        "groups": group_words(),
        "order": GROUP_ORDER,
        "goals": [_goal_data(goal) for goal in board.goals],
        "attention": [_line_data(*each) for each in needs_attention(board)],
        "unmeasured": [[each.key, each.title, why_unmeasured(each)] for each in board.unmeasured],
        "words": {
            "goals": _("The goals"),
            "explain": _("Each part of a bar is units and windows: what the plan asks of a unit in a period."),
            "years": _("What fell due, year by year"),
            "numbers": _("What has been counted"),
            "lines": _("Line by line"),
            "attention": _("What needs attention first"),
            "unmeasured": _("What cannot be measured, and why"),
            "heads": [_("Line"), _("What the plan asks for"), _("How it stands")],
            "unmeasured_heads": [_("Line"), _("Title"), _("Why")],
            "page": _("Page"),
            "drawn": _("Share kept, by year"),
        },
    }


def _goal_data(goal: Goal) -> dict[str, Any]:
    return {
        "key": goal.chapter.goal.key if goal.chapter.goal else "",
        "title": goal_title(goal),
        "bar": _bar(goal.chapter.counts),
        "bar_words": counts_in_words(goal.chapter.counts),
        "years": [{"year": str(year.year), "share": year.share, "words": year_in_words(year)} for year in goal.years],
        "numbers": [[number_words(each), change_words(each)] for each in goal.numbers],
        "lines": [_line_data(*each) for each in _windows(goal) if _tells(each[2])],
        "silent": silent_words(goal),
    }


def _windows(goal: Goal) -> list[tuple[str, str, LineWindow]]:
    """The windows of the goal's lines, each with the line's key and title."""
    lines = [*filter(None, [goal.chapter.goal]), *goal.chapter.lines]
    return [(line.key, line.title, window) for line in lines for window in line.windows]


def _tells(window: LineWindow) -> bool:
    """Whether the window says more than that nothing is due or counted."""
    return any(GROUPS[status] in {"well", "soon", "behind"} for status, _count in _counts(window))


def silent_words(goal: Goal) -> str:
    """Name the lines that have nothing to tell yet."""
    telling = {key for key, _title, window in _windows(goal) if _tells(window)}
    silent = [line.key for line in goal.chapter.lines if line.key not in telling]
    if not silent:
        return ""
    words = ngettext(
        "%(count)s line has nothing to tell yet: %(keys)s.",
        "%(count)s lines have nothing to tell yet: %(keys)s.",
        len(silent),
    )
    return words % {"count": len(silent), "keys": ", ".join(silent)}


def needs_attention(board: Board) -> list[tuple[str, str, LineWindow]]:
    """Return the windows in which most units are behind or soon due, the worst first, at most ``ATTENTION``."""

    def need(window: LineWindow) -> tuple[int, int]:
        groups = Counter[str]()
        for status, count in _counts(window):
            groups[GROUPS[status]] += count
        return groups["behind"], groups["soon"]

    windows = [each for goal in board.goals for each in _windows(goal) if any(need(each[2]))]
    return sorted(windows, key=lambda each: need(each[2]), reverse=True)[:ATTENTION]


def _line_data(key: str, title: str, window: LineWindow) -> dict[str, Any]:
    return {
        "key": key,
        "title": title,
        "asked": asked_in_words(window),
        "bar": _bar(_counts(window)),
        "words": standing_in_words(window),
    }


def asked_in_words(window: LineWindow) -> str:
    """Say what is asked for, by when, and of how many units below."""
    asked = f"{rule_in_words(window.form)} ({display.days(window.obligation.first_day, window.obligation.last_day)})"
    if window.spread is None:
        return asked
    units = ngettext("%(units)s unit below", "%(units)s units below", window.spread.units)
    return f"{asked}, {units % {'units': window.spread.units}}"


def standing_in_words(window: LineWindow) -> str:
    """Say how the unit and those below it stand."""
    parts = []
    if window.row is not None:
        parts.append(f"{window.row.status.label}: {reading_in_words(window.row)}")
    if window.spread is not None:
        parts.append(counts_in_words(window.spread.counts))
    return ". ".join(parts)


def counts_in_words(counts: Iterable[tuple[Status, int]]) -> str:
    """Name the statuses with their numbers."""
    return ", ".join(f"{status.label}: {display.number(count)}" for status, count in counts)


def year_in_words(year: YearOfGoal) -> str:
    """Say what fell due in a year, how it went, and how many acts were reported."""
    words = {
        "year": year.year,
        "kept": display.number(year.kept),
        "due": display.number(year.kept + year.not_kept),
        "share": display.percent(year.share),
        "unknown": display.number(year.unknown),
        "acts": display.number(year.acts),
    }
    if year.share is None:
        return _("%(year)s: nothing known has fallen due; %(unknown)s without data, %(acts)s acts reported") % words
    return _("%(year)s: %(kept)s of %(due)s kept (%(share)s); %(unknown)s without data, %(acts)s acts reported") % words


def _counts(window: LineWindow) -> list[tuple[Status, int]]:
    counts: Counter[Status] = Counter(dict(window.spread.counts) if window.spread else {})
    if window.row is not None:
        counts[window.row.status] += 1
    return list(counts.items())


def _bar(counts: Sequence[tuple[Status, int]]) -> list[int]:
    """The parts of a bar in the order of the groups."""
    groups: Counter[str] = Counter()
    for status, count in counts:
        groups[GROUPS[status]] += count
    return [groups[group] for group in GROUP_ORDER]


def report_tables(board: Board) -> dict[str, list[Row]]:
    """Return the report as tables by the name of their sheet."""
    return {
        _("Lines"): [*_line_rows(board)],
        _("Years"): [*_year_rows(board)],
        _("Numbers"): [*_number_rows(board)],
        _("Not measured"): [
            [_("Line"), _("Title"), _("Why")],
            *([each.key, each.title, why_unmeasured(each)] for each in board.unmeasured),
        ],
    }


def _line_rows(board: Board) -> Iterable[Row]:
    statuses = list(Status)
    yield [
        *(_("Goal"), _("Line"), _("Title"), _("Kind"), _("Levels"), _("Responsible"), _("From"), _("To")),
        *(_("What the plan asks for"), _("Our status"), _("Value"), _("Of"), _("Asked for"), _("Units below")),
        *(str(status.label) for status in statuses),
    ]
    for goal in board.goals:
        for line in [*filter(None, [goal.chapter.goal]), *goal.chapter.lines]:
            for window in line.windows:
                row, spread = window.row, window.spread
                below = dict(spread.counts) if spread else {}
                yield [
                    *(
                        goal_title(goal),
                        line.key,
                        line.title,
                        str(line.kind.label),
                        ", ".join(line.levels),
                        line.office,
                    ),
                    *(window.obligation.first_day, window.obligation.last_day, rule_in_words(window.form)),
                    *((str(row.status.label), row.value + row.late, row.whole, row.goal) if row else (None,) * 4),
                    spread.units if spread else None,
                    *(below.get(status, 0) if spread else None for status in statuses),
                ]


def _year_rows(board: Board) -> Iterable[Row]:
    yield [
        *(_("Goal"), _("Year"), _("Kept"), _("Not kept"), _("Share kept"), _("Self-assessed"), _("Not reported")),
        _("Acts reported"),
    ]
    for goal in board.goals:
        for year in goal.years:
            share = None if year.share is None else round(year.share, 3)
            kept = (goal_title(goal), year.year, year.kept, year.not_kept, share)
            yield [*kept, year.assessed, year.unknown, year.acts]


def _number_rows(board: Board) -> Iterable[Row]:
    years = [year for year in board.plan.years if year <= board.day.year]
    same = _("%(year)s by the same day") % {"year": board.plan.first_day.year}
    yield [_("Goal"), _("What was counted"), *(str(year) for year in years), same]
    for goal in board.goals:
        for number in goal.numbers:
            yield [
                goal_title(goal),
                number_words(number),
                *(number.years.get(year) for year in years),
                number.same_days,
            ]
