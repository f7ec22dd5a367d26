"""The unit's pace, and the hours that are noted when a drive closes."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gjennomslag.algorithms.routes import Pace
from gjennomslag.canvass.forms.paces import HoursForm, PaceForm
from gjennomslag.canvass.models import UnitPace
from gjennomslag.canvass.queries.live import live_board
from gjennomslag.canvass.queries.paces import MeasuredPace, drives_measured_in, outings_of, pace_in
from gjennomslag.canvass.rules import LEAD, is_open
from gjennomslag.canvass.services.drives import close_drive
from gjennomslag.canvass.services.paces import note_time, set_pace
from gjennomslag.canvass.views.drives import drive_in, trail_to_drive, trail_to_drives
from gjennomslag.canvass.views.ground import ground_tabs
from gjennomslag.core import clock
from gjennomslag.core.display import number
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit


def measured_in_words(measured: MeasuredPace) -> str:
    """Say how fast the unit's pairs are, and on how many drives that was measured."""
    return ngettext(
        "Your pairs need %(minutes)s min a door, measured on %(drives)d drive.",
        "Your pairs need %(minutes)s min a door, measured on %(drives)d drives.",
        measured.drives,
    ) % {"minutes": number(measured.pace.minutes_per_door, 1), "drives": measured.drives}


@in_unit(LEAD)
def pace(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show what has been measured, and set what the unit starts from."""
    measured = pace_in(unit)
    own = UnitPace(**asdict(measured.start))
    form = PaceForm(request.POST if request.method == "POST" else None, instance=own)
    if request.method == "POST" and form.is_valid():
        set_pace(unit=unit, pace=form.instance.pace, by=request.user)
        messages.success(request, _("The pace is saved. Turfs cut from now on use it."))
        return redirect("canvass:pace", unit.code)
    words = measured_in_words(measured) if measured.is_measured else ""
    context = {
        "form": form,
        "measured": measured,
        "words": words,
        "usual": Pace(),
        "drives": drives_measured_in(unit),
        "tabs": ground_tabs(unit, "pace"),
    }
    status = 422 if form.errors else 200
    here, trail = _("Pace"), [trail_to_drives(unit)]
    return render_unit(request, unit, "canvass/pace.html", context, trail=trail, here=here, status=status)


@in_unit(LEAD)
def close(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Ask for how long the pairs were out in each turf, note it, and close the drive."""
    found = drive_in(request, unit, drive)
    if not is_open(found):
        return redirect("canvass:drive", unit.code, found.pk)
    form = HoursForm(request.POST if request.method == "POST" else None, outings=outings_of(found))
    if request.method == "POST" and form.is_valid():
        noted = note_time(drive=found, minutes=form.minutes())
        close_drive(drive=found, on=clock.today(), by=request.user)
        messages.success(request, _("The drive is closed. The numbers stay; what was noted at each door is deleted."))
        if noted:
            messages.info(request, measured_in_words(pace_in(unit)))
        return redirect("canvass:summary", unit.code, found.pk)
    status = 422 if form.errors else 200
    here, trail = _("Close the drive"), trail_to_drive(unit, found)
    board = live_board(found, timezone.now())
    context = {"drive": found, "form": form, "phones": board.to_look_at, "put_aside": board.put_aside}
    return render_unit(request, unit, "canvass/close.html", context, trail=trail, here=here, status=status)


@in_unit(LEAD)
def hours(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Correct, add or take away the hours that were noted when the drive closed."""
    found = drive_in(request, unit, drive)
    if is_open(found):
        return redirect("canvass:close", unit.code, found.pk)
    form = HoursForm(request.POST if request.method == "POST" else None, outings=outings_of(found))
    if request.method == "POST" and form.is_valid():
        note_time(drive=found, minutes=form.minutes())
        messages.success(request, _("The hours are saved."))
        measured = pace_in(unit)
        if measured.is_measured:
            messages.info(request, measured_in_words(measured))
        return redirect("canvass:summary", unit.code, found.pk)
    status = 422 if form.errors else 200
    here, trail = _("Hours out"), trail_to_drive(unit, found)
    return render_unit(
        request, unit, "canvass/hours.html", {"drive": found, "form": form}, trail=trail, here=here, status=status
    )
