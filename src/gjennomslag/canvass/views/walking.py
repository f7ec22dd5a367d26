"""The canvasser's pages: opened from a link or QR code, without an account, for one turf."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.forms import VisitForm
from gjennomslag.canvass.links import link_id_in
from gjennomslag.canvass.models import TurfLink
from gjennomslag.canvass.queries.walks import WalkDoor, door_in, link_with, progress_of, walk_of
from gjennomslag.canvass.rules import link_is_running
from gjennomslag.canvass.services.visits import (
    DoorNotInTurf,
    ask_not_to_knock,
    record_visit,
    take_back_do_not_knock,
)
from gjennomslag.core import clock
from gjennomslag.core.access import View, public
from gjennomslag.core.clock import week_of
from gjennomslag.voices.queries import areas_by_basic_unit, themes_offered

HELD = "turf-link"
Arguments = ParamSpec("Arguments")
WalkView = Callable[Concatenate[HttpRequest, TurfLink, Arguments], HttpResponse]


def ended(request: HttpRequest) -> HttpResponse:
    """Say that the link no longer works and whom to ask."""
    return render(request, "canvass/link_ended.html", status=410)


@public("The signed token in the address is the key; without a running link the answer is 410.")
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Take the link: remember which turf this browser holds, and leave the token out of all later addresses."""
    link_id = link_id_in(token)
    link = link_with(link_id) if link_id is not None else None
    if link is None or not link_is_running(link, timezone.now()):
        return ended(request)
    request.session[HELD] = link.pk
    return redirect("canvass:walk")


def holding_a_turf(view: WalkView[Arguments]) -> View:
    """Serve the view to a browser that holds a running link; everyone else is told that the link has ended."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        link_id = request.session.get(HELD)
        link = link_with(link_id) if link_id is not None else None
        if link is None or not link_is_running(link, timezone.now()):
            return ended(request)
        return view(request, link, *args, **kwargs)

    return public("Only for browsers that hold a running turf link; others get 410.")(guarded)


@holding_a_turf
def walk(request: HttpRequest, link: TurfLink) -> HttpResponse:
    """Show the turf's doors in walking order."""
    stops = walk_of(link.turf)
    doors, visited, conversations = progress_of(stops)
    collection = link.turf.drive.collection
    context = {
        "link": link,
        "turf": link.turf,
        "drive": link.turf.drive,
        "question": collection.question if collection else None,
        "week": week_of(clock.today()),
        "stops": stops,
        "doors": doors,
        "visited": visited,
        "conversations": conversations,
    }
    return render(request, "canvass/walk.html", context)


def _answer(request: HttpRequest, link: TurfLink, door: WalkDoor) -> HttpResponse:
    """Return the door's row and the counts, or the whole page for browsers without scripts."""
    if not request.headers.get("HX-Request"):
        return redirect("canvass:walk")
    doors, visited, conversations = progress_of(walk_of(link.turf))
    context = {"walk_door": door, "doors": doors, "visited": visited, "conversations": conversations, "swap": True}
    collection = link.turf.drive.collection
    if collection is not None and door.state == DoorState.DONE:
        area = areas_by_basic_unit(link.turf.drive.unit).get(door.door.address.basic_unit_id or "")
        context |= {"question": collection.question, "themes": themes_offered(collection.question), "area": area}
    return render(request, "canvass/_recorded.html", context)


@holding_a_turf
@require_POST
def visit(request: HttpRequest, link: TurfLink, door: int) -> HttpResponse:
    """Record what happened at a door. Sending it again changes nothing."""
    form = VisitForm(request.POST)
    if not form.is_valid():
        return render(request, "400.html", status=400)
    try:
        record_visit(turf=link.turf, door_id=door, state=DoorState(form.cleaned_data["state"]), day=clock.today())
    except DoorNotInTurf:
        return render(request, "404.html", status=404)
    return _answer(request, link, door_in(link.turf, door))


@holding_a_turf
@require_POST
def do_not_knock(request: HttpRequest, link: TurfLink, door: int) -> HttpResponse:
    """Mark or, on the same day, unmark a door as one nobody knocks on again."""
    change = take_back_do_not_knock if request.POST.get("undo") else ask_not_to_knock
    try:
        change(turf=link.turf, door_id=door, day=clock.today())
    except DoorNotInTurf:
        return render(request, "404.html", status=404)
    return _answer(request, link, door_in(link.turf, door))
