"""The front page, my page and a unit's page: composition of what the rooms offer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gjennomslag.accounts.demo import demo_persons
from gjennomslag.core import clock
from gjennomslag.core.access import public, signed_in
from gjennomslag.core.menu import links_for
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.queries import ancestors_of, children_of, holders_of, places_of
from gjennomslag.organisation.rules import SEE


@public("Says what the site is and where to sign in; shows nothing about anyone.")
def front(request: HttpRequest) -> HttpResponse:
    """Welcome visitors; those who have signed in go to their own page."""
    if request.user.is_authenticated:
        return redirect("home:mine")
    from django.conf import settings

    people = demo_persons() if settings.DEMO else {}
    return render(request, "home/front.html", {"people": people})


@signed_in
def mine(request: PersonRequest) -> HttpResponse:
    """Show the person's own units and offices, and what can be done there."""
    return render(request, "home/mine.html", {"places": places_of(request.user, clock.today())})


@in_unit(SEE)
def unit_page(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the unit: where it stands in the tree, who is responsible, and what one can do here."""
    day = clock.today()
    context = {
        "unit": unit,
        "ancestors": ancestors_of(unit),
        "children": children_of(unit, day),
        "links": links_for(unit, request.scope),
        "responsible": holders_of("canvass.lead", unit, day),
    }
    return render(request, "home/unit.html", context)
