"""Cancelling an activity, and who hears of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from gjennomslag.activities.forms import CancelForm
from gjennomslag.activities.hearing import who_does_not_hear, who_hears
from gjennomslag.activities.letter_offers import letters_on_their_way
from gjennomslag.activities.models import Activity
from gjennomslag.activities.queries.activities import following_in_series
from gjennomslag.activities.rules import ORGANISE
from gjennomslag.activities.services.activities import cancel_activity
from gjennomslag.activities.views.one import taking_place, tell_soon, trail_to
from gjennomslag.messaging.rules import WRITE
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit


@in_unit(ORGANISE)
@taking_place
def cancel(request: PersonRequest, unit: Unit, activity: Activity) -> HttpResponse:
    """Cancel the activity, with a reason that those who come are told."""
    later = following_in_series(activity)
    form = CancelForm(request.POST if request.method == "POST" else None, series=bool(later))
    if request.method == "POST" and form.is_valid():
        following = bool(form.cleaned_data.get("following"))
        why = form.cleaned_data["why"]
        cancelled = cancel_activity(activity=activity, why=why, by=request.user, following=following)
        tell_soon(*cancelled)
        said = [_("Cancelled."), *who_hears(cancelled), *who_does_not_hear(cancelled)]
        messages.success(request, " ".join(said))
        return redirect("activities:lead", unit.code, activity.pk)
    one, all_of_them = [activity], [activity, *later]
    context = {
        "activity": activity,
        "form": form,
        "choices": [_consequences(each) for each in ([one, all_of_them] if later else [one])],
        "may_write": request.scope.covers(unit, WRITE),
    }
    status, trail = 422 if form.errors else 200, trail_to(unit, activity)
    return render_unit(
        request, unit, "activities/cancel.html", context, trail=trail, here=_("Cancel the activity"), status=status
    )


def _consequences(activities: Sequence[Activity]) -> dict[str, Any]:
    """Return who hears of it if these are cancelled, who does not, and which letters still invite to them."""
    ids = [each.pk for each in activities]
    return {
        "hear": who_hears(ids),
        "do_not_hear": who_does_not_hear(ids),
        "letters": list(letters_on_their_way(activities, sending=True)),
    }
