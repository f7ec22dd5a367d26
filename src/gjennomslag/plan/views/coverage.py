"""Which units have measures of their own under which goals, and the template that units start from."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE
from gjennomslag.plan.forms.unit_plans import TemplateForm
from gjennomslag.plan.models import PlanItem, PlanTemplate
from gjennomslag.plan.queries.coverage import coverage_of
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.queries.unit_plans import goals_of, template_in_force
from gjennomslag.plan.rules import MANAGE
from gjennomslag.plan.services.unit_plans import publish_template
from gjennomslag.plan.views.our_plan import trail_to_plan
from gjennomslag.plan.views.own_plan import plan_or_404


@in_unit(SEE)
def coverage(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show goal × unit: who has own measures where, those who need help first."""
    today = clock.today()
    plan = plan_on(today)
    found = coverage_of(plan, unit, today) if plan else None
    context = {
        "plan": plan,
        "coverage": found,
        "goal_numbers": list(zip(found.goals, found.own.below, strict=True)) if found else [],
        "may_manage": plan is not None and plan.unit_id == unit.pk and request.scope.covers(unit, MANAGE),
    }
    here = _("Own measures in the units")
    return render_unit(request, unit, "plan/coverage.html", context, here=here, trail=[trail_to_plan(unit)])


def _initial(goals: list[PlanItem], template: PlanTemplate | None) -> dict[str, str]:
    values = {}
    for goal in goals:
        entry = template.goals.get(goal.key, {}) if template else {}
        values[f"guidance_{goal.pk}"] = entry.get("guidance", "")
        values[f"suggestions_{goal.pk}"] = "\n".join(entry.get("suggestions", ()))
    return values


@in_unit(MANAGE)
def template(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Write and publish what units start from when they make their own plan."""
    plan = plan_or_404()
    goals = goals_of(plan)
    in_force = template_in_force(plan)
    form = TemplateForm(request.POST or None, goals=goals, initial=_initial(goals, in_force))
    may_publish = plan.unit_id == unit.pk
    if form.is_bound and may_publish and form.is_valid():
        published = publish_template(plan=plan, goals=form.by_goal(), on=clock.today(), by=request.user)
        messages.success(request, _("The template is published as version %(number)s.") % {"number": published.number})
        return redirect("plan:coverage", unit.code)
    context = {"form": form, "template": in_force, "may_publish": may_publish}
    status = 422 if form.errors else 200
    here = _("Template for units' plans")
    return render_unit(
        request, unit, "plan/template.html", context, here=here, trail=[trail_to_plan(unit)], status=status
    )
