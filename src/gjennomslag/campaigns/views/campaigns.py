"""The pages of campaigns: what we want to win, what members can do, and what is new in the central one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.campaigns.forms import CampaignForm, CheckInForm, EvaluationForm
from gjennomslag.campaigns.models import Campaign
from gjennomslag.campaigns.queries.campaigns import (
    DATES,
    above,
    campaign_to_copy,
    campaigns_of,
    local_copies,
    nothing_done_in,
    offers_to,
    tasks_for,
)
from gjennomslag.campaigns.rules import LEAD
from gjennomslag.campaigns.services import campaigns as services
from gjennomslag.campaigns.services.copies import copy_campaign, look_at_changes
from gjennomslag.core import clock
from gjennomslag.core.display import day
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE


def campaign_of(unit: Unit, pk: int) -> Campaign:
    """Return the unit's own campaign, or answer as if there were none."""
    found = campaigns_of(unit).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def trail_to(unit: Unit, campaign: Campaign | None = None) -> list[tuple[str, str]]:
    """Return the way to the campaign's page, or to the list of campaigns."""
    steps = [(reverse("campaigns:campaigns", args=[unit.code]), _("Campaigns"))]
    if campaign is not None:
        steps.append((reverse("campaigns:campaign", args=[unit.code, campaign.pk]), campaign.title))
    return steps


@in_unit(SEE)
def campaigns(request: PersonRequest, unit: Unit) -> HttpResponse:
    """List the unit's campaigns, and those from above that it can make its own."""
    today = clock.today()
    found = list(campaigns_of(unit)[:200])
    groups = [
        (_("Under way"), [each for each in found if each.starts_on <= today and not each.over_on(today)]),
        (_("Coming"), [each for each in reversed(found) if each.starts_on > today and not each.over_on(today)]),
        (_("Over"), [each for each in found if each.over_on(today)]),
    ]
    context = {
        "groups": [group for group in groups if group[1]],
        "above": list(above(unit, today)),
        "may_lead": request.scope.covers(unit, LEAD),
    }
    return render_unit(request, unit, "campaigns/campaigns.html", context, here=_("Campaigns"))


@in_unit(SEE)
def campaign_page(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Show the campaign: to every member what they can do, and to those who lead it how it goes."""
    found, may_lead = campaign_of(unit, campaign), request.scope.covers(unit, LEAD)
    context: dict[str, Any] = {
        "campaign": found,
        "may_lead": may_lead,
        "tasks": tasks_for(found, request.user),
        "days": list(found.days.all()),
        "materials": list(found.materials.all()),
        "won": list(found.breakthroughs.all()),
        "over": found.over_on(clock.today()),
    }
    if may_lead:
        context |= {
            "check_ins": list(found.check_ins.select_related("by")[:20]),
            "copies": local_copies(found),
            "offers": len(offers_to(found)),
            "check_in_form": CheckInForm(auto_id="check_in_%s"),
            "evaluation_form": EvaluationForm(initial={"text": found.evaluation}, auto_id="evaluation_%s"),
        }
    return render_unit(request, unit, "campaigns/campaign.html", context, trail=trail_to(unit), here=found.title)


@in_unit(LEAD)
def new_campaign(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Plan a campaign."""
    return _edit(request, unit, None)


@in_unit(LEAD)
def change_campaign(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Change a campaign of the unit's own, or a copy it has made."""
    return _edit(request, unit, campaign_of(unit, campaign))


def _edit(request: PersonRequest, unit: Unit, campaign: Campaign | None) -> HttpResponse:
    initial = (
        {each.name: getattr(campaign, each.attname) for each in Campaign._meta.concrete_fields} if campaign else {}
    )
    form = CampaignForm(request.POST if request.method == "POST" else None, unit=unit, initial=initial)
    trail = trail_to(unit, campaign)
    if request.method == "POST" and form.is_valid():
        today = clock.today()
        saved = services.save_campaign(unit=unit, by=request.user, on=today, campaign=campaign, **form.cleaned_data)
        if not saved.wanted and saved.starts_on > today:
            messages.warning(request, _("Saved. Write what you want to win before the campaign begins."))
        elif not saved.wanted and not saved.over_on(today):
            messages.warning(request, _("Saved. The campaign has begun: write what you want to win."))
        return redirect("campaigns:campaign", unit.code, saved.pk)
    context = {"form": form, "back": trail[-1][0], "campaign": campaign}
    if campaign is not None:
        context |= {"may_remove": nothing_done_in(campaign), "over": campaign.over_on(clock.today())}
    here = _("New campaign") if campaign is None else _("Change the campaign")
    status = 422 if form.errors else 200
    return render_unit(request, unit, "campaigns/edit.html", context, trail=trail, here=here, status=status)


@in_unit(LEAD)
@require_POST
def remove(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Delete a campaign in which nothing has been done, such as one made by mistake."""
    found = campaign_of(unit, campaign)
    if services.remove_campaign(campaign=found, by=request.user):
        messages.success(request, _("“%(title)s” is deleted.") % {"title": found.title})
        return redirect("campaigns:campaigns", unit.code)
    messages.error(request, _("Somebody has used the campaign in the meantime. You can call it off."))
    return redirect("campaigns:change_campaign", unit.code, campaign)


@in_unit(LEAD)
@require_POST
def call_off(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Call a campaign off that others have done something in."""
    services.call_off(campaign=campaign_of(unit, campaign), by=request.user, on=clock.today())
    return redirect("campaigns:campaign", unit.code, campaign)


@in_unit(LEAD)
@require_POST
def take_up_again(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Let a campaign that was called off go on."""
    services.take_up_again(campaign=campaign_of(unit, campaign), by=request.user)
    return redirect("campaigns:campaign", unit.code, campaign)


@in_unit(LEAD)
@require_POST
def copy(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Make the unit's own copy of a campaign from above."""
    central = campaign_to_copy(unit, campaign)
    if central is None:
        raise Http404
    made = copy_campaign(central=central, unit=unit, by=request.user, on=clock.today())
    messages.success(request, _("The campaign is yours now. Change what you like: you are told what is new centrally."))
    return redirect("campaigns:campaign", unit.code, made.pk)


@in_unit(LEAD)
def news(request: PersonRequest, unit: Unit, campaign: int) -> HttpResponse:
    """Show what is new in the central campaign beside one's own, and take over what is ticked."""
    found = campaign_of(unit, campaign)
    if request.method == "POST":
        look_at_changes(copy=found, take=request.POST.getlist("take"), by=request.user, on=clock.today())
        messages.success(request, _("Done. What you left out is not offered again."))
        return redirect("campaigns:campaign", unit.code, found.pk)
    context = {"campaign": found, "offers": [_in_words(each) for each in offers_to(found)]}
    trail, here = trail_to(unit, found), _("What is new centrally")
    return render_unit(request, unit, "campaigns/news.html", context, trail=trail, here=here)


def _in_words(offer: Any) -> dict[str, Any]:
    kind, _sep, name = offer.key.partition(":")
    labels = {"task": _("Task"), "material": _("Material"), "day": _("Day that matters")}
    label = str(CampaignForm.base_fields[name].label) if kind == "field" else labels[kind]

    def words(value: Any) -> str:
        if isinstance(value, dict):
            when = f"{day(date.fromisoformat(value['day']))}: " if "day" in value else ""
            return f"{when}{value.get('title', '')}"
        return day(date.fromisoformat(value)) if value and name in DATES else str(value or "")

    theirs, mine = words(offer.theirs), words(offer.mine)
    return {"key": offer.key, "label": label, "theirs": theirs, "mine": mine, "edited": offer.edited}
