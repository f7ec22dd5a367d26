"""What those who are invited see: the activity, a yes in one tap, and the place they have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gjennomslag.activities import jobs
from gjennomslag.activities.choices import Answer, Way
from gjennomslag.activities.forms import AnswerForm
from gjennomslag.activities.linked_data import as_script
from gjennomslag.activities.links import invited_in, place_token, registration_id_in
from gjennomslag.activities.models import Activity, Part
from gjennomslag.activities.queries.activities import (
    activity_with,
    answer_to,
    coming_to,
    may_answer,
    others_of,
    part_numbers,
    parts_among,
    registration_with,
    seen_by,
    waiting_before,
)
from gjennomslag.activities.rules import ORGANISE
from gjennomslag.activities.services.places import ActivityOver, Guest, Outcome, give_up_place, say_no, say_yes
from gjennomslag.core.access import public
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.queries.people import person_with_register_id


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


@public("Shows open activities to everyone; others only to members who are signed in and may see them.")
def activity_page(request: HttpRequest, activity: int) -> HttpResponse:
    """Show an activity, and take an answer."""
    ours = cast(PersonRequest, request)
    person = _person(request)
    found = seen_by(person, ours.scope).filter(pk=activity).first()
    if found is None and person is None:
        # Whoever is invited may have to sign in first. What is not there looks the same.
        return redirect_to_login(request.get_full_path())
    if found is None:
        raise Http404
    leads = person is not None and ours.scope.covers(found.unit, ORGANISE)
    return _answered(request, found, person, Way.PAGE, {"leads": leads})


@public("The signed token names one activity and one member, and was sent to that member alone.")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let a member say yes or no with one tap from a message, without signing in. Opening the page changes nothing."""
    ids = invited_in(token)
    found = activity_with(ids[0]) if ids else None
    person = person_with_register_id(ids[1]) if ids else None
    if found is None or person is None:
        return render(request, "activities/gone.html", status=410)
    return _answered(request, found, person, Way.LINK, {"by_link": True})


def _answered(
    request: HttpRequest, activity: Activity, person: Person | None, way: Way, further: dict[str, object]
) -> HttpResponse:
    now = timezone.now()
    numbers = part_numbers(activity) if activity.by_shift else []
    options = [(part.pk, _option(part, left)) for part, _coming, left in numbers]
    form = AnswerForm(request.POST if request.method == "POST" else None, known=person is not None, parts=options)
    given = answer_to(activity, person) if person is not None else None
    open_ = may_answer(activity, person, now)
    if request.method == "POST":
        if not open_:
            return redirect(request.get_full_path())
        if person is not None and "no" in request.POST:
            _tell(say_no(activity=activity, person=person, now=now, way=way))
            return redirect(request.get_full_path())
        if form.is_valid():
            outcomes = _say_yes(activity, person or form.guest(), form.chosen(), way, form)
            if outcomes:
                return redirect("activities:place", place_token(outcomes[0].registration))
    left = None if activity.capacity is None or activity.by_shift else max(0, activity.capacity - coming_to(activity))
    context = {
        "activity": activity, "form": form, "person": person, "given": given, "open": open_, "left": left,
        "parts": numbers, "over": activity.ends_at <= now, "about": f"{activity.when}. {activity.summary}",
        "linked_data": as_script([activity]) if activity.open_to_all else "", **further,
    }  # fmt: skip
    return render(request, "activities/activity.html", context, status=422 if form.errors else 200)


def _option(part: Part, left: int | None) -> str:
    if left is None:
        return str(part)
    return _("%(part)s (full, waiting list)") % {"part": part} if not left else str(part)


def _say_yes(
    activity: Activity, who: Person | Guest, chosen: Sequence[int], way: Way, form: AnswerForm
) -> list[Outcome]:
    newcomer = None if isinstance(who, Person) else bool(form.cleaned_data.get("first_time"))
    parts: list[Part | None] = [*parts_among(activity, chosen)] if activity.by_shift else [None]
    try:
        outcomes = [
            say_yes(activity=activity, who=who, now=timezone.now(), way=way, part=part, newcomer=newcomer)
            for part in parts
        ]
    except ActivityOver:
        form.add_error(None, _("It is over or cancelled."))
        return []
    _tell(*outcomes)
    return outcomes


def _tell(*outcomes: Outcome) -> None:
    if any(each.changed for each in outcomes):
        jobs.tell.defer(activity_id=outcomes[0].registration.activity_id)


@public("The signed token names one answer, and was given to the one who made it.")
def place(request: HttpRequest, token: str) -> HttpResponse:
    """Show the place somebody has, and let them give it up."""
    found = registration_with(registration_id_in(token))
    if found is None or found.answer == Answer.DECLINED:
        return render(request, "activities/gone.html", {"place": found}, status=410)
    now = timezone.now()
    if request.method == "POST":
        try:
            _tell(give_up_place(registration=found, now=now, by=_person(request)))
        except ActivityOver:
            return redirect("activities:place", token)
        return render(request, "activities/given_up.html", {"activity": found.activity, "guest": not found.person_id})
    context = {
        "place": found,
        "activity": found.activity,
        "over": found.activity.cancelled or found.activity.ends_at <= now,
        "before": waiting_before(found),
        "others": others_of(found),
        "token": token,
    }
    return render(request, "activities/place.html", context)
