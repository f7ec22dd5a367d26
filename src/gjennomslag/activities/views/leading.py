"""The leader's page of an activity: who comes, the invitation, the checklist and how many took part."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.activities.choices import Answer, Invited, Way
from gjennomslag.activities.forms import AddedForm, HeadcountForm
from gjennomslag.activities.letter_offers import letters_on_their_way
from gjennomslag.activities.links import public_address
from gjennomslag.activities.models import Activity, Registration
from gjennomslag.activities.queries.activities import (
    invited_to,
    others_in_series,
    part_numbers,
    parts_among,
    people_coming,
    registration_with,
)
from gjennomslag.activities.rules import ORGANISE, door_is_open
from gjennomslag.activities.services.activities import note_headcount, tick_task
from gjennomslag.activities.services.inviting import draft_letter
from gjennomslag.activities.services.places import ActivityOver, Outcome, give_up_place, say_yes
from gjennomslag.activities.views.one import activity_in, taking_place, tell_soon, trail_to
from gjennomslag.core import clock
from gjennomslag.core.qr import qr_code
from gjennomslag.messaging.rules import WRITE
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit


@in_unit(ORGANISE)
def lead(request: PersonRequest, unit: Unit, activity: int) -> HttpResponse:
    """Show who comes, what is left to do, and how to share the activity."""
    found = activity_in(request, unit, activity)
    return _show(request, unit, found, AddedForm(None, parts=_options(found)))


def _options(activity: Activity) -> list[tuple[int, str]]:
    return [(part.pk, str(part)) for part, _coming, _left in part_numbers(activity)] if activity.by_shift else []


def _show(request: PersonRequest, unit: Unit, activity: Activity, form: AddedForm) -> HttpResponse:
    people = people_coming(activity)
    address = public_address(activity)
    now = timezone.now()
    coming = [each for each in people if each.answer == Answer.COMING]
    listed, told = invited_to(activity)
    still = not activity.cancelled and activity.ends_at > now
    may_write = still and activity.invited != Invited.OFFICERS and request.scope.covers(unit, WRITE)
    context = {
        "activity": activity,
        "coming": coming,
        "groups": _after(coming) if activity.ends_at <= now and not activity.cancelled else _before(activity, coming),
        "waiting": [each for each in people if each.answer == Answer.WAITING],
        "number": {
            "coming": _people(coming),
            "newcomers": _people(each for each in coming if each.newcomer),
            "came": _people(each for each in people if each.came),
            "waiting": _people(each for each in people if each.answer == Answer.WAITING),
            "declined": _people(each for each in people if each.answer == Answer.DECLINED),
        },
        "parts": part_numbers(activity),
        "tasks": activity.tasks.all(),
        "today": clock.today(),
        "form": form,
        "headcount_form": HeadcountForm(initial={"number": activity.headcount}),
        "share_address": address,
        "qr": qr_code(address),
        "over": activity.ends_at <= now,
        "begun": activity.starts_at <= now,
        "door_open": door_is_open(
            cancelled=activity.cancelled, starts_at=activity.starts_at, ends_at=activity.ends_at, now=now
        ),
        "open": still,
        "series": others_in_series(activity),
        "listed": listed if activity.invited in {Invited.SEGMENT, Invited.OFFICERS} else 0,
        "told": told,
        "may_write": may_write,
        "letters": list(letters_on_their_way([activity])) if may_write else [],
    }
    status = 422 if form.errors else 200
    return render_unit(
        request, unit, "activities/lead.html", context, trail=trail_to(unit), here=activity.title, status=status
    )


def _people(answers: Iterable[Registration]) -> int:
    """Return how many people have given the answers, each counted once however many shifts they come to."""
    return len({each.who for each in answers})


def _before(activity: Activity, coming: list[Registration]) -> list[tuple[str, list[Registration]]]:
    """Return those who have said yes, those first who must be asked to which shift they come."""
    asked = activity.by_shift and not activity.cancelled
    undecided = [each for each in coming if asked and each.part_id is None]
    groups = [
        (_("Ask these to choose a shift on the page of the activity"), undecided),
        (_("Have chosen a shift") if undecided else "", [each for each in coming if each not in undecided]),
    ]
    return [group for group in groups if group[1]]


def _after(coming: list[Registration]) -> list[tuple[str, list[Registration]]]:
    """Return those who had said yes by what is to be done about them, once the activity is over."""
    groups = [
        (_("Thank these in person: it was their first time"), [each for each in coming if each.came and each.newcomer]),
        (_("These came"), [each for each in coming if each.came and not each.newcomer]),
        (_("Call these: they did not come"), [each for each in coming if each.came is False]),
        (_("Nobody has noted whether these came"), [each for each in coming if each.came is None]),
    ]
    return [group for group in groups if group[1]]


@in_unit(ORGANISE)
def add_person(request: PersonRequest, unit: Unit, activity: int) -> HttpResponse:
    """Add somebody who has said by word of mouth that they come."""
    found = activity_in(request, unit, activity)
    form = AddedForm(request.POST if request.method == "POST" else None, parts=_options(found))
    if request.method == "POST" and form.is_valid():
        parts = parts_among(found, form.chosen()) if found.by_shift else [None]
        try:
            outcomes = [
                say_yes(
                    activity=found, who=form.guest(), now=timezone.now(), way=Way.LEADER, part=part,
                    newcomer=form.cleaned_data["first_time"], by=request.user,
                ) for part in parts
            ]  # fmt: skip
        except ActivityOver:
            form.add_error(None, _("It is over or cancelled."))
        else:
            tell_soon(found.pk)
            messages.success(request, _added(outcomes) % {"name": form.cleaned_data["name"]})
            return redirect("activities:lead", unit.code, found.pk)
    return _show(request, unit, found, form)


def _added(outcomes: list[Outcome]) -> str:
    """Return what became of somebody who was added, to one shift or several."""
    given = {each.registration.answer for each in outcomes}
    if not any(each.changed for each in outcomes):
        return _("%(name)s was on the list already.") if Answer.COMING in given else _("%(name)s was waiting already.")
    if given == {Answer.WAITING}:
        return _("All places are taken. %(name)s is on the waiting list.")
    if Answer.WAITING in given:
        return _("%(name)s is on the list, and on the waiting list where all places are taken.")
    return _("%(name)s is on the list.")


@in_unit(ORGANISE)
@require_POST
def remove_person(request: PersonRequest, unit: Unit, activity: int, registration: int) -> HttpResponse:
    """Take somebody off the list."""
    found = activity_in(request, unit, activity)
    row = registration_with(registration)
    if row is None or row.activity_id != found.pk:
        raise Http404
    try:
        give_up_place(registration=row, now=timezone.now(), by=request.user)
        tell_soon(found.pk)
        messages.success(request, _("Taken off the list."))
    except ActivityOver:
        messages.error(request, _("It is over or cancelled."))
    return redirect("activities:lead", unit.code, found.pk)


@in_unit(WRITE)
@require_POST
@taking_place
def write_letter(request: PersonRequest, unit: Unit, activity: Activity) -> HttpResponse:
    """Begin a letter that asks those who are invited to come, or go on with it. Nothing is sent by itself."""
    letter, new = draft_letter(activity=activity, by=request.user)
    if new:
        messages.success(request, _("The letter is written. Read it, change what you like, and send it."))
    else:
        messages.info(request, _("Here is the invitation that you began on."))
    return redirect("messaging:letter", unit.code, letter.pk)


@in_unit(ORGANISE)
@require_POST
@taking_place
def tick(request: PersonRequest, unit: Unit, activity: Activity, task: int) -> HttpResponse:
    """Tick a line of the checklist, or untick it."""
    line = activity.tasks.filter(pk=task).first()
    if line is None:
        raise Http404
    tick_task(task=line, done=request.POST.get("done") == "yes", by=request.user)
    return redirect(reverse("activities:lead", args=[unit.code, activity.pk]) + "#tasks")


@in_unit(ORGANISE)
@require_POST
@taking_place
def headcount(request: PersonRequest, unit: Unit, activity: Activity) -> HttpResponse:
    """Note how many took part."""
    form = HeadcountForm(request.POST)
    if form.is_valid():
        note_headcount(activity=activity, number=form.cleaned_data["number"], by=request.user)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Write how many took part as a number."))
    return redirect("activities:lead", unit.code, activity.pk)
