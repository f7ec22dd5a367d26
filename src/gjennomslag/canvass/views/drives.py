"""The branch leader's pages about drives."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gjennomslag.canvass.forms.drives import ChangeDriveForm, CrewForm, DriveForm
from gjennomslag.canvass.models import Drive
from gjennomslag.canvass.queries.areas import areas_of
from gjennomslag.canvass.queries.contacts import contacts_waiting
from gjennomslag.canvass.queries.coverage import coverage_of
from gjennomslag.canvass.queries.drives import (
    drives_of,
    is_untouched,
    newest_edit,
    open_drives_below,
    plan_of,
    turf_rows,
)
from gjennomslag.canvass.queries.maps import drive_map
from gjennomslag.canvass.queries.paces import comparison_of
from gjennomslag.canvass.rules import IMPORT, LEAD
from gjennomslag.canvass.services.drives import AlreadyBegun, change_drive, delete_drive, start_drive
from gjennomslag.canvass.services.turfs import NoDoors, NothingToCut, NotNow, ask_for_turfs
from gjennomslag.canvass.street_files import ATTRIBUTION
from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.scope import visible_or_404
from gjennomslag.voices.queries import questions_for

NOT_NOW = gettext_lazy("The turfs cannot be changed now: the drive is closed, or they are being cut.")
_LASTS = timedelta(weeks=3)
"""How long a drive lasts where nobody says otherwise."""


def trail_to_drives(unit: Unit) -> tuple[str, str]:
    """Return the step of the breadcrumb that leads to the unit's drives."""
    return reverse("canvass:drives", args=[unit.code]), _("Door-knocking")


def trail_to_drive(unit: Unit, drive: Drive) -> list[tuple[str, str]]:
    """Return the steps of the breadcrumb down to the drive."""
    return [trail_to_drives(unit), (reverse("canvass:drive", args=[unit.code, drive.pk]), drive.title)]


def drive_in(request: PersonRequest, unit: Unit, drive: int) -> Drive:
    """Return the unit's drive with this id, or raise Http404."""
    found: Drive = visible_or_404(Drive.objects, request.scope, LEAD, pk=drive, unit=unit)
    found.unit = unit
    return found


@in_unit(LEAD)
def drives(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the unit's drives, newest first, and the open ones of the units below."""
    context = {
        "drives": drives_of(unit),
        "below": open_drives_below(unit, request.scope, LEAD),
        "has_addresses": bool(areas_of(unit)),
        "contacts_waiting": contacts_waiting(unit),
        "may_import": request.scope.covers(unit, IMPORT),
    }
    return render_unit(request, unit, "canvass/drives.html", context, trail=[trail_to_drives(unit)])


@in_unit(LEAD)
def new_drive(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Start a drive; its turfs are cut in the background at once."""
    today = clock.today()
    areas = coverage_of(areas_of(unit), today)
    questions = questions_for(unit)
    crew = CrewForm(request.GET)
    initial = {
        "starts_on": today,
        "ends_on": today + _LASTS,
        "question": questions[0] if questions else None,
        "basic_units": request.GET.getlist("area"),
    } | (crew.cleaned_data if crew.is_valid() else {})
    form = DriveForm(request.POST or None, today=today, areas=areas, questions=questions, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            drive = start_drive(unit=unit, by=request.user, **form.cleaned_data)
        except ValidationError as fault:
            form.add_error("question", fault)
        else:
            _ask_for_turfs(request, drive)
            return redirect("canvass:drive", unit.code, drive.pk)
    context = {"form": form, "areas": areas, "may_import": request.scope.covers(unit, IMPORT)}
    status = 422 if form.errors else 200
    trail = [trail_to_drives(unit)]
    return render_unit(
        request, unit, "canvass/new_drive.html", context, trail=trail, here=_("Start a drive"), status=status
    )


@in_unit(LEAD)
def change(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Change what the drive is called, when it is, how large new turfs are and what is said; or delete it."""
    found = drive_in(request, unit, drive)
    untouched = is_untouched(found)
    questions = [*questions_for(unit), *([found.question] if found.question else [])]
    posted = request.POST if request.method == "POST" else None
    form = ChangeDriveForm(posted, instance=found, today=clock.today(), questions=questions, untouched=untouched)
    if form.is_valid():
        try:
            change_drive(drive=drive_in(request, unit, drive), by=request.user, **form.cleaned_data)
        except NotNow:
            messages.error(request, NOT_NOW)
            return redirect("canvass:drive", unit.code, drive)
        except ValidationError as fault:
            form.add_error("question", fault)
        else:
            messages.success(request, _("The drive is changed."))
            return redirect("canvass:drive", unit.code, drive)
    kept = drive_in(request, unit, drive)
    context = {"drive": kept, "form": form, "untouched": untouched}
    trail, status = trail_to_drive(unit, kept), 422 if form.errors else 200
    here = _("Change the drive")
    return render_unit(request, unit, "canvass/change_drive.html", context, trail=trail, here=here, status=status)


@in_unit(LEAD)
@require_POST
def delete(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Delete a drive in which nobody has begun."""
    try:
        delete_drive(drive=drive_in(request, unit, drive), by=request.user)
    except AlreadyBegun:
        messages.error(request, _("You have begun, or people have signed up for shifts. Close the drive instead."))
    except NotNow:
        messages.error(request, NOT_NOW)
    else:
        messages.success(request, _("The drive is deleted."))
        return redirect("canvass:drives", unit.code)
    return redirect("canvass:drive", unit.code, drive)


def _ask_for_turfs(request: PersonRequest, drive: Drive) -> None:
    try:
        ask_for_turfs(drive=drive, by=request.user)
    except NoDoors:
        messages.error(request, _("There are no doors in these areas. Choose others, or import addresses."))
    except NothingToCut:
        messages.error(
            request, _("All turfs are locked, ordered by hand or have been walked. Unlock some, or move single doors.")
        )
    except NotNow:
        messages.error(request, NOT_NOW)


@in_unit(LEAD)
def drive_page(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Show a drive: how far it has come, its turfs as a list and on the map; its summary where that is all there is."""
    found = drive_in(request, unit, drive)
    rows = turf_rows(found, timezone.now())
    if found.closed_on and not rows:
        return redirect("canvass:summary", unit.code, found.pk)
    totals = {
        "turfs": len(rows),
        "doors": sum(row.progress.doors for row in rows),
        "visited": sum(row.progress.visited for row in rows),
        "conversations": sum(row.progress.conversations for row in rows),
    }
    context = {
        "drive": found,
        "rows": rows,
        "totals": totals,
        "plan": plan_of(found, [row.turf for row in rows]),
        "comparison": comparison_of(found),
        "street_attribution": ATTRIBUTION,
        "edit": newest_edit(found),
    }
    template = "canvass/_cutting.html" if request.headers.get("HX-Request") else "canvass/drive.html"
    return render_unit(request, unit, template, context, trail=[trail_to_drives(unit)], here=found.title)


@in_unit(LEAD)
def drive_geojson(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Return the drive's addresses and walking orders for the map."""
    return JsonResponse(drive_map(drive_in(request, unit, drive)), content_type="application/geo+json")


@in_unit(LEAD)
@require_POST
def cut(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Cut the drive's turfs anew."""
    found = drive_in(request, unit, drive)
    _ask_for_turfs(request, found)
    return redirect("canvass:drive", unit.code, found.pk)
