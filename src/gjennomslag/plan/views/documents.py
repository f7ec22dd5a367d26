"""The plan as a document, and the units below a unit side by side."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE
from gjennomslag.plan.queries.documents import Below, chapters_of, units_below
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.views.our_plan import trail_to_plan


@in_unit(SEE)
def document(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the whole plan in its own order, each line with how the unit stands."""
    today = clock.today()
    plan = plan_on(today)
    chapters = chapters_of(plan, unit, today) if plan else []
    context = {"here": _("The whole plan"), "plan": plan, "chapters": chapters}
    return render_unit(request, unit, "plan/document.html", context, trail=[trail_to_plan(unit)])


@in_unit(SEE)
def below(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the units right below, those that need most first, and the plan's lines across them."""
    today = clock.today()
    plan = plan_on(today)
    found = units_below(plan, unit, today) if plan else Below([], [])
    context = {"here": _("Units and the plan"), "plan": plan, "below": found}
    return render_unit(request, unit, "plan/below.html", context, trail=[trail_to_plan(unit)])
