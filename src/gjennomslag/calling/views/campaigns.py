"""The pages of call campaigns."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.calling.campaign_forms import CallerForm, CampaignCallForm, CampaignForm
from gjennomslag.calling.campaign_queries import (
    answers_in,
    call_held_by,
    callers_of,
    campaign_in,
    campaigns_of,
    evening_of,
    progress_by_branch,
    progress_of,
    words_asked,
)
from gjennomslag.calling.campaign_services import (
    add_caller,
    end_campaign,
    give_back_call,
    is_open,
    start_campaign,
    take_next_call,
    write_down_call,
)
from gjennomslag.calling.models import Campaign
from gjennomslag.calling.rules import CALL, LEAD_CALLS
from gjennomslag.calling.services import Taken
from gjennomslag.core import clock
from gjennomslag.messaging.queries import segments_for
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.choices import InterestKind
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries.people import interests_of_kind

LASTS = timedelta(days=30)


def _found(unit: Unit, pk: int) -> Campaign:
    found = campaign_in(unit, pk)
    if found is None:
        raise Http404
    return found


def _trail(unit: Unit, campaign: Campaign | None = None) -> list[tuple[str, str]]:
    steps = [(reverse("calling:campaigns", args=[unit.code]), _("Call campaigns"))]
    if campaign is not None:
        steps.append((reverse("calling:campaign", args=[unit.code, campaign.pk]), campaign.title))
    return steps


@in_unit(CALL)
def campaigns(request: PersonRequest, unit: Unit) -> HttpResponse:
    """List the unit's campaigns."""
    day = clock.today()
    rows = [(each, people, reached, is_open(each, day)) for each, people, reached in campaigns_of(unit)]
    context = {"rows": rows, "leads": request.scope.covers(unit, LEAD_CALLS)}
    return render_unit(request, unit, "calling/campaigns.html", context, here=_("Call campaigns"))


@in_unit(LEAD_CALLS)
def new_campaign(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Start a campaign."""
    today = clock.today()
    form = CampaignForm(
        request.POST or None,
        segments=list(segments_for(unit)),
        words=interests_of_kind(InterestKind.HELP),
        today=today,
        initial={"starts_on": today, "ends_on": today + LASTS, "cooldown_days": 30, "attempts": 3},
    )
    if form.is_bound and form.is_valid():
        started = start_campaign(unit=unit, brief=form.brief(), scope=request.scope, by=request.user)
        messages.success(request, _("The campaign is ready. Add callers, and begin."))
        return redirect("calling:campaign", unit.code, started.pk)
    context = {"form": form, "back": reverse("calling:campaigns", args=[unit.code])}
    status = 422 if form.errors else 200
    return render_unit(
        request, unit, "calling/new_campaign.html", context, trail=_trail(unit), here=_("New campaign"), status=status
    )


@in_unit(CALL)
def campaign(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Show how the campaign goes, and take one to the next call."""
    return _page(request, unit, _found(unit, campaign), None)


def _page(request: PersonRequest, unit: Unit, found: Campaign, form: CallerForm | None) -> HttpResponse:
    day = clock.today()
    progress = progress_of(found)
    leads = request.scope.covers(unit, LEAD_CALLS)
    language = get_language() or "nb"
    context = {
        "campaign": found,
        "open": is_open(found, day),
        "progress": progress,
        "goal": found.goal or progress.people,
        "branches": progress_by_branch(found),
        "callers": callers_of(found, day),
        "answers": [(word.name_in(language), yes, later) for word, yes, later in answers_in(found)],
        "held": call_held_by(request.user, found),
        "leads": leads,
        "form": (form or CallerForm(unit=unit, scope=request.scope, today=day)) if leads else None,
    }
    status = 422 if form is not None else 200
    return render_unit(
        request, unit, "calling/campaign.html", context, trail=_trail(unit), here=found.title, status=status
    )


@in_unit(LEAD_CALLS)
@require_POST
def new_caller(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Let somebody call in the campaign."""
    found = _found(unit, campaign)
    form = CallerForm(request.POST, unit=unit, scope=request.scope, today=clock.today())
    if not form.is_valid():
        return _page(request, unit, found, form)
    person = form.cleaned_data["who"]
    add_caller(campaign=found, person=person, by=request.user)
    messages.success(request, _("%(name)s can call until the last day.") % {"name": person.full_name})
    return redirect("calling:campaign", unit.code, found.pk)


@in_unit(LEAD_CALLS)
@require_POST
def end(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """End the campaign today."""
    end_campaign(campaign=_found(unit, campaign), now=timezone.now(), by=request.user)
    messages.success(request, _("The campaign has ended. What was said stays with the members."))
    return redirect("calling:campaign", unit.code, campaign)


@in_unit(CALL)
@require_POST
def next_call(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Take the next member and open the page of the call."""
    return _take_next(request, unit, _found(unit, campaign))


def _take_next(request: PersonRequest, unit: Unit, found: Campaign) -> HttpResponse:
    if take_next_call(campaign=found, caller=request.user, now=timezone.now()) is None:
        messages.info(request, _("Nobody is waiting for a call right now."))
        return redirect("calling:campaign", unit.code, found.pk)
    return redirect("calling:campaign_call", unit.code, found.pk)


@in_unit(CALL)
@require_POST
def give_back(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Give back whoever one has taken."""
    give_back_call(caller=request.user)
    return redirect("calling:campaign", unit.code, campaign)


@in_unit(CALL)
def campaign_call(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Show the member one has taken, what to say and the form; write down, and go on to the next one."""
    found = _found(unit, campaign)
    held = call_held_by(request.user, found)
    if held is None:
        messages.info(request, _("You no longer have this member. Take the next one."))
        return redirect("calling:campaign", unit.code, found.pk)
    form = CampaignCallForm(request.POST or None, person=held.person, words=words_asked(found))
    if form.is_bound and form.is_valid():
        try:
            write_down_call(call=held, talk=form.talk(), caller=request.user, now=timezone.now())
        except Taken:
            messages.info(request, _("You no longer have this member. Take the next one."))
            return redirect("calling:campaign", unit.code, found.pk)
        if "stop" in request.POST:
            messages.success(request, _("Written down. Thank you for calling."))
            return redirect("calling:campaign", unit.code, found.pk)
        return _take_next(request, unit, found)
    context = {"campaign": found, "form": form, "person": held.person, "branch": held.unit, "attempts": held.attempts}
    status = 422 if form.errors else 200
    return render_unit(
        request,
        unit,
        "calling/campaign_call.html",
        context,
        trail=_trail(unit, found),
        here=held.person.full_name,
        status=status,
    )


@in_unit(CALL)
def evening(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Show a room of callers how the evening goes, and the way to the next call. The page asks for its numbers anew."""
    found = _found(unit, campaign)
    context = {"campaign": found, "evening": evening_of(found, timezone.now())}
    if "HX-Request" in request.headers:
        return render(request, "calling/_evening.html", context | {"unit": unit})
    context |= {"open": is_open(found, clock.today()), "held": call_held_by(request.user, found)}
    return render_unit(
        request, unit, "calling/evening.html", context, trail=_trail(unit, found), here=_("Calling evening")
    )
