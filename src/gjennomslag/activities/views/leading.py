"""The leader's pages: planning an activity from a template, who comes, the checklist, changing and cancelling."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.activities import jobs
from gjennomslag.activities.choices import Answer, Invited, Way
from gjennomslag.activities.forms import ActivityForm, AddedForm, CancelForm, HeadcountForm, PartForm
from gjennomslag.activities.hearing import who_does_not_hear, who_hears
from gjennomslag.activities.letter_offers import letters_on_their_way
from gjennomslag.activities.links import public_address
from gjennomslag.activities.models import Activity, Registration
from gjennomslag.activities.queries.activities import (
    answers_to_all,
    following_in_series,
    invited_to,
    members_below,
    others_in_series,
    part_numbers,
    parts_among,
    people_coming,
    possible_contacts,
    registration_with,
    span_of_parts,
    template_with,
    templates_for,
)
from gjennomslag.activities.queries.series import day_for, facts_for, obligation_of, suggested_for
from gjennomslag.activities.rules import ORGANISE, door_is_open
from gjennomslag.activities.services.activities import (
    PlannedBefore,
    add_part,
    cancel_activity,
    change_activity,
    drop_part,
    facts_from,
    facts_of,
    fit_to_parts,
    note_headcount,
    plan_activity,
    set_by_shift,
    tick_task,
)
from gjennomslag.activities.services.inviting import draft_letter
from gjennomslag.activities.services.places import ActivityOver, Outcome, give_up_place, say_yes
from gjennomslag.core import clock
from gjennomslag.core.display import span
from gjennomslag.core.qr import qr_code
from gjennomslag.messaging.queries import segments_for
from gjennomslag.messaging.rules import WRITE
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.scope import visible_or_404
from gjennomslag.plan.models import Obligation
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.queries.unit_plans import goals_of

A_FORTNIGHT = timedelta(days=14)


def activity_in(request: PersonRequest, unit: Unit, activity: int) -> Activity:
    """Return the unit's activity with this id, or raise Http404."""
    rows = Activity.objects.select_related("unit", "template", "segment", "contact", "goal_item")
    found: Activity = visible_or_404(rows, request.scope, ORGANISE, pk=activity, unit=unit)
    return found


def _refused(request: PersonRequest, unit: Unit, activity: Activity) -> HttpResponse:
    """Lead back to the page of what is cancelled: pages opened before it was still ask for changes."""
    messages.error(request, _("It is cancelled, and can no longer be changed."))
    return redirect("activities:lead", unit.code, activity.pk)


def trail_to(unit: Unit, activity: Activity | None = None) -> list[tuple[str, str]]:
    """Return the steps down to the activities, or to one of them."""
    trail = [(reverse("activities:in_unit", args=[unit.code]), _("Activities"))]
    if activity is not None:
        trail.append((reverse("activities:lead", args=[unit.code, activity.pk]), activity.title))
    return trail


@in_unit(ORGANISE)
def choose_template(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the templates: those that suit what the plan asks for first, then those that fit the unit's size."""
    fitting, larger = templates_for(members_below(unit, clock.today()))
    asked = obligation_of(unit, plan_on(clock.today()), request.GET.get("for", ""))
    suggested = suggested_for(asked, [*fitting, *larger]) if asked else []
    groups = [
        (_("These suit what the plan asks for"), suggested),
        (_("Other templates") if suggested else "", [each for each in fitting if each not in suggested]),
        (_("For larger units"), [each for each in larger if each not in suggested]),
    ]
    context = {"groups": [group for group in groups if group[1]], "asked": asked}
    return render_unit(
        request, unit, "activities/choose.html", context, trail=trail_to(unit), here=_("Plan an activity")
    )


@in_unit(ORGANISE)
def plan(request: PersonRequest, unit: Unit, template: str) -> HttpResponse:
    """Plan an activity from the template."""
    found = template_with(template)
    if found is None:
        raise Http404
    today = clock.today()
    asked = obligation_of(unit, plan_on(today), request.GET.get("for", ""))
    day = day_for(asked, today + A_FORTNIGHT) if asked else today + A_FORTNIGHT
    facts = facts_for(asked, found) if asked else {}
    begins = timezone.make_aware(datetime.combine(day, found.starts))
    ends = timezone.localtime(begins) + timedelta(minutes=found.minutes)
    initial = {"day": begins.date(), "begins": begins.time(), "ends": ends.time()}
    start = Activity(unit=unit, contact=request.user, **(facts_from(found, by=request.user) | facts))
    form = _form(request, unit, start, template=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _planned(request, unit, form, found.kind)
    return _show_form(
        request, unit, form, here=str(found), back=reverse("activities:new", args=[unit.code]), asked=asked
    )


@in_unit(ORGANISE)
def copy(request: PersonRequest, unit: Unit, activity: int) -> HttpResponse:
    """Plan a new activity that says the same as one there is."""
    found = activity_in(request, unit, activity)
    begins, ends = timezone.localtime(found.starts_at), timezone.localtime(found.ends_at)
    initial = {"begins": begins.time(), "ends": ends.time()}
    form = _form(request, unit, Activity(unit=unit, **facts_of(found)), template=found.template, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _planned(request, unit, form, found.kind)
    back = reverse("activities:lead", args=[unit.code, found.pk])
    return _show_form(request, unit, form, here=_("Copy"), back=back, activity=found)


def _planned(request: PersonRequest, unit: Unit, form: ActivityForm, kind: str) -> HttpResponse:
    repeat, times = form.repeating()
    facts = form.facts()
    facts["kind"] = kind
    page = form.cleaned_data["page"]
    try:
        made = plan_activity(
            unit=unit, by=request.user, template=form.template, repeat=repeat, times=times, page=page, **facts
        )
    except PlannedBefore as before:
        messages.info(request, _("This was planned already, and is not planned once more. Change it or copy it here."))
        return redirect("activities:lead", unit.code, before.activity.pk)
    said = {"title": made.title, "times": times}
    if times > 1:
        messages.success(request, _("“%(title)s” is planned %(times)s times. Now tell people about it.") % said)
    else:
        messages.success(request, _("“%(title)s” is planned. Now tell people about it.") % said)
    return redirect("activities:lead", unit.code, made.pk)


@in_unit(ORGANISE)
def change(request: PersonRequest, unit: Unit, activity: int) -> HttpResponse:
    """Change the activity. Those who come are told where time or place is another."""
    found = activity_in(request, unit, activity)
    if found.cancelled:
        return _refused(request, unit, found)
    form = _form(request, unit, found, template=found.template)
    if request.method == "POST" and form.is_valid():
        following = bool(form.cleaned_data.get("following"))
        fresh = activity_in(request, unit, activity)
        moved = change_activity(activity=fresh, by=request.user, following=following, **form.facts())
        _tell(*moved, found.pk)
        messages.success(request, _("Saved. Those who come are told where the time or the place is another."))
        return redirect("activities:lead", unit.code, found.pk)
    back = reverse("activities:lead", args=[unit.code, found.pk])
    return _show_form(request, unit, form, here=_("Change"), back=back, activity=activity_in(request, unit, activity))


def _tell(*activities: int) -> None:
    for each in sorted(set(activities)):
        jobs.tell_soon(each)


def _form(request: PersonRequest, unit: Unit, activity: Activity, **further: Any) -> ActivityForm:
    today = clock.today()
    above = plan_on(today)
    contacts = possible_contacts(unit, today)
    return ActivityForm(
        request.POST if request.method == "POST" else None,
        instance=activity,
        now=timezone.now(),
        segments=list(segments_for(unit)),
        goals=goals_of(above) if above else [],
        contacts=contacts if request.user in contacts else [*contacts, request.user],
        **further,
    )


def _show_form(
    request: PersonRequest,
    unit: Unit,
    form: ActivityForm,
    *,
    here: str,
    back: str,
    activity: Activity | None = None,
    asked: Obligation | None = None,
) -> HttpResponse:
    context = {"form": form, "back": back, "new": activity is None, "template": form.template, "asked": asked}
    status = 422 if form.errors else 200
    trail = trail_to(unit, activity)
    return render_unit(request, unit, "activities/form.html", context, trail=trail, here=here, status=status)


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
            _tell(found.pk)
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
        _tell(found.pk)
        messages.success(request, _("Taken off the list."))
    except ActivityOver:
        messages.error(request, _("It is over or cancelled."))
    return redirect("activities:lead", unit.code, found.pk)


@in_unit(WRITE)
@require_POST
def write_letter(request: PersonRequest, unit: Unit, activity: int) -> HttpResponse:
    """Begin a letter that asks those who are invited to come, or go on with it. Nothing is sent by itself."""
    found = activity_in(request, unit, activity)
    if found.cancelled:
        return _refused(request, unit, found)
    letter, new = draft_letter(activity=found, by=request.user)
    if new:
        messages.success(request, _("The letter is written. Read it, change what you like, and send it."))
    else:
        messages.info(request, _("Here is the invitation that you began on."))
    return redirect("messaging:letter", unit.code, letter.pk)


@in_unit(ORGANISE)
def parts(request: PersonRequest, unit: Unit, activity: int) -> HttpResponse:
    """Show the days or shifts, add one, and say whether people choose among them."""
    found = activity_in(request, unit, activity)
    if found.cancelled:
        return _refused(request, unit, found)
    data = request.POST if request.method == "POST" and "day" in request.POST else None
    form = PartForm(data, activity=found, initial={"day": timezone.localtime(found.ends_at).date()})
    if request.method == "POST" and data is None:
        _arrange(request, found)
        return redirect("activities:parts", unit.code, found.pk)
    to_all = answers_to_all(found)
    asked = form.longer if form.is_valid() and to_all else ""
    if form.is_valid() and (not asked or request.POST.get("asked") == asked):
        add_part(activity=found, part=form.save(commit=False), by=request.user)
        _tell(found.pk)
        return redirect("activities:parts", unit.code, found.pk)
    among = span_of_parts(found)
    context = {
        "activity": found,
        "parts": part_numbers(found),
        "form": form,
        "asked": asked,
        "to_all": to_all,
        "share_address": public_address(found),
        "fits": span(*among) if among and among != (found.starts_at, found.ends_at) else "",
    }
    status = 422 if form.errors or asked else 200
    return render_unit(
        request, unit, "activities/parts.html", context, trail=trail_to(unit, found), here=_("Days and shifts"),
        status=status,
    )  # fmt: skip


def _arrange(request: PersonRequest, activity: Activity) -> None:
    """Let people choose among the shifts or come to all of it, or let the activity last as long as its parts."""
    if "fit" in request.POST:
        fit_to_parts(activity=activity, by=request.user)
        _tell(activity.pk)
        return
    choice = request.POST.get("by_shift")
    if choice and not set_by_shift(activity=activity, by_shift=choice == "yes", by=request.user):
        messages.error(request, _("People have chosen shifts, and not all the days. Take them off the list first."))


@in_unit(ORGANISE)
@require_POST
def remove_part(request: PersonRequest, unit: Unit, activity: int, part: int) -> HttpResponse:
    """Take a day or a shift away that nobody has chosen."""
    found = activity_in(request, unit, activity)
    if found.cancelled:
        return _refused(request, unit, found)
    for each in parts_among(found, [part]):
        if not drop_part(part=each, by=request.user):
            messages.error(request, _("People have chosen this shift. Take them off the list first."))
    return redirect("activities:parts", unit.code, found.pk)


@in_unit(ORGANISE)
def cancel(request: PersonRequest, unit: Unit, activity: int) -> HttpResponse:
    """Cancel the activity, with a reason that those who come are told."""
    found = activity_in(request, unit, activity)
    if found.cancelled:
        return _refused(request, unit, found)
    later = following_in_series(found)
    form = CancelForm(request.POST if request.method == "POST" else None, series=bool(later))
    if request.method == "POST" and form.is_valid():
        following = bool(form.cleaned_data.get("following"))
        why = form.cleaned_data["why"]
        cancelled = cancel_activity(activity=found, why=why, by=request.user, following=following)
        _tell(*cancelled)
        said = [_("Cancelled."), *who_hears(cancelled), *who_does_not_hear(cancelled)]
        messages.success(request, " ".join(said))
        return redirect("activities:lead", unit.code, found.pk)
    one, all_of_them = [found], [found, *later]
    context = {
        "activity": found,
        "form": form,
        "choices": [_consequences(each) for each in ([one, all_of_them] if later else [one])],
        "may_write": request.scope.covers(unit, WRITE),
    }
    status, trail = 422 if form.errors else 200, trail_to(unit, found)
    return render_unit(
        request, unit, "activities/cancel.html", context, trail=trail, here=_("Cancel the activity"), status=status
    )


def _consequences(activities: Sequence[Activity]) -> dict[str, Any]:
    """Return who hears of it if these are cancelled, who does not, and which letters still invite to them."""
    ids = [each.pk for each in activities]
    return {
        "hear": who_hears(ids),
        "do_not_hear": who_does_not_hear(ids),
        "letters": list(letters_on_their_way(activities, sending=True)),
    }


@in_unit(ORGANISE)
@require_POST
def tick(request: PersonRequest, unit: Unit, activity: int, task: int) -> HttpResponse:
    """Tick a line of the checklist, or untick it."""
    found = activity_in(request, unit, activity)
    if found.cancelled:
        return _refused(request, unit, found)
    line = found.tasks.filter(pk=task).first()
    if line is None:
        raise Http404
    tick_task(task=line, done=request.POST.get("done") == "yes", by=request.user)
    return redirect(reverse("activities:lead", args=[unit.code, found.pk]) + "#tasks")


@in_unit(ORGANISE)
@require_POST
def headcount(request: PersonRequest, unit: Unit, activity: int) -> HttpResponse:
    """Note how many took part."""
    found = activity_in(request, unit, activity)
    if found.cancelled:
        return _refused(request, unit, found)
    form = HeadcountForm(request.POST)
    if form.is_valid():
        note_headcount(activity=found, number=form.cleaned_data["number"], by=request.user)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Write how many took part as a number."))
    return redirect("activities:lead", unit.code, found.pk)
