"""The check-in list: who comes, and who came, on a phone at the door, with or without network."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from gjennomslag.activities.choices import Answer
from gjennomslag.activities.links import activity_id_at_door, door_token
from gjennomslag.activities.models import Activity, Registration
from gjennomslag.activities.queries.activities import activity_with, people_at_door, registration_with
from gjennomslag.activities.rules import ORGANISE, door_is_open
from gjennomslag.activities.services.door import Tap, note_came, note_taps
from gjennomslag.activities.views.one import activity_in, trail_to
from gjennomslag.core.access import public
from gjennomslag.core.built import built_text
from gjennomslag.core.qr import qr_code
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit

MOST_TAPS = 500
LONGEST_NAME = 80


@in_unit(ORGANISE)
def check_in(request: PersonRequest, unit: Unit, activity: int) -> HttpResponse:
    """Show the link and the code that open the list on the phone at the door."""
    found = activity_in(request, unit, activity)
    address = request.build_absolute_uri(reverse("activities:door", args=[door_token(found)]))
    now = timezone.now()
    context = {
        "activity": found,
        "address": address,
        "qr": qr_code(address),
        "open": door_is_open(cancelled=found.cancelled, starts_at=found.starts_at, ends_at=found.ends_at, now=now),
    }
    return render_unit(
        request, unit, "activities/check_in.html", context, trail=trail_to(unit, found), here=_("At the door")
    )


def _at_door(token: str, now: datetime) -> Activity | None:
    pk = activity_id_at_door(token)
    found = activity_with(pk) if pk is not None else None
    if found is None:
        return None
    open_ = door_is_open(cancelled=found.cancelled, starts_at=found.starts_at, ends_at=found.ends_at, now=now)
    return found if open_ else None


@public("The signed token opens one list around the time of the activity; names alone, and no way to reach anybody.")
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Show who comes, and note who came. Works without scripts; with them, without network."""
    now = timezone.now()
    found = _at_door(token, now)
    if found is None:
        return render(request, "activities/door_closed.html", status=410)
    if request.method == "POST":
        tap = _tapped(request, now)
        if tap is not None:
            note_taps(activity=found, taps=[tap], now=now)
        return redirect("activities:door", token)
    rows = people_at_door(found)
    context = {"activity": found, "rows": rows, "came": sum(row.came is True for row in rows), "token": token}
    return render(request, "activities/door.html", context)


def _tapped(request: HttpRequest, now: datetime) -> Tap | None:
    came = {"yes": True, "no": False, "": None}.get(request.POST.get("came", ""))
    name = request.POST.get("name", "").strip()[:LONGEST_NAME]
    if name:
        return Tap(uuid4(), True, now, name, newcomer="newcomer" in request.POST)
    try:
        return Tap(UUID(request.POST.get("key", "")), came, now)
    except ValueError:
        return None


@public("The signed token opens one list around the time of the activity; a tap can only say who came to it.")
@csrf_exempt
@require_POST
def taps(request: HttpRequest, token: str) -> HttpResponse:
    """Take taps that a phone has kept, and answer with the list as it is. Taking them twice changes nothing."""
    now = timezone.now()
    found = _at_door(token, now)
    if found is None:
        return JsonResponse({"fault": "gone"}, status=410)
    try:
        read = [_read(each) for each in json.loads(request.body)["taps"][:MOST_TAPS]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"fault": "unreadable"}, status=400)
    note_taps(activity=found, taps=read, now=now)
    answer = JsonResponse({"people": [_said(row) for row in people_at_door(found)]})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _read(value: dict[str, Any]) -> Tap:
    came, at = value["came"], parse_datetime(value["at"])
    if came not in {True, False, None} or at is None or timezone.is_naive(at):
        raise ValueError("no tap")
    name = str(value.get("name", "")).strip()[:LONGEST_NAME]
    return Tap(UUID(value["key"]), came, at, name, value.get("newcomer") is True)


def _said(row: Registration) -> dict[str, Any]:
    waiting = row.answer == Answer.WAITING
    return {"key": str(row.key), "name": row.called, "newcomer": row.newcomer, "waiting": waiting, "came": row.came}


@public("The list's service worker: the same for everyone.")
def worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker that keeps the list for when there is no network."""
    response = HttpResponse(built_text("door-worker.js"), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@in_unit(ORGANISE)
@require_POST
def came(request: PersonRequest, unit: Unit, activity: int, registration: int) -> HttpResponse:
    """Note afterwards that somebody came, or did not."""
    found = activity_in(request, unit, activity)
    row = registration_with(registration)
    if row is None or row.activity_id != found.pk:
        raise Http404
    note_came(registration=row, came=request.POST.get("came") == "yes", now=timezone.now(), by=request.user)
    return redirect(reverse("activities:lead", args=[unit.code, found.pk]) + "#people")
