"""The branch leader's page about doors where somebody has asked us not to knock."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.canvass.forms.wishes import WishSearchForm
from gjennomslag.canvass.queries.do_not_knock import MOST_SHOWN, marked_door, wishes_at, wishes_in
from gjennomslag.canvass.rules import LEAD
from gjennomslag.canvass.services.do_not_knock import keep_wish, lift_wish
from gjennomslag.canvass.views.drives import trail_to_drives
from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit


@in_unit(LEAD)
def wishes(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show how many doors are marked, the marks that are two years old, and those at an address one looks for.

    What is looked for is posted: that somebody there asked to be left in peace stands in no address and in no log.
    """
    form = WishSearchForm(request.POST or None)
    found = wishes_at(unit, form.cleaned_data["address"]) if form.is_valid() else None
    context = {"wishes": wishes_in(unit, clock.today()), "form": form, "found": found, "most": MOST_SHOWN}
    trail = [trail_to_drives(unit)]
    status = 422 if form.errors else 200
    here = _("Do not knock")
    return render_unit(request, unit, "canvass/wishes.html", context, trail=trail, here=here, status=status)


@in_unit(LEAD)
@require_POST
def review_wish(request: PersonRequest, unit: Unit, door: int) -> HttpResponse:
    """Let a wish stand for two more years, or lift it."""
    found = marked_door(unit, door)
    if found is None:
        raise Http404
    if request.POST.get("decision") == "lift":
        lift_wish(door=found, by=request.user)
        messages.success(request, _("%(door)s can be knocked on again.") % {"door": found})
    else:
        keep_wish(door=found, on=clock.today(), by=request.user)
        messages.success(request, _("%(door)s is left in peace for two more years.") % {"door": found})
    return redirect("canvass:wishes", unit.code)
