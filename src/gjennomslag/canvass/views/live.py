"""The drive while it is walked: the leader's board, the code a pair scans, and what each phone last said."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.canvass.links import token_of
from gjennomslag.canvass.models import Drive, Turf
from gjennomslag.canvass.queries.live import LivePhone, live_board, live_stamp, phones_of
from gjennomslag.canvass.queries.walks import progress_of, running_link, walk_of
from gjennomslag.canvass.rules import LEAD, is_open
from gjennomslag.canvass.services.phones import revoke_device
from gjennomslag.canvass.views.drives import drive_in, trail_to_drive
from gjennomslag.canvass.views.turfs import of_turf
from gjennomslag.core.qr import qr_code
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit


def trail_to_live(unit: Unit, drive: Drive) -> list[tuple[str, str]]:
    """Return the steps of the breadcrumb down to the drive's live board."""
    return [*trail_to_drive(unit, drive), (reverse("canvass:live", args=[unit.code, drive.pk]), _("Right now"))]


@in_unit(LEAD)
def live(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Show the drive as it stands. The page asks again by itself, and is answered 204 while nothing has changed."""
    found = drive_in(request, unit, drive)
    now = timezone.now()
    stamp = live_stamp(found, now)
    asks_again = bool(request.headers.get("HX-Request"))
    if asks_again and request.GET.get("seen") == stamp:
        return HttpResponse(status=204)
    context = {"drive": found, "open": is_open(found), "board": live_board(found, now), "stamp": stamp, "now": now}
    if asks_again:
        return render(request, "canvass/_live.html", context | {"unit": unit})
    return render_unit(request, unit, "canvass/live.html", context, trail=trail_to_live(unit, found))


@in_unit(LEAD)
@of_turf
def turf_code(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Show the code a pair scans to get the turf, and what to do next: made to be held up at the meeting place."""
    now = timezone.now()
    link = running_link(turf, now)
    board = live_board(turf.drive, now)
    address = request.build_absolute_uri(reverse("canvass:enter", args=[token_of(link)])) if link else ""
    context = {
        "turf": turf,
        "drive": turf.drive,
        "open": is_open(turf.drive),
        "link": link,
        "walk_address": address,
        "qr": qr_code(address) if address else "",
        "door_count": progress_of(walk_of(turf))[0],
        "phones": next(each.phones for each in board.turfs if each.turf.pk == turf.pk),
        "next": next((each for each in board.waiting if each.turf.pk != turf.pk), None),
        "then": "code",
    }
    here, trail = _("Turf %(number)s") % {"number": turf.number}, trail_to_live(unit, turf.drive)
    return render_unit(request, unit, "canvass/turf_code.html", context, trail=trail, here=here)


def _phone_in(drive: Drive, number: int) -> LivePhone:
    found = phones_of(drive, timezone.now(), number)
    if not found:
        raise Http404
    return found[0]


@in_unit(LEAD)
def phone(request: PersonRequest, unit: Unit, drive: int, phone: int) -> HttpResponse:
    """Show what a phone last said, and let the leader shut it out."""
    found = drive_in(request, unit, drive)
    context = {"drive": found, "phone": _phone_in(found, phone)}
    here = _("Phone %(number)s") % {"number": phone}
    return render_unit(request, unit, "canvass/phone.html", context, trail=trail_to_live(unit, found), here=here)


@in_unit(LEAD)
@require_POST
def phone_revoke(request: PersonRequest, unit: Unit, drive: int, phone: int) -> HttpResponse:
    """Shut out one phone: it is lost, or somebody has it who should not."""
    found = drive_in(request, unit, drive)
    revoke_device(device=_phone_in(found, phone).device, by=request.user)
    messages.success(request, _("The phone is shut out, and empties itself the next time it has network."))
    return redirect("canvass:phone", unit.code, found.pk, phone)
