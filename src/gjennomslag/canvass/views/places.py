"""Where a drive's walks begin and where people meet afterwards."""

from __future__ import annotations

import numpy as np
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gjennomslag.canvass.address_files.coordinates import DEGREES, from_metres
from gjennomslag.canvass.forms.places import PlacesForm
from gjennomslag.canvass.models import Drive
from gjennomslag.canvass.queries.finding import addresses_like
from gjennomslag.canvass.rules import LEAD, is_open
from gjennomslag.canvass.services.turfs import NotNow, set_places
from gjennomslag.canvass.views.drives import NOT_NOW, drive_in, trail_to_drive
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit


def in_degrees(place: tuple[float, float] | None) -> str:
    """Return a place in metres as the map sends it: longitude and latitude with a comma between, or nothing."""
    if place is None:
        return ""
    longitude, latitude = from_metres(np.array([place[0]]), np.array([place[1]]), DEGREES)
    return f"{longitude[0]:.7f},{latitude[0]:.7f}"


def initial_places(drive: Drive) -> dict[str, str]:
    """Return what the form begins with: the places that are set."""
    return {
        "start": drive.start_name,
        "start_at": in_degrees(drive.start),
        "meeting": drive.meeting_name,
        "meeting_at": in_degrees(drive.meeting),
    }


@in_unit(LEAD)
def places(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Ask where the drive's walks begin and end; then order all walks anew in the background."""
    found = drive_in(request, unit, drive)
    if not is_open(found):
        return redirect("canvass:drive", unit.code, found.pk)
    finder = reverse("canvass:find_places", args=[unit.code, found.pk])
    form = PlacesForm(request.POST or None, unit=unit, finder=finder, initial=initial_places(found))
    if request.method == "POST" and form.is_valid():
        start, meeting = form.cleaned_data["start"], form.cleaned_data["meeting"]
        try:
            set_places(drive=found, start=start, meeting=meeting, by=request.user)
        except NotNow:
            messages.error(request, NOT_NOW)
        return redirect("canvass:drive", unit.code, found.pk)
    here, trail, status = _("Start and meeting place"), trail_to_drive(unit, found), 422 if form.errors else 200
    fields = [(form["start"], form["start_at"]), (form["meeting"], form["meeting_at"])]
    context = {"drive": found, "form": form, "fields": fields}
    return render_unit(request, unit, "canvass/places.html", context, trail=trail, here=here, status=status)


@in_unit(LEAD)
def find(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Return addresses that begin as what has been written, to choose from; nothing where no field is asked about."""
    drive_in(request, unit, drive)
    if not request.GET:
        return HttpResponse(status=204)
    words = request.GET.get("start") or request.GET.get("meeting") or ""
    return render(request, "canvass/_found_places.html", {"found": addresses_like(unit, words)})
