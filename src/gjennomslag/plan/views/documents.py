"""The plan as a document, and how a unit stands as a table."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from gjennomslag.core import clock
from gjennomslag.core.tables import Cell, Row, write_csv
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE
from gjennomslag.plan.queries.documents import chapters_of
from gjennomslag.plan.queries.judging import StatusRow
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.queries.standing import standing_of
from gjennomslag.plan.rules import MANAGE
from gjennomslag.plan.views.deadlines import feed_address
from gjennomslag.plan.views.our_plan import trail_to_plan
from gjennomslag.plan.words import evidence_in_words, rule_in_words


def trail_to_document(unit: Unit) -> list[tuple[str, str]]:
    """Return the steps of the breadcrumb that lead to the whole plan in the unit."""
    return [trail_to_plan(unit), (reverse("plan:document", args=[unit.code]), _("The whole plan"))]


@in_unit(SEE)
def document(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the whole plan in its own order, each line with how the unit stands."""
    today = clock.today()
    plan = plan_on(today)
    chapters = chapters_of(plan, unit, today) if plan else []
    context = {
        "plan": plan,
        "chapters": chapters,
        "feed": feed_address(request, unit),
        "may_manage": request.scope.covers(unit, MANAGE),
    }
    here = _("The whole plan")
    return render_unit(request, unit, "plan/document.html", context, here=here, trail=[trail_to_plan(unit)])


@in_unit(SEE)
def export(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Hand out how the unit stands as a table for spreadsheets."""
    today = clock.today()
    plan = plan_on(today)
    names = (_("Line"), _("Title"), _("From"), _("To"), _("What is asked for"), _("Status"))
    rows = standing_of(plan, unit, today, begun=True) if plan else []
    table: list[Row] = [[*names, _("Value"), _("Of"), _("Goal"), _("What was counted")], *map(_cells, rows)]
    response = HttpResponse(write_csv(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="plan-{unit.code}-{today}.csv"'
    return response


def _cells(row: StatusRow) -> list[Cell]:
    obligation = row.obligation
    return [
        obligation.item.key,
        str(obligation.item),
        obligation.first_day,
        obligation.last_day,
        rule_in_words(row.form),
        str(row.status.label),
        row.value,
        row.whole,
        row.goal,
        evidence_in_words(row.evidence),
    ]
