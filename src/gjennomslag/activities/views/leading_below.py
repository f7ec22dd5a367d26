"""What a unit owes the plan this year, and which branches below have something planned."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gjennomslag.activities.queries.gaps import rows_below
from gjennomslag.activities.queries.series import by_item, series_of
from gjennomslag.activities.rules import ORGANISE
from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.plan.queries.plans import plan_on

A_PAGE = 50


@in_unit(ORGANISE)
def below(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the branches below, those with nothing planned first."""
    rows = rows_below(unit, timezone.now())
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "number": len(rows), "empty": sum(row.begins is None for row in rows)}
    trail = [(reverse("activities:in_unit", args=[unit.code]), _("Activities"))]
    return render_unit(request, unit, "activities/below.html", context, trail=trail, here=_("Branches"))


@in_unit(ORGANISE)
def year_view(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show what the plan asks the unit to hold in a year, and what has been planned for it."""
    today = clock.today()
    asked = request.GET.get("year", str(today.year))
    plan = plan_on(today)
    years = plan.years if plan else range(today.year, today.year + 1)
    if not asked.isdecimal() or (plan and int(asked) not in years):
        raise Http404
    rows = series_of(unit, plan, int(asked)) if plan else []
    context = {
        "rows": rows,
        "series": by_item(rows),
        "missing": sum(row.missing for row in rows if row.obligation.last_day >= today),
        "lost": sum(row.missing for row in rows if row.obligation.last_day < today),
        "today": today,
        "year": int(asked),
        "years": [{"url": f"?year={each}", "label": each, "current": each == int(asked)} for each in years],
    }
    trail = [(reverse("activities:in_unit", args=[unit.code]), _("Activities"))]
    return render_unit(request, unit, "activities/year.html", context, trail=trail, here=_("The year"))
