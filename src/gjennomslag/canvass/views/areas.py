"""The unit's areas: how much work they are, when one was there, and where to go next."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from gjennomslag.canvass.area_texts import area_label
from gjennomslag.canvass.forms.drives import CrewForm
from gjennomslag.canvass.queries.area_maps import areas_drawing, areas_geojson, middles_of, points_by_area
from gjennomslag.canvass.queries.areas import Area, areas_of, municipalities_of, walkers_in
from gjennomslag.canvass.queries.coverage import Coverage, Visited, coverage_of, suggested
from gjennomslag.canvass.queries.places import places_covered_by
from gjennomslag.canvass.queries.workload import Workload, in_all, outings_drawing, workloads
from gjennomslag.canvass.rules import LEAD
from gjennomslag.canvass.views.drives import trail_to_drives
from gjennomslag.core import clock
from gjennomslag.core.norwegian import sort_key
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.geography import municipalities
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit

_MOST_NAMED = 10
"""Of how many municipalities the names are said."""


@in_unit(LEAD)
def areas(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the unit's areas on a map and as a list, with how many afternoons are left and which to visit next."""
    form = CrewForm(CrewForm.USUAL | request.GET.dict() if request.GET else None)
    crew = form.cleaned_data if form.is_valid() else CrewForm.USUAL
    context = {"form": form, "crew": crew} | _work(unit, float(crew["hours"]), crew["pairs"])
    here, trail, status = _("Areas"), [trail_to_drives(unit)], 422 if form.errors else 200
    return render_unit(request, unit, "canvass/areas.html", context, trail=trail, here=here, status=status)


@in_unit(LEAD)
def areas_map(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Return the unit's areas for the map, with how much of each was visited, and when."""
    coverage = coverage_of(areas_of(unit), clock.today())
    properties = {
        each.area.code: {
            "name": each.area.name,
            "visited": each.visited.value,
            "lately": each.lately,
            "label": area_label(each),
        }
        for each in coverage
    }
    found = areas_geojson(points_by_area(places_covered_by(unit)), properties)
    return JsonResponse(found, content_type="application/geo+json")


def _work(unit: Unit, hours: float, pairs: int) -> dict[str, Any]:
    """Return what the page says for a crew of so many pairs who have so many hours."""
    places, found = places_covered_by(unit), areas_of(unit)
    works = workloads(places, walkers_in(unit, found))
    coverage = [each for each in coverage_of(found, clock.today()) if each.area.code in works]
    left = {each.area.code: works[each.area.code].of(each.left) for each in coverage}
    points = points_by_area(places)
    total, drawing = in_all(left), areas_drawing(points)
    next_ones = suggested(coverage, works, middles_of(points), pairs * hours * 60)
    suggested_work = in_all({each.area.code: works[each.area.code] for each in next_ones})
    of_code = {each.area.code: each for each in coverage}
    return {
        "rows": [(each, left[each.area.code]) for each in coverage],
        "doors": in_all(works).doors,
        "total": total,
        "outings": total.outings(hours),
        "afternoons": total.afternoons(hours, pairs),
        "picture": outings_drawing(_by_visit(coverage, left), hours),
        "suggested": next_ones,
        "suggested_work": suggested_work,
        "suggested_afternoons": suggested_work.afternoons(hours, pairs),
        "drawing": drawing,
        "outlines": [(of_code[code], path) for code, path in drawing.outlines.items()] if drawing else [],
        "counted": _counted(unit, found),
    }


def _counted(unit: Unit, found: list[Area]) -> dict[str, Any] | None:
    """Return for how many of the unit's municipalities there are addresses, and their names; None where for all."""
    covered, with_addresses = municipalities_of(unit), {area.municipality_code for area in found}
    if not covered - with_addresses:
        return None
    names = sorted((municipalities()[code].name for code in with_addresses), key=sort_key)
    return {"names": names if len(names) <= _MOST_NAMED else [], "of": len(covered), "with": len(with_addresses)}


def _by_visit(coverage: list[Coverage], left: dict[str, Workload]) -> list[tuple[str, float]]:
    """Return the minutes of work left in areas never visited, long ago and so on, the least visited first."""
    return [(kind, sum(left[each.area.code].minutes for each in coverage if each.visited == kind)) for kind in Visited]
