"""What the pages of one activity share: finding it, the steps down to it, and what may be done while it takes place."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from gjennomslag.activities import jobs
from gjennomslag.activities.models import Activity
from gjennomslag.activities.rules import ORGANISE
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import visible_or_404

Further = ParamSpec("Further")
ActivityView = Callable[Concatenate[PersonRequest, Unit, Activity, Further], HttpResponse]


def activity_in(request: PersonRequest, unit: Unit, activity: int) -> Activity:
    """Return the unit's activity with this id, or raise Http404."""
    rows = Activity.objects.select_related("unit", "template", "segment", "contact", "goal_item")
    found: Activity = visible_or_404(rows, request.scope, ORGANISE, pk=activity, unit=unit)
    return found


def taking_place(view: ActivityView[Further]) -> Callable[..., HttpResponse]:
    """Serve the view, called with the activity itself, while the activity is not cancelled.

    Pages opened before it was cancelled still ask for changes: they lead back to its page, which says so.
    """

    @wraps(view)
    def guarded(
        request: PersonRequest, unit: Unit, activity: int, *args: Further.args, **further: Further.kwargs
    ) -> HttpResponse:
        found = activity_in(request, unit, activity)
        if found.cancelled:
            messages.error(request, _("It is cancelled, and can no longer be changed."))
            return redirect("activities:lead", unit.code, found.pk)
        return view(request, unit, found, *args, **further)

    return guarded


def trail_to(unit: Unit, activity: Activity | None = None) -> list[tuple[str, str]]:
    """Return the steps down to the activities, or to one of them."""
    trail = [(reverse("activities:in_unit", args=[unit.code]), _("Activities"))]
    if activity is not None:
        trail.append((reverse("activities:lead", args=[unit.code, activity.pk]), activity.title))
    return trail


def tell_soon(*activities: int) -> None:
    """Let those who come to the activities (ids) hear what there is to tell them."""
    for each in sorted(set(activities)):
        jobs.tell_soon(each)
