"""The page "Our plan" of a unit, and the form that reports what was done."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE
from gjennomslag.organisation.scope import NOBODY, visible_or_404
from gjennomslag.plan.choices import Assessment
from gjennomslag.plan.forms import ActForm
from gjennomslag.plan.letters import letter_to
from gjennomslag.plan.models import Act, Plan, PlanItem
from gjennomslag.plan.our_plan_sheet import print_sheet
from gjennomslag.plan.queries.our_plan import acts_in, item_in_force, sections_of
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.rules import REPORT
from gjennomslag.plan.services.acts import report_act, withdraw_act
from gjennomslag.plan.views.deadlines import feed_address


def trail_to_plan(unit: Unit) -> tuple[str, str]:
    """Return the step of the breadcrumb that leads to the unit's page about the plan."""
    return reverse("plan:our_plan", args=[unit.code]), _("Our plan")


def item_or_404(key: str) -> tuple[Plan, PlanItem]:
    """Return the running plan and its item with this key, or raise Http404."""
    plan = plan_on(clock.today())
    item = item_in_force(plan, key) if plan else None
    if plan is None or item is None:
        raise Http404
    return plan, item


@in_unit(SEE)
def our_plan(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show what the unit has to do by when: what the party's plan asks, and the measures it has adopted."""
    today = clock.today()
    plan = plan_on(today)
    context = {
        "plan": plan,
        "sections": sections_of(plan, unit, request.scope, today) if plan else [],
        "read_on": plan.reading_days.filter(day__lte=today).first() if plan else None,
        "feed": feed_address(request, unit),
        "may_report": request.scope.covers(unit, REPORT),
    }
    return render_unit(request, unit, "plan/our_plan.html", context, here=_("Our plan"))


@in_unit(SEE)
def our_plan_pdf(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Hand out what is due in the unit as one sheet for the board meeting."""
    today = clock.today()
    plan = plan_on(today)
    if plan is None:
        raise Http404
    sheet = print_sheet(plan, unit, sections_of(plan, unit, NOBODY, today), today)
    response = HttpResponse(sheet, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="plan-{unit.code}-{today}.pdf"'
    return response


@in_unit(REPORT)
def letter(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the letter as it would go out to the reader today."""
    today = clock.today()
    plan = plan_on(today)
    found = letter_to(request.user, plan, unit, today) if plan else None
    here = _("The letter on the first of the month")
    return render_unit(request, unit, "plan/letter.html", {"letter": found}, here=here, trail=[trail_to_plan(unit)])


@in_unit(REPORT)
def report(request: PersonRequest, unit: Unit, key: str) -> HttpResponse:
    """Report what was done, or how the line stands, with its real day."""
    plan, found = item_or_404(key)
    today = clock.today()
    form = ActForm(
        request.POST or None,
        request.FILES or None,
        first=plan.first_day - timedelta(365),
        last=today,
        initial={"day": today, "assessment": ""},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        chosen = values.pop("assessment")
        assessment = Assessment(chosen) if chosen else None
        report_act(
            unit=unit,
            items=[found],
            on=today,
            by=request.user,
            assessment=assessment,
            **values,
        )
        messages.success(request, _("Thank you. It is reported and counts from now on."))
        return redirect("plan:item", unit.code, found.key)
    context = {"form": form, "item": found}
    trail = [trail_to_plan(unit), (reverse("plan:item", args=[unit.code, found.key]), found.key)]
    status = 422 if form.errors else 200
    return render_unit(request, unit, "plan/report.html", context, here=_("Report"), trail=trail, status=status)


def _act_or_404(request: PersonRequest, unit: Unit, act: int) -> Act:
    acts = acts_in(unit)
    found: Act = visible_or_404(acts, request.scope, REPORT, pk=act)
    return found


@in_unit(REPORT)
@require_POST
def withdraw(request: PersonRequest, unit: Unit, act: int) -> HttpResponse:
    """Take back a report that was wrong."""
    withdraw_act(act=_act_or_404(request, unit, act), on=clock.today(), by=request.user)
    messages.success(request, _("The report is taken back and no longer counts."))
    return redirect("plan:our_plan", unit.code)


@in_unit(REPORT)
def act_file(request: PersonRequest, unit: Unit, act: int) -> FileResponse:
    """Hand out the file of a report, always as a download."""
    found = _act_or_404(request, unit, act)
    if not found.file:
        raise Http404
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=PurePath(str(found.file)).name)
