"""A turf's walking order, changed by hand: one address up or down, to a place, dragged, or let go again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gjennomslag.canvass.forms.turfs import OrderForm
from gjennomslag.canvass.models import Turf
from gjennomslag.canvass.queries.drives import newest_edit
from gjennomslag.canvass.queries.walks import progress_of, walk_of
from gjennomslag.canvass.rules import LEAD, is_open
from gjennomslag.canvass.services.turfs import Change, NotNow, order_turf_anew, reorder_turf
from gjennomslag.canvass.views.drives import NOT_NOW, trail_to_drive
from gjennomslag.canvass.views.turfs import is_fragment, of_turf, turf_in
from gjennomslag.core import display
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.pages import render_unit


@in_unit(LEAD)
@of_turf
def turf_order(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Show the walking order with buttons and handles, and change it."""
    if request.method == "POST":
        _change(request, turf)
        if not is_fragment(request):
            return redirect("canvass:turf_order", unit.code, turf.drive_id, turf.number)
        return order_changed(request, unit, turf_in(request, unit, turf.drive_id, turf.number))
    here, trail = _("Walking order of turf %(number)d") % {"number": turf.number}, trail_to_drive(unit, turf.drive)
    return render_unit(request, unit, "canvass/turf_order.html", _context(turf), trail=trail, here=here)


def order_changed(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Answer a change with the part of the page that it touches; tells the map to fetch its turfs anew."""
    answer = render(request, "canvass/_turf_order.html", _context(turf) | {"unit": unit, "changed": True})
    answer.headers["HX-Trigger-After-Swap"] = "turfs-changed"
    return answer


def _context(turf: Turf) -> dict[str, Any]:
    stops = walk_of(turf)
    return {
        "turf": turf,
        "drive": turf.drive,
        "open": is_open(turf.drive),
        "stops": stops,
        "door_count": progress_of(stops)[0],
        "edit": newest_edit(turf.drive),
    }


def _change(request: PersonRequest, turf: Turf) -> None:
    """Make the change that was asked for and say what it did to the walk, or why it cannot be made."""
    form = OrderForm(request.POST)
    if not form.is_valid():
        told = form.non_field_errors() or [_("The order could not be read.")]
        messages.error(request, f"{told[0]} {_('Nothing was changed.')}")
        return
    try:
        changes = _ordered(form, turf, request.user)
    except NotNow:
        messages.error(request, NOT_NOW)
        return
    if changes:
        messages.success(request, difference_in_words(changes[0]))
    else:
        messages.info(request, _("The order is as it was."))


def _ordered(form: OrderForm, turf: Turf, by: Person) -> list[Change]:
    if form.cleaned_data["anew"]:
        return order_turf_anew(turf=turf, by=by)
    return reorder_turf(turf=turf, address_ids=form.order(), by=by)


def difference_in_words(change: Change) -> str:
    """Say how much longer or shorter a walk became."""
    more, minutes = change.after.metres - change.before.metres, abs(change.after.minutes - change.before.minutes)
    if not more:
        return _("The walk is as long as before.")
    words = {"metres": display.distance(abs(more))}
    told = _("The walk is %(metres)s longer.") if more > 0 else _("The walk is %(metres)s shorter.")
    if not minutes:
        return told % words
    about = ngettext("That is about %(count)d minute.", "That is about %(count)d minutes.", minutes)
    return f"{told % words} {about % {'count': minutes}}"
