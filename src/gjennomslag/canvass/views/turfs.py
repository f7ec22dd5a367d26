"""The branch leader's pages about one turf: look, hand out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from gjennomslag.canvass.links import token_of
from gjennomslag.canvass.models import Drive, Turf
from gjennomslag.canvass.queries.drives import neighbours_of, newest_edit
from gjennomslag.canvass.queries.turf_doors import Group, GroupKind, groups_of
from gjennomslag.canvass.queries.walks import progress_of, running_link, walk_of
from gjennomslag.canvass.rules import LEAD, is_open
from gjennomslag.canvass.services.drives import extend_turf, hand_out_turf, revoke_turf, take_back_turf
from gjennomslag.canvass.views.drives import drive_in, trail_to_drive
from gjennomslag.core import display
from gjennomslag.core.qr import qr_code
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.scope import visible_or_404


def turf_in(request: PersonRequest, unit: Unit, drive: int, number: int) -> Turf:
    """Return the turf with this number in the unit's drive, or raise Http404."""
    rows = Turf.objects.select_related("drive")
    found: Turf = visible_or_404(rows, request.scope, LEAD, drive=drive, drive__unit=unit, number=number)
    found.drive.unit = unit
    return found


def of_turf(
    view: Callable[[PersonRequest, Unit, Turf], HttpResponse],
) -> Callable[[PersonRequest, Unit, int, int], HttpResponse]:
    """Call the view with the turf that the address names; where the turf is gone, say so and lead to its drive."""

    @wraps(view)
    def found(request: PersonRequest, unit: Unit, drive: int, number: int) -> HttpResponse:
        try:
            turf = turf_in(request, unit, drive, number)
        except Http404:
            left = drive_in(request, unit, drive)
            gone = _("There is no turf %(number)d any more. It was put together with another, or cut anew.")
            messages.info(request, gone % {"number": number})
            return to_drive(request, unit, left)
        return view(request, unit, turf)

    return found


def is_fragment(request: PersonRequest) -> bool:
    """Say whether the page's script asks, and wants only the part that changes."""
    return "HX-Request" in request.headers


def to_drive(request: PersonRequest, unit: Unit, drive: Drive) -> HttpResponse:
    """Lead to the drive's page, from a whole page or from a part of one."""
    where = reverse("canvass:drive", args=[unit.code, drive.pk])
    return HttpResponse(headers={"HX-Redirect": where}) if is_fragment(request) else redirect(where)


@in_unit(LEAD)
@of_turf
def turf_page(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Show a turf's walk list and map, with the link and the QR code while it is handed out."""
    link = running_link(turf, timezone.now())
    address = request.build_absolute_uri(reverse("canvass:enter", args=[token_of(link)])) if link else ""
    handed_out = {"link": link, "walk_address": address, "qr": qr_code(address) if address else ""}
    context = board_of(turf) | handed_out
    here = _("Turf %(number)s") % {"number": turf.number}
    return render_unit(request, unit, "canvass/turf.html", context, trail=trail_to_drive(unit, turf.drive), here=here)


def board_of(turf: Turf) -> dict[str, Any]:
    """Return what a page shows of the turf's doors and of what one can do with them."""
    stops = walk_of(turf)
    return {
        "turf": turf,
        "drive": turf.drive,
        "open": is_open(turf.drive),
        "stops": stops,
        "door_count": progress_of(stops)[0],
        "neighbours": [(each.pk, neighbour_in_words(each)) for each in neighbours_of(turf)],
        "groups": [(group.key, group_in_words(group)) for group in groups_of(stops)],
        "edit": newest_edit(turf.drive),
    }


def turf_changed(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Answer a change with the part of the turf's page that it touches; tells the map to fetch its turfs anew."""
    context = board_of(turf) | {"unit": unit, "changed": True}
    answer = render(request, "canvass/_turf_board.html", context)
    answer.headers["HX-Trigger-After-Swap"] = "turfs-changed"
    return answer


def neighbour_in_words(turf: Turf) -> str:
    """Name another turf with its doors and its time."""
    doors = ngettext("%(count)s door", "%(count)s doors", turf.door_count) % {"count": display.number(turf.door_count)}
    return _("turf %(number)d (%(doors)s, %(time)s)") % {
        "number": turf.number,
        "doors": doors,
        "time": display.duration(turf.time),
    }


_GROUPS = {
    (GroupKind.ENTRANCE, 0): gettext_lazy("%(place)s (%(doors)s)"),
    (GroupKind.HOUSE, 0): gettext_lazy("%(place)s, all entrances (%(doors)s)"),
    (GroupKind.SIDE, 0): gettext_lazy("%(place)s, even numbers (%(doors)s)"),
    (GroupKind.SIDE, 1): gettext_lazy("%(place)s, odd numbers (%(doors)s)"),
}


def group_in_words(group: Group) -> str:
    """Name doors that one moves together, with how many there are."""
    doors = ngettext("%(count)s door", "%(count)s doors", group.doors) % {"count": display.number(group.doors)}
    return str(_GROUPS[group.kind, group.parity]) % {"place": group.place, "doors": doors}


def _back_to(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Lead back to the page that the button stood on: the turf's own, or the one with its code."""
    page = "canvass:turf_code" if request.POST.get("then") == "code" else "canvass:turf"
    return redirect(page, unit.code, turf.drive_id, turf.number)


@in_unit(LEAD)
@require_POST
@of_turf
def turf_hand_out(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Make a link for the turf."""
    if is_open(turf.drive):
        hand_out_turf(turf=turf, now=timezone.now(), by=request.user)
    else:
        messages.error(request, _("The drive is closed. Start a new one to hand out turfs."))
    return _back_to(request, unit, turf)


@in_unit(LEAD)
@require_POST
@of_turf
def turf_take_back(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Stop the turf's links from working."""
    take_back_turf(turf=turf, now=timezone.now(), by=request.user)
    messages.success(request, _("The turf is taken back. The link no longer works."))
    return _back_to(request, unit, turf)


@in_unit(LEAD)
@require_POST
@of_turf
def turf_extend(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Let whoever holds the turf hold it for two days more."""
    if extend_turf(turf=turf, now=timezone.now(), by=request.user):
        messages.success(request, _("The turf is handed out for two more days."))
    elif is_open(turf.drive):
        messages.error(request, _("Nobody holds the turf any more. Make a new link."))
    else:
        messages.error(request, _("The drive is closed."))
    return _back_to(request, unit, turf)


@in_unit(LEAD)
@require_POST
@of_turf
def turf_revoke(request: PersonRequest, unit: Unit, turf: Turf) -> HttpResponse:
    """Shut out every phone that has held the turf: one is lost, or a link went astray."""
    revoke_turf(turf=turf, now=timezone.now(), by=request.user)
    messages.success(request, _("The phones are shut out, and empty themselves the next time they have network."))
    return _back_to(request, unit, turf)
