"""Calendar files and feeds."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gjennomslag.activities.calendars import Entry, entries_of, entry_elsewhere, write_calendar
from gjennomslag.activities.links import (
    calendar_key_in,
    calendar_token,
    place_address,
    public_address,
    registration_id_in,
    to_follow,
)
from gjennomslag.activities.queries.activities import activity_with, open_in, others_of, registration_with, seen_by
from gjennomslag.activities.queries.feeds import calendar_key_of, calendar_of, home_of, in_calendar_of
from gjennomslag.activities.services.calendars import new_calendar_key
from gjennomslag.activities.sources import coming_elsewhere
from gjennomslag.core.access import public, signed_in
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.queries import unit_with_code

KEPT = timedelta(days=60)
"""So long what has been stays in a feed, so that calendars see its last change."""
MOST = 500


def _calendar(name: str, entries: list[Entry], file_name: str = "") -> HttpResponse:
    answer = HttpResponse(write_calendar(name, entries), content_type="text/calendar; charset=utf-8")
    if file_name:
        answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}.ics"'
    return answer


@public("As the activity's page: open activities for everyone, others for members who may see them.")
def activity_file(request: HttpRequest, activity: int) -> HttpResponse:
    """Hand out one activity as a calendar file."""
    person = request.user if isinstance(request.user, Person) else None
    found = seen_by(person, cast(PersonRequest, request).scope).filter(pk=activity).first()
    if found is None:
        raise Http404
    parts = list(found.parts.all())
    entries = entries_of(found, public_address(found), chosen=parts, certain=False)
    return _calendar(found.title, entries, f"activity-{found.pk}")


@public("The signed token names one answer, and was given to the one who made it.")
def place_file(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out what somebody has said yes to, with the link to the video meeting. Calendars may follow it too."""
    place = registration_with(registration_id_in(token))
    found = activity_with(place.activity_id) if place is not None else None
    if place is None or found is None:
        raise Http404
    chosen = [each.part for each in (place, *others_of(place)) if each.part is not None]
    return _calendar(found.title, entries_of(found, place_address(place), chosen=chosen), f"activity-{found.pk}")


@public("Holds a unit's open activities, which are meant for everyone, and nobody's name.")
def unit_feed(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out what is open to all in the unit and the units below it, for calendars to follow."""
    unit = unit_with_code(code)
    if unit is None:
        raise Http404
    since = timezone.now() - KEPT
    rows = open_in(unit).filter(ends_at__gt=since).prefetch_related("parts").order_by("starts_at", "pk")[:MOST]
    entries = [
        entry
        for each in rows
        for entry in entries_of(each, public_address(each), chosen=each.parts.all(), certain=False)
    ]
    return _calendar(_("%(unit)s: activities") % {"unit": unit.name}, entries)


@public("The signed token holds a secret that only the member has, and that a new one makes useless.")
def own_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out what a member has said yes to, and what they can join, for their own calendar to follow."""
    key = calendar_key_in(token)
    person = calendar_of(key) if key is not None else None
    if person is None:
        raise Http404
    now = timezone.now()
    home = home_of(person, now)
    with translation.override(person.language):
        entries = [
            entry
            for each, chosen, certain in in_calendar_of(person, home, now - KEPT, MOST)
            for entry in entries_of(each, public_address(each), chosen=chosen, certain=certain)
        ]
        entries += [entry_elsewhere(each, now) for each in coming_elsewhere(sorted(home.own), now)]
        return _calendar(_("My activities"), entries)


@signed_in
def own_calendar(request: PersonRequest) -> HttpResponse:
    """Show the address of the member's own calendar; make it, or make a new one."""
    if request.method == "POST":
        new_calendar_key(person=request.user)
        return redirect("activities:own_calendar")
    key = calendar_key_of(request.user)
    address = request.build_absolute_uri(reverse("activities:own_feed", args=[calendar_token(key)])) if key else ""
    return render(request, "activities/own_calendar.html", {"address": address, "follow": to_follow(address)})
