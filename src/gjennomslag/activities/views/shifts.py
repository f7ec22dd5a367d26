"""The days and shifts of an activity."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.activities.forms import PartForm
from gjennomslag.activities.links import public_address
from gjennomslag.activities.models import Activity
from gjennomslag.activities.queries.activities import answers_to_all, part_numbers, parts_among, span_of_parts
from gjennomslag.activities.rules import ORGANISE
from gjennomslag.activities.services.activities import add_part, drop_part, fit_to_parts, set_by_shift
from gjennomslag.activities.views.one import taking_place, tell_soon, trail_to
from gjennomslag.core.display import span
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit


@in_unit(ORGANISE)
@taking_place
def parts(request: PersonRequest, unit: Unit, activity: Activity) -> HttpResponse:
    """Show the days or shifts, add one, and say whether people choose among them."""
    data = request.POST if request.method == "POST" and "day" in request.POST else None
    form = PartForm(data, activity=activity, initial={"day": timezone.localtime(activity.ends_at).date()})
    if request.method == "POST" and data is None:
        _arrange(request, activity)
        return redirect("activities:parts", unit.code, activity.pk)
    to_all = answers_to_all(activity)
    asked = form.longer if form.is_valid() and to_all else ""
    if form.is_valid() and (not asked or request.POST.get("asked") == asked):
        add_part(activity=activity, part=form.save(commit=False), by=request.user)
        tell_soon(activity.pk)
        return redirect("activities:parts", unit.code, activity.pk)
    among = span_of_parts(activity)
    context = {
        "activity": activity,
        "parts": part_numbers(activity),
        "form": form,
        "asked": asked,
        "to_all": to_all,
        "share_address": public_address(activity),
        "fits": span(*among) if among and among != (activity.starts_at, activity.ends_at) else "",
    }
    status = 422 if form.errors or asked else 200
    return render_unit(
        request, unit, "activities/parts.html", context, trail=trail_to(unit, activity), here=_("Days and shifts"),
        status=status,
    )  # fmt: skip


def _arrange(request: PersonRequest, activity: Activity) -> None:
    """Let people choose among the shifts or come to all of it, or let the activity last as long as its parts."""
    if "fit" in request.POST:
        fit_to_parts(activity=activity, by=request.user)
        tell_soon(activity.pk)
        return
    choice = request.POST.get("by_shift")
    if choice and not set_by_shift(activity=activity, by_shift=choice == "yes", by=request.user):
        messages.error(request, _("People have chosen shifts, and not all the days. Take them off the list first."))


@in_unit(ORGANISE)
@require_POST
@taking_place
def remove_part(request: PersonRequest, unit: Unit, activity: Activity, part: int) -> HttpResponse:
    """Take a day or a shift away that nobody has chosen."""
    for each in parts_among(activity, [part]):
        if not drop_part(part=each, by=request.user):
            messages.error(request, _("People have chosen this shift. Take them off the list first."))
    return redirect("activities:parts", unit.code, activity.pk)
