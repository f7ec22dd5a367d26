"""The branch leader's page about taps from phones that could not be carried out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.canvass.choices import Settled
from gjennomslag.canvass.put_aside_texts import DISMISSALS, EXPLANATIONS
from gjennomslag.canvass.queries.put_aside import put_aside_in, put_aside_with
from gjennomslag.canvass.rules import LEAD
from gjennomslag.canvass.services.put_aside import CannotBeApplied, apply_put_aside, dismiss_put_aside
from gjennomslag.canvass.views.drives import drive_in, trail_to_drive
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit


@in_unit(LEAD)
def put_aside(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Show what was put aside with its reason in plain words, and what can be done."""
    found = drive_in(request, unit, drive)
    rows = [(row, EXPLANATIONS[row.aside.reason]) for row in put_aside_in(found)]
    context = {
        "drive": found,
        "waiting": [each for each in rows if not each[0].aside.settled],
        "settled": [each for each in rows if each[0].aside.settled],
        "dismissals": DISMISSALS,
    }
    trail = trail_to_drive(unit, found)
    return render_unit(request, unit, "canvass/put_aside.html", context, trail=trail, here=_("Put aside"))


@in_unit(LEAD)
@require_POST
def settle_put_aside(request: PersonRequest, unit: Unit, drive: int, aside: int) -> HttpResponse:
    """Record it after all, or leave it out for a reason."""
    found = put_aside_with(drive_in(request, unit, drive), aside)
    if found is None:
        raise Http404
    reason = request.POST.get("reason", "")
    try:
        if reason == Settled.APPLIED:
            apply_put_aside(aside=found, now=timezone.now(), by=request.user)
            messages.success(request, _("It is recorded."))
        elif reason in DISMISSALS:
            dismiss_put_aside(aside=found, reason=Settled(reason), now=timezone.now(), by=request.user)
            messages.success(request, _("It is left out. You find it below until the drive's doors are deleted."))
        else:
            messages.error(request, _("Choose why it is left out."))
    except CannotBeApplied:
        messages.error(request, _("It cannot be recorded: the door is not in the drive, or too little is known."))
    return redirect("canvass:put_aside", unit.code, found.drive_id)
