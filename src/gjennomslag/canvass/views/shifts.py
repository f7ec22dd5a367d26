"""The leader's pages about shifts: planning them, who comes, who walks with whom, and which turf they get."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from gjennomslag.canvass.forms.shifts import PairForm, ShiftForm, SignUpForm
from gjennomslag.canvass.jobs import tell_of_shift
from gjennomslag.canvass.links import shift_token_of
from gjennomslag.canvass.models import Shift, SignUp
from gjennomslag.canvass.queries.shifts import pairs_in, shifts_of, sign_up_with, sign_ups_of, takes_sign_ups
from gjennomslag.canvass.rules import LEAD, is_open
from gjennomslag.canvass.services.shifts import (
    ShiftFull,
    ShiftOver,
    call_off_shift,
    change_shift,
    hand_out_to_pair,
    place_in_pair,
    plan_shift,
    remove_from_shift,
    sign_up,
    suggest_pairs,
)
from gjennomslag.canvass.shift_mail import send_place
from gjennomslag.canvass.views.drives import drive_in, trail_to_drive
from gjennomslag.core.qr import qr_code
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.scope import visible_or_404


def shift_in(request: PersonRequest, unit: Unit, shift: int) -> Shift:
    """Return the shift with this id in one of the unit's drives, or raise Http404."""
    rows = Shift.objects.select_related("drive__unit")
    found: Shift = visible_or_404(rows, request.scope, LEAD, pk=shift, drive__unit=unit)
    return found


def sign_up_in(shift: Shift, key: int) -> SignUp:
    """Return the sign-up if it is of this shift, or raise Http404."""
    found = sign_up_with(key)
    if found is None or found.shift_id != shift.pk:
        raise Http404
    return found


@in_unit(LEAD)
def shifts(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Show the drive's shifts, and plan a new one."""
    found = drive_in(request, unit, drive)
    now = timezone.now()
    form = ShiftForm(request.POST if request.method == "POST" else None, now=now)
    if request.method == "POST" and is_open(found) and form.is_valid():
        shift = plan_shift(drive=found, by=request.user, **form.shift_values())
        messages.success(request, _("The shift is planned. Share the link, so that people can say that they come."))
        return redirect("canvass:shift", unit.code, shift.pk)
    context = {"drive": found, "rows": shifts_of(found), "form": form, "now": now}
    status, trail = 422 if form.errors else 200, trail_to_drive(unit, found)
    return render_unit(request, unit, "canvass/shifts.html", context, trail=trail, here=_("Shifts"), status=status)


@in_unit(LEAD)
def shift(request: PersonRequest, unit: Unit, shift: int) -> HttpResponse:
    """Show who comes and who walks with whom; add somebody who has said so by word of mouth."""
    found = shift_in(request, unit, shift)
    form = SignUpForm(request.POST if request.method == "POST" else None, known=False)
    if request.method == "POST" and form.is_valid() and _add(request, found, form):
        return redirect("canvass:shift", unit.code, found.pk)
    sign_ups = sign_ups_of(found)
    pairs, unpaired = pairs_in(sign_ups)
    address = request.build_absolute_uri(reverse("canvass:join_shift", args=[shift_token_of(found)]))
    context = {
        "drive": found.drive,
        "shift": found,
        "form": form,
        "coming": len(sign_ups),
        "newcomers": sum(each.newcomer for each in sign_ups),
        "pairs": pairs,
        "unpaired": unpaired,
        "open": takes_sign_ups(found, timezone.now()),
        "join_address": address,
        "qr": qr_code(address),
    }
    trail = [
        *trail_to_drive(unit, found.drive),
        (reverse("canvass:shifts", args=[unit.code, found.drive_id]), _("Shifts")),
    ]
    status, here = 422 if form.errors else 200, str(found)
    return render_unit(request, unit, "canvass/shift.html", context, trail=trail, here=here, status=status)


def _add(request: PersonRequest, shift: Shift, form: SignUpForm) -> bool:
    try:
        send_place(sign_up(shift=shift, now=timezone.now(), **form.sign_up_values()))
    except ShiftFull:
        form.add_error(None, _("The shift is full. Make room for more, or plan another."))
    except ShiftOver:
        form.add_error(None, _("The shift has begun or is called off."))
    return not form.errors


@in_unit(LEAD)
def shift_change(request: PersonRequest, unit: Unit, shift: int) -> HttpResponse:
    """Change the shift; people are told by mail where time or place is another."""
    found = shift_in(request, unit, shift)
    form = ShiftForm(request.POST if request.method == "POST" else None, instance=found, now=timezone.now())
    if request.method == "POST" and form.is_valid():
        if change_shift(shift=shift_in(request, unit, shift), by=request.user, **form.shift_values()):
            tell_of_shift.defer(shift_id=found.pk)
            messages.info(request, _("Those who have signed up with an e-mail address are told."))
        return redirect("canvass:shift", unit.code, found.pk)
    trail = [*trail_to_drive(unit, found.drive), (reverse("canvass:shift", args=[unit.code, shift]), str(found))]
    context, status = {"shift": found, "form": form}, 422 if form.errors else 200
    here = _("Change the shift")
    return render_unit(request, unit, "canvass/shift_change.html", context, trail=trail, here=here, status=status)


@in_unit(LEAD)
@require_POST
def shift_call_off(request: PersonRequest, unit: Unit, shift: int) -> HttpResponse:
    """Call the shift off and tell everyone."""
    found = shift_in(request, unit, shift)
    call_off_shift(shift=found, by=request.user)
    tell_of_shift.defer(shift_id=found.pk)
    messages.success(request, _("The shift is called off. Call those who left only a telephone number."))
    return redirect("canvass:shift", unit.code, found.pk)


@in_unit(LEAD)
@require_POST
def shift_pairs(request: PersonRequest, unit: Unit, shift: int) -> HttpResponse:
    """Suggest who walks with whom."""
    unplaced = suggest_pairs(shift=shift_in(request, unit, shift), by=request.user)
    if unplaced:
        words = ngettext(
            "%(n)d person has nobody to walk with. Ask somebody with experience to come.",
            "%(n)d people have nobody to walk with. Ask somebody with experience to come.",
            unplaced,
        )
        messages.warning(request, words % {"n": unplaced})
    else:
        messages.success(request, _("Everybody has somebody to walk with."))
    return redirect("canvass:shift", unit.code, shift)


@in_unit(LEAD)
@require_POST
def sign_up_change(request: PersonRequest, unit: Unit, shift: int, sign_up: int) -> HttpResponse:
    """Put somebody in another pair, note the first time, or take them off the list."""
    found = sign_up_in(shift_in(request, unit, shift), sign_up)
    form = PairForm(request.POST)
    if "remove" in request.POST:
        remove_from_shift(sign_up=found, by=request.user)
        messages.success(request, _("Taken off the list."))
    elif form.is_valid():
        values = form.cleaned_data
        place_in_pair(sign_up=found, pair=values["pair"], newcomer=values["newcomer"], by=request.user)
    else:
        messages.error(request, _("A pair has a number from 1."))
    return redirect("canvass:shift", unit.code, shift)


@in_unit(LEAD)
@require_POST
def pair_hand_out(request: PersonRequest, unit: Unit, shift: int, pair: int) -> HttpResponse:
    """Hand the pair a turf and show its code."""
    found = shift_in(request, unit, shift)
    try:
        turf = (
            hand_out_to_pair(shift=found, pair=pair, now=timezone.now(), by=request.user)
            if is_open(found.drive)
            else None
        )
    except ValidationError as fault:
        messages.error(request, fault.messages[0])
        return redirect("canvass:shift", unit.code, shift)
    if turf is None:
        messages.error(request, _("There is no turf to hand out."))
        return redirect("canvass:shift", unit.code, shift)
    return redirect("canvass:turf_code", unit.code, found.drive_id, turf.number)
