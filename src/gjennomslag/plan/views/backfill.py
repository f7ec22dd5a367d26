"""What was done before the system was there, entered from a table: checked first, then all at once."""

from __future__ import annotations

import csv
from io import StringIO

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gjennomslag.core import clock
from gjennomslag.core.tables import XLSX, write_xlsx
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.plan.forms import ActTableForm
from gjennomslag.plan.queries.backfill import NAMES, CheckedTable, check_table
from gjennomslag.plan.queries.documents import chapters_of
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.rules import MANAGE
from gjennomslag.plan.services.acts import enter_acts
from gjennomslag.plan.views.documents import trail_to_document

SHOWN_FAULTS = 200
SHOWN_ACTS = 20


@in_unit(MANAGE)
def backfill(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Take a table in, show what it would do, and do it when that has been confirmed."""
    plan = plan_on(clock.today())
    posted = request.method == "POST"
    form = ActTableForm(request.POST if posted else None, request.FILES if posted else None)
    checked: CheckedTable | None = None
    again = ""
    if posted and plan is not None and form.is_valid():
        rows = form.cleaned_data["rows"]
        checked = check_table(rows, plan, unit, clock.today())
        if "confirmed" in request.POST and not checked.faults:
            count = enter_acts(acts=checked.acts, on=clock.today(), by=request.user)
            words = ngettext("%(count)d act is entered.", "%(count)d acts are entered.", count)
            messages.success(request, words % {"count": count})
            return redirect("plan:document", unit.code)
        again = _as_text(rows)
    context = {
        "plan": plan,
        "form": form,
        "checked": checked,
        "again": again,
        "faults": checked.faults[:SHOWN_FAULTS] if checked else [],
        "acts": checked.acts[:SHOWN_ACTS] if checked else [],
    }
    status = 422 if form.errors or (checked and checked.faults) else 200
    here, trail = _("Enter what was done earlier"), trail_to_document(unit)
    return render_unit(request, unit, "plan/backfill.html", context, here=here, trail=trail, status=status)


def _as_text(rows: list[list[str]]) -> str:
    """The table as the confirmation sends it once more, to be checked once more."""
    text = StringIO()
    csv.writer(text, delimiter="\t").writerows(rows)
    return text.getvalue()


@in_unit(MANAGE)
def example_table(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Hand out an empty table with the right heads, and beside it the plan's lines and the units."""
    plan = plan_on(clock.today())
    if plan is None:
        raise Http404
    lines = [
        line for chapter in chapters_of(plan, unit, clock.today()) for line in (chapter.goal, *chapter.lines) if line
    ]
    content = write_xlsx(
        {
            _("Acts"): [[_(name) for name in NAMES.values()]],
            _("Lines"): [[_("Line"), _("Title")], *([line.key, line.title] for line in lines)],
        }
    )
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{plan.key}-{unit.code}.xlsx"'
    return response
