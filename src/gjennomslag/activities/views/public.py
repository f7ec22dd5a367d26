"""What anyone may see of a unit's activities."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gjennomslag.activities.linked_data import as_script
from gjennomslag.activities.links import to_follow, unit_feed_address
from gjennomslag.activities.listing import listed
from gjennomslag.activities.queries.activities import open_in
from gjennomslag.core.access import public
from gjennomslag.organisation.queries import ancestors_of, unit_with_code

A_PAGE = 30


@public("Shows a unit's open activities, which are meant for everyone, and nobody's name.")
def at_unit(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is open to all in the unit and the units below it."""
    unit = unit_with_code(code)
    if unit is None:
        raise Http404
    page = Paginator(open_in(unit).coming(timezone.now()), A_PAGE).get_page(request.GET.get("page"))
    found, feed = list(page), unit_feed_address(unit)
    context = {
        "unit": unit,
        "page": page,
        "rows": [listed(each) for each in found],
        "linked_data": as_script(found),
        "feed": feed,
        "follow": to_follow(feed),
        "above": next(iter(reversed(ancestors_of(unit))), None),
    }
    return render(request, "activities/at_unit.html", context)
