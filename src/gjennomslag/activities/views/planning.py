"""Planning an activity from a template or as a copy, and changing it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gjennomslag.activities.forms import ActivityForm
from gjennomslag.activities.models import Activity
from gjennomslag.activities.queries.activities import members_below, possible_contacts, template_with, templates_for
from gjennomslag.activities.queries.series import day_for, facts_for, obligation_of, suggested_for
from gjennomslag.activities.rules import ORGANISE
from gjennomslag.activities.services.activities import (
    PlannedBefore,
    change_activity,
    facts_from,
    facts_of,
    plan_activity,
)
from gjennomslag.activities.views.one import activity_in, taking_place, tell_soon, trail_to
from gjennomslag.core import clock
from gjennomslag.messaging.queries import segments_for
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.plan.models import Obligation
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.queries.unit_plans import goals_of

A_FORTNIGHT = timedelta(days=14)


@in_unit(ORGANISE)
def choose_template(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the templates: those that suit what the plan asks for first, then those that fit the unit's size."""
    fitting, larger = templates_for(members_below(unit, clock.today()))
    asked = obligation_of(unit, plan_on(clock.today()), request.GET.get("for", ""))
    suggested = suggested_for(asked, [*fitting, *larger]) if asked else []
    groups = [
        (_("These suit what the plan asks for"), suggested),
        (_("Other templates") if suggested else "", [each for each in fitting if each not in suggested]),
        (_("For larger units"), [each for each in larger if each not in suggested]),
    ]
    context = {"groups": [group for group in groups if group[1]], "asked": asked}
    return render_unit(
        request, unit, "activities/choose.html", context, trail=trail_to(unit), here=_("Plan an activity")
    )


@in_unit(ORGANISE)
def plan(request: PersonRequest, unit: Unit, template: str) -> HttpResponse:
    """Plan an activity from the template."""
    found = template_with(template)
    if found is None:
        raise Http404
    today = clock.today()
    asked = obligation_of(unit, plan_on(today), request.GET.get("for", ""))
    day = day_for(asked, today + A_FORTNIGHT) if asked else today + A_FORTNIGHT
    facts = facts_for(asked, found) if asked else {}
    begins = timezone.make_aware(datetime.combine(day, found.starts))
    ends = timezone.localtime(begins) + timedelta(minutes=found.minutes)
    initial = {"day": begins.date(), "begins": begins.time(), "ends": ends.time()}
    start = Activity(unit=unit, contact=request.user, **(facts_from(found, by=request.user) | facts))
    form = _form(request, unit, start, template=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _planned(request, unit, form, found.kind)
    return _show_form(
        request, unit, form, here=str(found), back=reverse("activities:new", args=[unit.code]), asked=asked
    )


@in_unit(ORGANISE)
def copy(request: PersonRequest, unit: Unit, activity: int) -> HttpResponse:
    """Plan a new activity that says the same as one there is."""
    found = activity_in(request, unit, activity)
    begins, ends = timezone.localtime(found.starts_at), timezone.localtime(found.ends_at)
    initial = {"begins": begins.time(), "ends": ends.time()}
    form = _form(request, unit, Activity(unit=unit, **facts_of(found)), template=found.template, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _planned(request, unit, form, found.kind)
    back = reverse("activities:lead", args=[unit.code, found.pk])
    return _show_form(request, unit, form, here=_("Copy"), back=back, activity=found)


def _planned(request: PersonRequest, unit: Unit, form: ActivityForm, kind: str) -> HttpResponse:
    repeat, times = form.repeating()
    facts = form.facts()
    facts["kind"] = kind
    page = form.cleaned_data["page"]
    try:
        made = plan_activity(
            unit=unit, by=request.user, template=form.template, repeat=repeat, times=times, page=page, **facts
        )
    except PlannedBefore as before:
        messages.info(request, _("This was planned already, and is not planned once more. Change it or copy it here."))
        return redirect("activities:lead", unit.code, before.activity.pk)
    said = {"title": made.title, "times": times}
    if times > 1:
        messages.success(request, _("“%(title)s” is planned %(times)s times. Now tell people about it.") % said)
    else:
        messages.success(request, _("“%(title)s” is planned. Now tell people about it.") % said)
    return redirect("activities:lead", unit.code, made.pk)


@in_unit(ORGANISE)
@taking_place
def change(request: PersonRequest, unit: Unit, activity: Activity) -> HttpResponse:
    """Change the activity. Those who come are told where time or place is another."""
    form = _form(request, unit, activity, template=activity.template)
    if request.method == "POST" and form.is_valid():
        following = bool(form.cleaned_data.get("following"))
        fresh = activity_in(request, unit, activity.pk)
        moved = change_activity(activity=fresh, by=request.user, following=following, **form.facts())
        tell_soon(*moved, activity.pk)
        messages.success(request, _("Saved. Those who come are told where the time or the place is another."))
        return redirect("activities:lead", unit.code, activity.pk)
    back = reverse("activities:lead", args=[unit.code, activity.pk])
    return _show_form(
        request, unit, form, here=_("Change"), back=back, activity=activity_in(request, unit, activity.pk)
    )


def _form(request: PersonRequest, unit: Unit, activity: Activity, **further: Any) -> ActivityForm:
    today = clock.today()
    above = plan_on(today)
    contacts = possible_contacts(unit, today)
    return ActivityForm(
        request.POST if request.method == "POST" else None,
        instance=activity,
        now=timezone.now(),
        segments=list(segments_for(unit)),
        goals=goals_of(above) if above else [],
        contacts=contacts if request.user in contacts else [*contacts, request.user],
        **further,
    )


def _show_form(
    request: PersonRequest,
    unit: Unit,
    form: ActivityForm,
    *,
    here: str,
    back: str,
    activity: Activity | None = None,
    asked: Obligation | None = None,
) -> HttpResponse:
    context = {"form": form, "back": back, "new": activity is None, "template": form.template, "asked": asked}
    status = 422 if form.errors else 200
    trail = trail_to(unit, activity)
    return render_unit(request, unit, "activities/form.html", context, trail=trail, here=here, status=status)
