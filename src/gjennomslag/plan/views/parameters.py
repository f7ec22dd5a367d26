"""Pages about the parameters of a plan: what vague words in it are taken to mean."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE
from gjennomslag.plan.faults import PlanFaultsError
from gjennomslag.plan.forms import ParameterForm
from gjennomslag.plan.queries.parameters import ParameterRow, parameter_rows
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.rules import MANAGE
from gjennomslag.plan.services.plans import set_parameter
from gjennomslag.plan.views.our_plan import trail_to_plan


@in_unit(SEE)
def parameters(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show what the plan's vague words are taken to mean, and who has changed it."""
    plan = plan_on(clock.today())
    context = {
        "here": _("What the words mean"),
        "plan": plan,
        "rows": parameter_rows(plan) if plan else [],
        "may_change": plan is not None and plan.unit_id == unit.pk and request.scope.covers(unit, MANAGE),
    }
    return render_unit(request, unit, "plan/parameters.html", context, trail=[trail_to_plan(unit)])


@in_unit(MANAGE)
def change_parameter(request: PersonRequest, unit: Unit, parameter: str) -> HttpResponse:
    """Give a parameter another value; closed windows keep what they were measured by."""
    plan = plan_on(clock.today())
    if plan is None:
        raise Http404
    row = _row_or_404(parameter_rows(plan), parameter)
    form = ParameterForm(request.POST or None, initial={"value": row.value})
    may_change = plan.unit_id == unit.pk
    if request.method == "POST" and may_change and form.is_valid():
        try:
            set_parameter(plan=plan, parameter=row.key, on=clock.today(), by=request.user, **form.cleaned_data)
        except PlanFaultsError as error:
            fault = error.faults[0]
            form.add_error("value", f"{fault.message(_)} {fault.remedy(_)}")
        else:
            messages.success(request, _("The new value holds from the next reading."))
            return redirect("plan:parameters", unit.code)
    trail = [trail_to_plan(unit), (reverse("plan:parameters", args=[unit.code]), _("What the words mean"))]
    context = {"here": row.title, "row": row, "form": form, "may_change": may_change}
    status = 422 if form.errors else 200
    return render_unit(request, unit, "plan/parameter.html", context, trail=trail, status=status)


def _row_or_404(rows: list[ParameterRow], key: str) -> ParameterRow:
    for row in rows:
        if row.key == key:
            return row
    raise Http404
