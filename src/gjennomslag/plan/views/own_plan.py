"""A unit's own plan: what it has adopted and how it stands, earlier versions, and reports about its measures."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE
from gjennomslag.plan.forms.unit_plans import OwnActForm
from gjennomslag.plan.models import Plan, UnitPlanVersion
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.queries.unit_plans import (
    acts_for_own,
    adopted_versions,
    changes_between,
    draft_of,
    goals_of,
    line_in_force,
    own_rows,
    sections_by_goal,
    version_in_force,
)
from gjennomslag.plan.rules import REPORT, WRITE_OWN
from gjennomslag.plan.services.acts import report_act


def plan_or_404() -> Plan:
    """Return the party's running plan, or raise Http404."""
    plan = plan_on(clock.today())
    if plan is None:
        raise Http404
    return plan


def trail_to_own_plan(unit: Unit) -> tuple[str, str]:
    """Return the step of the breadcrumb that leads to the unit's own plan."""
    return reverse("plan:own_plan", args=[unit.code]), _("Our own measures")


@in_unit(SEE)
def own_plan(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show what the unit itself has adopted, measure by measure with how it stands, or the way to a first plan."""
    today = clock.today()
    plan = plan_on(today)
    version = version_in_force(unit, plan, today) if plan else None
    goals = goals_of(plan) if plan else []
    context = {
        "plan": plan,
        "version": version,
        "versions": adopted_versions(unit, plan) if plan else [],
        "draft": draft_of(unit, plan) if plan else None,
        "goals": goals,
        "sections": sections_by_goal(version, own_rows(version, today), goals) if version else [],
        "may_write": request.scope.covers(unit, WRITE_OWN),
        "may_report": request.scope.covers(unit, REPORT),
    }
    return render_unit(request, unit, "plan/own_plan.html", context, here=_("Our own measures"))


def _version_or_404(unit: Unit, number: int) -> tuple[UnitPlanVersion, UnitPlanVersion | None]:
    versions = {version.number: version for version in adopted_versions(unit, plan_or_404())}
    if number not in versions:
        raise Http404
    return versions[number], versions.get(number - 1)


@in_unit(SEE)
def own_version(request: PersonRequest, unit: Unit, number: int) -> HttpResponse:
    """Show one adopted version as it was adopted, with its minutes, and what it changed."""
    version, before = _version_or_404(unit, number)
    goals = goals_of(version.plan.above)
    context = {
        "version": version,
        "before": before,
        "changes": changes_between(before, version) if before else None,
        "sections": sections_by_goal(version, own_rows(version, clock.today()), goals),
        "may_write": request.scope.covers(unit, WRITE_OWN),
    }
    here = _("Version %(number)s") % {"number": number}
    return render_unit(request, unit, "plan/own_version.html", context, here=here, trail=[trail_to_own_plan(unit)])


@in_unit(WRITE_OWN)
def minutes_file(request: PersonRequest, unit: Unit, number: int) -> FileResponse:
    """Hand out the minutes of a version, always as a download."""
    version, _before = _version_or_404(unit, number)
    if not version.file:
        raise Http404
    name = PurePath(str(version.file)).name
    return FileResponse(version.file.open("rb"), as_attachment=True, filename=name)


@in_unit(REPORT)
def report_own(request: PersonRequest, unit: Unit, item: int) -> HttpResponse:
    """Report what was done for a measure of the unit's own, with its real day; show what was reported before."""
    today = clock.today()
    plan = plan_or_404()
    line = line_in_force(unit, plan, item, today)
    if line is None:
        raise Http404
    serves = list(line.supports.all())
    posted = request.method == "POST"
    form = OwnActForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        first=plan.first_day - timedelta(365),
        last=today,
        serves=serves,
        initial={"day": today, "serves": [each.pk for each in serves]},
    )
    if posted and form.is_valid():
        values = form.cleaned_data
        chosen = values.pop("serves", [])
        items = [each for each in serves if str(each.pk) in chosen]
        report_act(unit=unit, items=items, own_items=[line.item], on=today, by=request.user, **values)
        messages.success(request, _("Thank you. It is reported and counts from now on."))
        return redirect("plan:own_plan", unit.code)
    context = {"form": form, "line": line, "acts": acts_for_own(item)}
    status = 422 if form.errors else 200
    trail = [trail_to_own_plan(unit)]
    return render_unit(request, unit, "plan/report_own.html", context, here=_("Report"), trail=trail, status=status)
