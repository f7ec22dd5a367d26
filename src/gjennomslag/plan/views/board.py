"""The report to the board: on the screen, as PDF, and as tables."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from gjennomslag.core import clock
from gjennomslag.core.tables import XLSX, write_csv, write_xlsx
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE
from gjennomslag.plan.board_report import (
    change_words,
    goal_title,
    needs_attention,
    number_words,
    print_report,
    report_tables,
    silent_words,
    why_unmeasured,
    year_in_words,
)
from gjennomslag.plan.queries.board import Board, Goal, board_of
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.views.documents import trail_to_document


@in_unit(SEE)
def board(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show what the board is told, with the files that hold it."""
    plan = plan_on(clock.today())
    report = board_of(plan, unit, clock.today()) if plan else None
    context = {
        "plan": plan,
        "goals": [_shown(goal) for goal in report.goals] if report else [],
        "attention": needs_attention(report) if report else [],
        "unmeasured": [(each.key, each.title, why_unmeasured(each)) for each in report.unmeasured] if report else [],
    }
    here = _("Report to the board")
    return render_unit(request, unit, "plan/board.html", context, here=here, trail=trail_to_document(unit))


def _shown(goal: Goal) -> dict[str, object]:
    return {
        "key": goal.chapter.goal.key if goal.chapter.goal else "",
        "title": goal_title(goal),
        "counts": goal.chapter.counts,
        "years": [year_in_words(each) for each in goal.years],
        "numbers": [(number_words(each), change_words(each)) for each in goal.numbers],
        "silent": silent_words(goal),
    }


def _board_or_404(unit: Unit, goal: str = "") -> Board:
    plan = plan_on(clock.today())
    if plan is None:
        raise Http404
    report = board_of(plan, unit, clock.today(), goal=goal)
    if not report.goals:
        raise Http404
    return report


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@in_unit(SEE)
def board_pdf(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Hand out the report as PDF; with ``?goal=`` only that goal."""
    goal = request.GET.get("goal", "")
    report = _board_or_404(unit, goal)
    name = "-".join(filter(None, [report.plan.key, unit.code, goal, str(report.day)]))
    return _file(print_report(report), "application/pdf", f"{name}.pdf")


@in_unit(SEE)
def board_xlsx(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Hand out the whole report as a workbook: lines, years, numbers, and what is not measured."""
    report = _board_or_404(unit)
    return _file(write_xlsx(report_tables(report)), XLSX, f"{report.plan.key}-{unit.code}-{report.day}.xlsx")


@in_unit(SEE)
def board_csv(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Hand out all tables of the report in one file, one below the other, each under its name."""
    report = _board_or_404(unit)
    rows = [row for name, table in report_tables(report).items() for row in ([name], *table, [])]
    return _file(write_csv(rows), "text/csv; charset=utf-8", f"{report.plan.key}-{unit.code}-{report.day}.csv")
