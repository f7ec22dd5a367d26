"""The branch leader's pages about addresses: what is there, giving a file, what it changes, and importing it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.canvass.address_texts import municipality_text
from gjennomslag.canvass.choices import ImportStatus
from gjennomslag.canvass.forms.files import AddressFileForm
from gjennomslag.canvass.models import AddressImport
from gjennomslag.canvass.queries.address_imports import (
    fault_total,
    faults_of,
    imports_of,
    losses_of,
    refusal_of,
    standing_of,
)
from gjennomslag.canvass.rules import (
    IMPORT,
    LEAD,
    can_be_tried_again,
    doors_before,
    is_being_worked_on,
    is_without_effect,
    takes_much_away,
)
from gjennomslag.canvass.services.address_imports import (
    WrongStatus,
    confirm_import,
    drop_import,
    receive_file,
    try_again,
)
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.scope import visible_or_404

DOWNLOADS = {
    "dwellings": "https://nedlasting.geonorge.no/geonorge/Basisdata/MatrikkelenAdresseLeilighetsniva/CSV/",
    "addresses": "https://nedlasting.geonorge.no/geonorge/Basisdata/MatrikkelenAdresse/CSV/",
}
"""Where Kartverket offers the files."""


def trail_to_addresses(unit: Unit) -> tuple[str, str]:
    """Return the step of the breadcrumb that leads to the unit's addresses."""
    return reverse("canvass:addresses", args=[unit.code]), _("Addresses")


def import_in(request: PersonRequest, unit: Unit, address_import: int) -> AddressImport:
    """Return the unit's import with this id, or raise Http404."""
    found: AddressImport = visible_or_404(AddressImport.objects, request.scope, IMPORT, pk=address_import, unit=unit)
    return found


@in_unit(IMPORT)
def addresses(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the addresses the unit has and the files given so far, and receive another file."""
    standing = standing_of(unit)
    posted = request.method == "POST"
    form = AddressFileForm(request.POST, request.FILES) if posted else AddressFileForm()
    if posted and standing and form.is_valid():
        upload = form.cleaned_data["file"]
        record = receive_file(upload=upload, name=upload.name, unit=unit, by=request.user)
        return redirect("canvass:address_import", unit.code, record.pk)
    context = {
        "form": form,
        "standing": standing,
        "has_addresses": any(each.addresses for each in standing),
        "imports": imports_of(unit),
        "downloads": DOWNLOADS,
    }
    status = 422 if form.errors else 200
    trail = [trail_to_addresses(unit)]
    return render_unit(request, unit, "canvass/addresses.html", context, trail=trail, status=status)


@in_unit(IMPORT)
def address_import(request: PersonRequest, unit: Unit, address_import: int) -> HttpResponse:
    """Show one file: how far the check has come, what the file changes, or what became of it."""
    record = import_in(request, unit, address_import)
    ready = record.status == ImportStatus.READY
    losses, of_others = losses_of(record, request.scope, LEAD, timezone.now()) if ready else ([], 0)
    context = {
        "record": record,
        "places": [municipality_text(code) for code in record.municipality_codes],
        "working": is_being_worked_on(record),
        "unchanged": is_without_effect(record),
        "drastic": takes_much_away(record),
        "doors_before": doors_before(record),
        "losses": losses,
        "of_others": of_others,
        "again": can_be_tried_again(record, timezone.now()),
        "faults": faults_of(record),
        "fault_total": fault_total(record),
        "refusal": refusal_of(record),
        "may_lead": request.scope.covers(unit, LEAD),
    }
    fragment = "HX-Request" in request.headers
    template = "canvass/_address_import.html" if fragment else "canvass/address_import.html"
    trail = [trail_to_addresses(unit)]
    return render_unit(request, unit, template, context, trail=trail, here=record.file_name)


@in_unit(IMPORT)
@require_POST
def confirm_address_import(request: PersonRequest, unit: Unit, address_import: int) -> HttpResponse:
    """Import the file that has been checked; one that takes much away only where that is meant."""
    record = import_in(request, unit, address_import)
    if takes_much_away(record) and not request.POST.get("sure"):
        messages.error(request, _("Tick that the doors are to go, or put the file aside."))
        return redirect("canvass:address_import", unit.code, record.pk)
    return _do(request, unit, record, lambda: confirm_import(record=record, by=request.user))


@in_unit(IMPORT)
@require_POST
def drop_address_import(request: PersonRequest, unit: Unit, address_import: int) -> HttpResponse:
    """Put the file aside."""
    record = import_in(request, unit, address_import)
    return _do(request, unit, record, lambda: drop_import(record=record, by=request.user))


@in_unit(IMPORT)
@require_POST
def try_address_import_again(request: PersonRequest, unit: Unit, address_import: int) -> HttpResponse:
    """Do the step again that failed or fell silent."""
    record = import_in(request, unit, address_import)
    return _do(request, unit, record, lambda: try_again(record=record, now=timezone.now(), by=request.user))


def _do(request: PersonRequest, unit: Unit, record: AddressImport, step: Callable[[], None]) -> HttpResponse:
    """Take the step and show the import, saying so where somebody else was quicker."""
    try:
        step()
    except WrongStatus:
        messages.warning(request, _("Somebody has already gone on with this file. This is how it stands now."))
    return redirect("canvass:address_import", unit.code, record.pk)
