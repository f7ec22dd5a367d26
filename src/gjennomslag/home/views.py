"""The front page, my page and a unit's page: composition of what the rooms offer."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gjennomslag.accounts.demo import demo_people
from gjennomslag.core import clock
from gjennomslag.core.access import public, signed_in
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import links_in, render_unit
from gjennomslag.organisation.queries import children_of, holders_of, places_of
from gjennomslag.organisation.rules import SEE


@public("Says what the site is and where to sign in; shows nothing about anyone.")
def front(request: HttpRequest) -> HttpResponse:
    """Welcome visitors; those who have signed in go to their own page."""
    if request.user.is_authenticated:
        return redirect("home:mine")
    return render(request, "home/front.html", {"people": demo_people() if settings.DEMO else []})


@signed_in
def mine(request: PersonRequest) -> HttpResponse:
    """Show the person's own units and offices, and what can be done there."""
    places = [(place, links_in(request, place.unit)) for place in places_of(request.user, clock.today())]
    return render(request, "home/mine.html", {"places": places})


@in_unit(SEE)
def unit_page(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the unit: where it stands in the tree, who leads door-knocking, and the units below it."""
    day = clock.today()
    context = {
        "children": children_of(unit, day),
        "names": unit.names.all(),
        "responsible": holders_of("canvass.lead", unit, day),
        "reason": request.scope.reason(unit, "canvass.lead"),
    }
    return render_unit(request, unit, "home/unit.html", context)
