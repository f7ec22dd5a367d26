"""The streets that turfs are cut along: what is in use, and giving, trying and using another file."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gjennomslag.canvass.forms.files import StreetsForm
from gjennomslag.canvass.models import StreetMap
from gjennomslag.canvass.queries.streets import street_map_for, street_map_of, street_maps_given
from gjennomslag.canvass.rules import LEAD, can_be_read_again
from gjennomslag.canvass.services.address_imports import WrongStatus
from gjennomslag.canvass.services.streets import read_again, receive_street_file, remove_streets, use_streets
from gjennomslag.canvass.street_files import ATTRIBUTION, StreetFault
from gjennomslag.canvass.views.drives import trail_to_drives
from gjennomslag.canvass.views.ground import ground_tabs
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.scope import visible_or_404

REFUSALS = {
    StreetFault.NOT_PBF: gettext_lazy(
        "This is not an OpenStreetMap extract, or only part of one. Download the file anew; its name ends in .osm.pbf."
    ),
    StreetFault.NO_STREETS: gettext_lazy("There are no streets in the file. Choose an extract that has the roads."),
    StreetFault.OUTSIDE: gettext_lazy(
        "None of the streets in the file are in your municipality. Choose an extract of the place where you knock."
    ),
    StreetFault.TOO_LARGE: gettext_lazy(
        "There are more streets in your area than we can handle. Import them in each branch instead."
    ),
}


def street_map_in(request: PersonRequest, unit: Unit, street_map: int) -> StreetMap:
    """Return the unit's street file with this id, or raise Http404."""
    found: StreetMap = visible_or_404(StreetMap.objects, request.scope, LEAD, pk=street_map, unit=unit)
    return found


@in_unit(LEAD)
def streets(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show which streets the unit's turfs are cut along and what became of files given, and take a new file."""
    form = StreetsForm(request.POST, request.FILES) if request.method == "POST" else StreetsForm()
    if form.is_valid():
        upload = form.cleaned_data["file"]
        receive_street_file(upload=upload, name=upload.name, unit=unit, by=request.user)
        return redirect("canvass:streets", unit.code)
    given, now = street_maps_given(unit), timezone.now()
    context = {
        "form": form,
        "own": street_map_of(unit),
        "used": street_map_for(unit),
        "given": [(each, can_be_read_again(each, now), refusal_in_words(each)) for each in given],
        "working": any(each.status == "checking" for each in given),
        "attribution": ATTRIBUTION,
        "tabs": ground_tabs(unit, "streets"),
    }
    template = "canvass/_street_maps.html" if "HX-Request" in request.headers else "canvass/streets.html"
    here, trail, status = _("Streets"), [trail_to_drives(unit)], 422 if form.errors else 200
    return render_unit(request, unit, template, context, trail=trail, here=here, status=status)


def refusal_in_words(street_map: StreetMap) -> str:
    """Say why the file cannot be used, and what to do; nothing where it can."""
    return str(REFUSALS[StreetFault(street_map.refusal)]) if street_map.refusal else ""


@in_unit(LEAD)
@require_POST
def use(request: PersonRequest, unit: Unit, street_map: int) -> HttpResponse:
    """Use the streets that have been read instead of those before."""
    found = street_map_in(request, unit, street_map)
    done = _("The streets are imported. Turfs cut from now on are measured along them.")
    return _do(request, unit, lambda: use_streets(street_map=found, by=request.user), done)


@in_unit(LEAD)
@require_POST
def remove(request: PersonRequest, unit: Unit, street_map: int) -> HttpResponse:
    """Delete streets that are in use, or put a file aside."""
    found = street_map_in(request, unit, street_map)
    done = _("The streets are removed. Turfs that are cut already stay as they are.")
    if found.status != "done":
        done = _("The file was put aside. Nothing has been changed.")
    return _do(request, unit, lambda: remove_streets(street_map=found, by=request.user), done)


@in_unit(LEAD)
@require_POST
def again(request: PersonRequest, unit: Unit, street_map: int) -> HttpResponse:
    """Read the file again."""
    found = street_map_in(request, unit, street_map)
    return _do(request, unit, lambda: read_again(street_map=found, now=timezone.now(), by=request.user), "")


def _do(request: PersonRequest, unit: Unit, step: Callable[[], None], done: str) -> HttpResponse:
    """Take the step and show the streets, saying so where somebody else was quicker."""
    try:
        step()
    except WrongStatus:
        messages.warning(request, _("Somebody has already gone on with this file. This is how it stands now."))
    else:
        if done:
            messages.success(request, done)
    return redirect("canvass:streets", unit.code)
