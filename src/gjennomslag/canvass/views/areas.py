"""The unit's areas: how much work they are, when one was there, and where to go next."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from gjennomslag.canvass.area_texts import area_label
from gjennomslag.canvass.forms.drives import CrewForm
from gjennomslag.canvass.queries.area_maps import areas_drawing, areas_geojson, middles_of, points_by_area
from gjennomslag.canvass.queries.areas import areas_of
from gjennomslag.canvass.queries.coverage import Coverage, Visited, coverage_of, suggested
from gjennomslag.canvass.queries.paces import pace_in
from gjennomslag.canvass.queries.places import places_covered_by
from gjennomslag.canvass.queries.workload import Workload, in_all, outings_drawing, workloads
from gjennomslag.canvass.rules import LEAD
from gjennomslag.canvass.views.drives import trail_to_drives
from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit


@in_unit(LEAD)
def areas(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the unit's areas on a map and as a list, with how many afternoons they are and which to visit next."""
    form = CrewForm(request.GET or None)
    crew = form.cleaned_data if form.is_valid() else CrewForm.USUAL
    context = {"form": form, "crew": crew} | _work(unit, float(crew["hours"]), crew["pairs"])
    here, trail, status = _("Areas"), [trail_to_drives(unit)], 422 if form.errors else 200
    return render_unit(request, unit, "canvass/areas.html", context, trail=trail, here=here, status=status)


@in_unit(LEAD)
def areas_map(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Return the unit's areas for the map, with when each was last visited."""
    coverage = coverage_of(areas_of(unit), clock.today())
    properties = {
        each.area.code: {"name": each.area.name, "visited": each.visited.value, "label": area_label(each)}
        for each in coverage
    }
    found = areas_geojson(points_by_area(places_covered_by(unit)), properties)
    return JsonResponse(found, content_type="application/geo+json")


def _work(unit: Unit, hours: float, pairs: int) -> dict[str, Any]:
    """Return what the page says for a crew of so many pairs who have so many hours."""
    places = places_covered_by(unit)
    works = workloads(places, pace_in(unit).pace)
    works.pop("", None)  # what lies in no area cannot be chosen for a drive
    coverage = [each for each in coverage_of(areas_of(unit), clock.today()) if each.area.code in works]
    points = points_by_area(places)
    total, drawing = in_all(works), areas_drawing(points)
    next_ones = suggested(coverage, works, middles_of(points), pairs * hours * 60)
    suggested_work = in_all({each.area.code: works[each.area.code] for each in next_ones})
    of_code = {each.area.code: each for each in coverage}
    return {
        "rows": [(each, works[each.area.code]) for each in coverage],
        "total": total,
        "outings": total.outings(hours),
        "afternoons": total.afternoons(hours, pairs),
        "picture": outings_drawing(_by_visit(coverage, works), hours),
        "suggested": next_ones,
        "suggested_work": suggested_work,
        "suggested_afternoons": suggested_work.afternoons(hours, pairs),
        "drawing": drawing,
        "outlines": [(of_code[code], path) for code, path in drawing.outlines.items()] if drawing else [],
    }


def _by_visit(coverage: list[Coverage], works: dict[str, Workload]) -> list[tuple[str, float]]:
    """Return the minutes of work in areas visited long ago, lately and so on, those longest ago first."""
    return [(kind, sum(works[each.area.code].minutes for each in coverage if each.visited == kind)) for kind in Visited]
