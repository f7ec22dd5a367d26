"""What those who are invited see: the activity, a yes in one tap, and the place they have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gjennomslag.activities import jobs
from gjennomslag.activities.choices import Answer, Way
from gjennomslag.activities.forms import AnswerForm
from gjennomslag.activities.letters import is_reminded
from gjennomslag.activities.linked_data import as_script
from gjennomslag.activities.links import invitation_token, invited_in, place_token, registration_id_in
from gjennomslag.activities.models import Activity, ActivityQuerySet, Part, Registration
from gjennomslag.activities.queries.activities import (
    also_coming,
    answer_to,
    coming_to,
    for_holder,
    may_answer,
    others_of,
    part_numbers,
    parts_among,
    registration_with,
    seen_by,
    to_answer,
    waiting_before,
)
from gjennomslag.activities.rules import ORGANISE
from gjennomslag.activities.services.places import (
    ActivityOver,
    Guest,
    Outcome,
    give_up_place,
    say_no,
    say_yes,
    say_yes_at_once,
)
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
    rows = seen_by(person, ours.scope).filter(pk=activity)
    taken = _take_at_once(request, activity, person, Way.PAGE) or _take(request, rows, person, Way.PAGE)
    if isinstance(taken, HttpResponse):
        return taken
    found = rows.first()
    if found is None and person is None:
        # Whoever is invited may have to sign in first. What is not there looks the same.
        messages.info(request, _("This is for members. Sign in to see it."))
        return redirect_to_login(request.get_full_path())
    if found is None:
        raise Http404
    leads = person is not None and ours.scope.covers(found.unit, ORGANISE)
    return _show(request, found, person, taken, {"leads": leads})


@public("The signed token names one activity and one member, and was sent to that member alone.")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let a member say yes or no with one tap from a message, without signing in. Opening the page changes nothing."""
    ids = invited_in(token)
    taken_at_once = _take_at_once(request, *ids, Way.LINK) if ids else None
    if taken_at_once is not None:
        return taken_at_once
    person = person_with_register_id(ids[1]) if ids else None
    if ids is None or person is None:
        return render(request, "activities/gone.html", status=410)
    rows = for_holder(ids[0])
    taken = _take(request, rows, person, Way.LINK)
    if isinstance(taken, HttpResponse):
        return taken
    found = rows.first()
    if found is None:
        return render(request, "activities/gone.html", status=410)
    return _show(request, found, person, taken, {"by_link": True})


def _take_at_once(
    request: HttpRequest, activity_id: int, member: Person | UUID | None, way: Way
) -> HttpResponse | None:
    """Take a yes that needs nothing more to be asked; None where it is anything else, and nothing is written."""
    if request.method != "POST" or "no" in request.POST:
        return None
    who: Person | UUID | Guest | None = member
    newcomer = None
    if who is None:
        form = AnswerForm(request.POST, known=False)
        if not form.is_valid():
            return None
        who, newcomer = form.guest(), form.cleaned_data["first_time"]
    outcome = say_yes_at_once(activity_id=activity_id, who=who, now=timezone.now(), way=way, newcomer=newcomer)
    if outcome is None:
        return None
    _tell(outcome)
    return redirect("activities:place", place_token(outcome.registration))


def _take(
    request: HttpRequest, rows: ActivityQuerySet, person: Person | None, way: Way
) -> HttpResponse | AnswerForm | None:
    """Take what was answered, and return where to go now; the form, where it is faulty; None where nothing came."""
    activity = to_answer(rows).first() if request.method == "POST" else None
    if activity is None:
        return None
    now = timezone.now()
    if not may_answer(activity, person, now):
        return redirect(request.get_full_path())
    if person is not None and "no" in request.POST:
        _tell(say_no(activity=activity, person=person, now=now, way=way))
        return redirect(request.get_full_path())
    form = AnswerForm(request.POST, known=person is not None, parts=_options(_numbers(activity)))
    if form.is_valid():
        outcomes = _say_yes(activity, person or form.guest(), form.chosen(), way, form)
        if outcomes:
            return redirect("activities:place", place_token(outcomes[0].registration))
    return form


def _show(
    request: HttpRequest,
    activity: Activity,
    person: Person | None,
    faulty: AnswerForm | None,
    further: dict[str, object],
) -> HttpResponse:
    now = timezone.now()
    numbers = _numbers(activity)
    form = faulty or AnswerForm(known=person is not None, parts=_options(numbers))
    left = None if activity.capacity is None or activity.by_shift else max(0, activity.capacity - coming_to(activity))
    context = {
        "activity": activity, "form": form, "person": person, "open": may_answer(activity, person, now), "left": left,
        "given": answer_to(activity, person) if person is not None else None,
        "parts": numbers, "over": activity.ends_at <= now, "about": f"{activity.when}. {activity.summary}",
        "linked_data": as_script([activity]) if activity.open_to_all else "", **further,
        "series": _series(activity, person, now, by_link="by_link" in further),
    }  # fmt: skip
    return render(request, "activities/activity.html", context, status=422 if form.errors else 200)


def _series(activity: Activity, person: Person | None, now: datetime, *, by_link: bool) -> list[tuple[Activity, str]]:
    return [(each, _way_to(each, person, by_link=by_link)) for each in also_coming(activity, person, now)]


def _way_to(activity: Activity, person: Person | None, *, by_link: bool) -> str:
    """Return where the reader answers to another time of the series: without signing in, where they have not."""
    if by_link and person is not None:
        return reverse("activities:invitation", args=[invitation_token(activity, person)])
    return reverse("activities:activity", args=[activity.pk])


def _numbers(activity: Activity) -> list[tuple[Part, int, int | None]]:
    return part_numbers(activity) if activity.by_shift else []


def _options(numbers: list[tuple[Part, int, int | None]]) -> list[tuple[int, str]]:
    return [(part.pk, _option(part, left)) for part, _coming, left in numbers]


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
    if any(each.changed and not each.will_be_told for each in outcomes):
        jobs.tell_soon(outcomes[0].registration.activity_id)


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
        context = {"activity": found.activity, "guest": not found.person_id, "again": _again(found)}
        return render(request, "activities/given_up.html", context)
    context = {
        "place": found,
        "activity": found.activity,
        "over": found.activity.cancelled or found.activity.ends_at <= now,
        "before": waiting_before(found),
        "others": others_of(found),
        "reminded": found.answer == Answer.COMING and is_reminded(found, now),
        "token": token,
    }
    return render(request, "activities/place.html", context)


def _again(given_up: Registration) -> str:
    """Return where whoever has given up a place can take one again; nowhere for a guest of what is not open."""
    activity = given_up.activity
    if given_up.person is not None:
        return reverse("activities:invitation", args=[invitation_token(activity, given_up.person)])
    return reverse("activities:activity", args=[activity.pk]) if activity.open_to_all else ""
