"""What nobody walks across: imported by the unit, kept to when turfs are cut and ordered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from gjennomslag.canvass.barrier_files import BarrierFault, UnusableBarriers
from gjennomslag.canvass.forms.files import BarriersForm
from gjennomslag.canvass.queries.barriers import barriers_for, barriers_of
from gjennomslag.canvass.rules import LEAD
from gjennomslag.canvass.services.barriers import Imported, import_barriers, remove_barriers
from gjennomslag.canvass.views.drives import trail_to_drives
from gjennomslag.canvass.views.ground import ground_tabs
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit

FAULTS = {
    BarrierFault.NOT_GEOJSON: gettext_lazy("This is not GeoJSON. Export the lines as GeoJSON and try again."),
    BarrierFault.NO_LINES: gettext_lazy("There are no lines in the file. Points alone part nothing."),
    BarrierFault.NOT_DEGREES: gettext_lazy("The file is not in degrees. Export it anew as WGS 84 (EPSG:4326)."),
    BarrierFault.NOT_NORWAY: gettext_lazy("Some lines are outside Norway. GeoJSON has longitude first, then latitude."),
    BarrierFault.ELSEWHERE: gettext_lazy(
        "None of the lines lies where you are. GeoJSON has longitude first, then latitude."
    ),
    BarrierFault.TOO_LARGE: gettext_lazy("There are more than 200,000 points in the file. Cut out the area you need."),
}


@in_unit(LEAD)
def barriers(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show which barriers the unit's turfs keep to, and take a new file."""
    own = barriers_of(unit)
    posted = request.method == "POST"
    form = BarriersForm(request.POST, request.FILES, own=own) if posted else BarriersForm(own=own)
    if form.is_valid():
        name, text = form.cleaned_data["file"]
        try:
            imported = import_barriers(unit=unit, text=text, file_name=name, by=request.user)
        except UnusableBarriers as fault:
            form.add_error("file", str(FAULTS[fault.fault]))
        else:
            messages.success(request, _imported_in_words(imported))
            return redirect("canvass:barriers", unit.code)
    context = {
        "form": form,
        "own": own,
        "used": barriers_for(unit),
        "count": len(own.lines) if own else 0,
        "tabs": ground_tabs(unit, "barriers"),
    }
    here, trail, status = _("Barriers"), [trail_to_drives(unit)], 422 if form.errors else 200
    return render_unit(request, unit, "canvass/barriers.html", context, trail=trail, here=here, status=status)


def _imported_in_words(imported: Imported) -> str:
    """Say how many lines were kept, and how many left out where there are such."""
    kept = ngettext("%(count)d line is imported.", "%(count)d lines are imported.", imported.kept)
    words = [kept % {"count": imported.kept}]
    if imported.left_out:
        left_out = ngettext(
            "%(count)d line lies elsewhere and is left out.",
            "%(count)d lines lie elsewhere and are left out.",
            imported.left_out,
        )
        words.append(left_out % {"count": imported.left_out})
    return " ".join([*words, _("Turfs cut from now on keep to them.")])


@in_unit(LEAD)
@require_POST
def remove(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Forget the unit's own barriers."""
    remove_barriers(unit=unit, by=request.user)
    messages.success(request, _("The barriers are removed. Turfs that are cut already stay as they are."))
    return redirect("canvass:barriers", unit.code)
