"""The unit's areas: how much work they are."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from gjennomslag.canvass.forms import CrewForm
from gjennomslag.canvass.queries.areas import areas_of
from gjennomslag.canvass.queries.paces import pace_in
from gjennomslag.canvass.queries.places import places_covered_by
from gjennomslag.canvass.queries.workload import in_all, outings_drawing, workloads
from gjennomslag.canvass.rules import LEAD
from gjennomslag.canvass.views.drives import trail_to_drives
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit


@in_unit(LEAD)
def areas(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show how many afternoons the unit's areas are, for so many pairs and hours as one says."""
    form = CrewForm(request.GET or None)
    crew = form.cleaned_data if form.is_valid() else CrewForm.USUAL
    measured = pace_in(unit)
    works = workloads(places_covered_by(unit), measured.pace)
    total, hours = in_all(works), float(crew["hours"])
    rows = [(area, works[area.code]) for area in areas_of(unit) if area.code in works]
    context = {
        "form": form,
        "crew": crew,
        "measured": measured,
        "rows": rows,
        "total": total,
        "outings": total.outings(hours),
        "afternoons": total.afternoons(hours, crew["pairs"]),
        "drawing": outings_drawing(total.outings(hours)),
    }
    status = 422 if form.errors else 200
    here, trail = _("Areas"), [trail_to_drives(unit)]
    return render_unit(request, unit, "canvass/areas.html", context, trail=trail, here=here, status=status)
