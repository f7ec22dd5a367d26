"""Drafting a unit's own plan, goal by goal with examples, and recording that it is adopted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries import offices_in
from gjennomslag.plan.choices import Sharing
from gjennomslag.plan.forms.unit_plans import AdoptForm, AimForm, MeasureForm
from gjennomslag.plan.models import PlanItem, UnitLine, UnitPlanVersion
from gjennomslag.plan.queries.unit_plans import (
    adopted_versions,
    draft_of,
    examples_for,
    goals_of,
    items_to_serve,
    lines_of,
    template_in_force,
)
from gjennomslag.plan.rules import WRITE_OWN
from gjennomslag.plan.services.unit_plans import (
    AdoptedTooEarlyError,
    NothingToAdoptError,
    add_measure,
    adopt_draft,
    begin_draft,
    change_measure,
    discard_draft,
    remove_measure,
    set_aim,
)
from gjennomslag.plan.views.own_plan import plan_or_404, trail_to_own_plan


def _draft_or_404(unit: Unit) -> UnitPlanVersion:
    draft = draft_of(unit, plan_or_404())
    if draft is None:
        raise Http404
    return draft


def _goal_or_404(key: str) -> PlanItem:
    for goal in goals_of(plan_or_404()):
        if goal.key == key:
            return goal
    raise Http404


def _line_or_404(draft: UnitPlanVersion, line: int) -> UnitLine:
    for each in lines_of(draft):
        if each.pk == line:
            return each
    raise Http404


def _trail(unit: Unit, goal: PlanItem | None = None) -> list[tuple[str, str]]:
    steps = [trail_to_own_plan(unit), (reverse("plan:own_draft", args=[unit.code]), _("The draft"))]
    if goal is not None:
        steps.append((reverse("plan:own_goal", args=[unit.code, goal.key]), str(goal)))
    return steps


@in_unit(WRITE_OWN)
@require_POST
def begin_own(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Begin a draft: empty the first time, later a copy of what is adopted."""
    begin_draft(unit=unit, above=plan_or_404(), on=clock.today(), by=request.user)
    return redirect("plan:own_draft", unit.code)


@in_unit(WRITE_OWN)
def own_draft(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show how far the draft has come under each goal, and the way to its adoption."""
    draft = _draft_or_404(unit)
    lines = lines_of(draft)
    goals = [
        (goal, draft.aims.get(goal.key, ""), [line for line in lines if line.goal_id == goal.pk])
        for goal in goals_of(plan_or_404())
    ]
    context = {
        "draft": draft,
        "goals": goals,
        "empty": not lines,
        "missing": [goal for goal, _aim, found in goals if not found],
    }
    return render_unit(request, unit, "plan/own_draft.html", context, here=_("The draft"), trail=_trail(unit)[:1])


def _measure_form(request: PersonRequest, unit: Unit, goal: PlanItem, initial: dict[str, Any]) -> MeasureForm:
    plan = plan_or_404()
    return MeasureForm(
        request.POST if "title" in request.POST else None,
        offices=offices_in(unit),
        supports=items_to_serve(plan, goal, unit),
        last=plan.last_day,
        initial=initial,
    )


@in_unit(WRITE_OWN)
def own_goal(request: PersonRequest, unit: Unit, goal: str) -> HttpResponse:
    """Draft under one goal: the unit's aim, its measures, and examples to begin from."""
    draft, found = _draft_or_404(unit), _goal_or_404(goal)
    aim = AimForm(request.POST if "aim" in request.POST else None, initial={"aim": draft.aims.get(found.key, "")})
    form = _measure_form(request, unit, found, {"title": request.GET.get("title", "")[:200], "priority": 1})
    if aim.is_bound and aim.is_valid():
        set_aim(draft=draft, goal=found, text=aim.cleaned_data["aim"], by=request.user)
        messages.success(request, _("The aim is saved."))
        return redirect("plan:own_goal", unit.code, found.key)
    if form.is_bound and form.is_valid():
        add_measure(draft=draft, measure=form.measure(found), by=request.user)
        messages.success(request, _("The measure is added."))
        return redirect("plan:own_goal", unit.code, found.key)
    context = {"aim": aim, "form": form} | _around(draft, found, unit)
    status = 422 if form.errors or aim.errors else 200
    trail = _trail(unit)
    return render_unit(request, unit, "plan/own_goal.html", context, here=str(found), trail=trail, status=status)


def _around(draft: UnitPlanVersion, goal: PlanItem, unit: Unit) -> dict[str, Any]:
    """What stands around the forms of a goal: its place among the goals, what is written, and ideas to borrow."""
    above = draft.plan.above
    goals = goals_of(above)
    place = [each.pk for each in goals].index(goal.pk) + 1
    template = template_in_force(above)
    return {
        "goal": goal,
        "place": place,
        "goals": goals,
        "next": next(iter(goals[place:]), None),
        "lines": [line for line in lines_of(draft) if line.goal_id == goal.pk],
        "template": template.goals.get(goal.key) if template else None,
        "examples": examples_for(unit, above, goal, clock.today()),
    }


@in_unit(WRITE_OWN)
def own_line(request: PersonRequest, unit: Unit, line: int) -> HttpResponse:
    """Change a measure of the draft."""
    found = _line_or_404(_draft_or_404(unit), line)
    form = _measure_form(
        request,
        unit,
        found.goal,
        {
            "title": found.title,
            "priority": found.priority,
            "office": found.office_id or "",
            "deadline": found.deadline,
            "supports": [each.pk for each in found.supports.all()],
        },
    )
    if form.is_bound and form.is_valid():
        change_measure(line=found, measure=form.measure(found.goal), by=request.user)
        messages.success(request, _("The measure is changed."))
        return redirect("plan:own_goal", unit.code, found.goal.key)
    context = {"form": form, "line": found}
    status = 422 if form.errors else 200
    trail = _trail(unit, found.goal)
    return render_unit(request, unit, "plan/own_line.html", context, here=_("Change"), trail=trail, status=status)


@in_unit(WRITE_OWN)
@require_POST
def remove_own(request: PersonRequest, unit: Unit, line: int) -> HttpResponse:
    """Take a measure out of the draft."""
    found = _line_or_404(_draft_or_404(unit), line)
    goal = found.goal.key
    remove_measure(line=found, by=request.user)
    messages.success(request, _("The measure is taken out."))
    return redirect("plan:own_goal", unit.code, goal)


@in_unit(WRITE_OWN)
@require_POST
def discard_own(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Throw the draft away; what is adopted stays in force."""
    discard_draft(draft=_draft_or_404(unit), by=request.user)
    messages.success(request, _("The draft is thrown away."))
    return redirect("plan:own_plan", unit.code)


@in_unit(WRITE_OWN)
def adopt_own(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Record that a meeting has adopted the draft, with its minutes."""
    draft = _draft_or_404(unit)
    form = _adopt_form(request, unit, draft)
    adopted = _adopt(request, draft, form) if form.is_bound and form.is_valid() else None
    if adopted is not None:
        words = _("The plan is adopted as version %(number)s. Its deadlines now stand on “Our plan”.")
        messages.success(request, words % {"number": adopted.number})
        return redirect("plan:own_plan", unit.code)
    lines = lines_of(draft)
    missing = [goal for goal in goals_of(draft.plan.above) if goal.pk not in {line.goal_id for line in lines}]
    context = {"form": form, "lines": lines, "missing": missing}
    status = 422 if form.errors else 200
    trail = _trail(unit)
    return render_unit(request, unit, "plan/adopt_own.html", context, here=_("Adopt"), trail=trail, status=status)


def _adopt_form(request: PersonRequest, unit: Unit, draft: UnitPlanVersion) -> AdoptForm:
    plan = draft.plan.above
    before = next(iter(adopted_versions(unit, plan)), None)
    posted = request.method == "POST"
    return AdoptForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        first=(before.adopted_on if before else None) or plan.adopted_on,
        last=clock.today(),
        initial={"sharing": draft.plan.sharing},
    )


def _adopt(request: PersonRequest, draft: UnitPlanVersion, form: AdoptForm) -> UnitPlanVersion | None:
    """Adopt the draft, or say on the form why it cannot be."""
    sharing = Sharing(form.cleaned_data["sharing"])
    try:
        return adopt_draft(draft=draft, adoption=form.adoption(), sharing=sharing, on=clock.today(), by=request.user)
    except NothingToAdoptError:
        form.add_error(None, _("The draft has no measures yet. Write at least one first."))
    except AdoptedTooEarlyError:
        form.add_error("day", _("A later version has been adopted since. Give a later day."))
    return None
