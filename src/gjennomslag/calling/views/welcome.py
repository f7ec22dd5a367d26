"""The pages on which new members are welcomed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.activities.queries.next import offers_for
from gjennomslag.activities.services.places import ActivityOver
from gjennomslag.calling.choices import Turn
from gjennomslag.calling.forms import AnotherWayForm, CallForm
from gjennomslag.calling.models import WelcomeCall
from gjennomslag.calling.queries import (
    branch_queues,
    cannot_be_called,
    contacts_about_welcome,
    held_by,
    person_to_welcome,
    queue_of,
    welcome_counts_below,
)
from gjennomslag.calling.rules import CALL
from gjennomslag.calling.services import Taken, fill_queue, give_back, take, take_next, write_down
from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.choices import AccessKind, Purpose, UnitKind
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.services.access import record_access

LISTED = 50
READY = {Turn.OVERDUE, Turn.TODAY, Turn.SOON, Turn.WAITING, Turn.WRITTEN}
OFFERED = 3
ABOVE_BRANCHES = {UnitKind.NATIONAL, UnitKind.COUNTY}


@in_unit(CALL)
def welcome(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show whom to welcome and whose turn it is; above the branches, which of them need help."""
    now, day = timezone.now(), clock.today()
    above = unit.kind in ABOVE_BRANCHES
    queue = queue_of(request.scope, unit, now, below=above)
    context: dict[str, Any] = {
        "above": above,
        "waiting": len(queue),
        "overdue": sum(each.due < day for each in queue),
        "today": sum(each.due == day for each in queue),
        "ready": any(each.turn in READY for each in queue),
        "held": held_by(request.user),
        "counts": welcome_counts_below(unit, day),
        "year": day.year,
    }
    # Where no branch covers a place, whoever lives there belongs to the county itself.
    own = [each for each in queue if each.unit == unit]
    shown = own[:LISTED]
    context |= {
        "heard": any(each.turn in {Turn.WRITTEN, Turn.TEXTED} for each in shown),
        "queue": shown,
        "more": len(own) - len(shown),
    }
    if above:
        context["queues"] = branch_queues((each for each in queue if each.unit != unit), day)
    people = [each.person.pk for each in shown]
    record_access(reader=request.user, unit=unit, kind=AccessKind.LIST, purpose=Purpose.CALL, people=people)
    return render_unit(request, unit, "calling/welcome.html", context, here=_("Welcome calls"))


@in_unit(CALL)
@require_POST
def call_next(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Take the next new member and open their page."""
    fill_queue(day=clock.today())
    above = unit.kind in ABOVE_BRANCHES
    found = take_next(unit=unit, scope=request.scope, caller=request.user, now=timezone.now(), below=above)
    if found is None:
        messages.info(request, _("Nobody is waiting for a call right now."))
        return redirect("calling:welcome", unit.code)
    return redirect("calling:call", unit.code, found.person.register_id)


@in_unit(CALL)
@require_POST
def take_one(request: PersonRequest, unit: Unit, person: UUID) -> HttpResponse:
    """Take this new member and open their page."""
    someone = person_to_welcome(request.scope, unit, person, clock.today())
    if someone is None:
        raise Http404
    try:
        take(person=someone, unit=unit, scope=request.scope, caller=request.user, now=timezone.now())
    except Taken:
        messages.info(request, _("Somebody else is calling %(name)s right now.") % {"name": someone.full_name})
        return redirect("calling:welcome", unit.code)
    return redirect("calling:call", unit.code, someone.register_id)


@in_unit(CALL)
@require_POST
def put_back(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Give back whoever one has taken."""
    give_back(caller=request.user)
    return redirect("calling:welcome", unit.code)


@in_unit(CALL)
def call(request: PersonRequest, unit: Unit, person: UUID) -> HttpResponse:
    """Show the new member one has taken, the guide, and the form; write down what came of it."""
    now = timezone.now()
    held = held_by(request.user)
    if held is None or held.person.register_id != person:
        messages.info(request, _("You no longer have this member. Take the next one."))
        return redirect("calling:welcome", unit.code)
    form = _form(request, held, unit)
    if form.is_valid():
        try:
            write_down(call=held, unit=unit, talk=form.talk(), caller=request.user, now=now)
        except Taken:
            messages.info(request, _("You no longer have this member. Take the next one."))
            return redirect("calling:welcome", unit.code)
        except ActivityOver:
            form.add_error("joins", _("One of these is over, cancelled or changed. Look at the list again."))
        else:
            messages.success(request, _("Written down. Thank you for calling."))
            return redirect("calling:welcome", unit.code)
    context = {
        "form": form,
        "person": held.person,
        "contacts": contacts_about_welcome(held.person),
        "by_phone": isinstance(form, CallForm),
        "member": person_to_welcome(request.scope, unit, person, clock.today()) is not None,
    }
    trail = [(reverse("calling:welcome", args=[unit.code]), _("Welcome calls"))]
    status = 422 if form.is_bound else 200
    here = held.person.full_name
    return render_unit(request, unit, "calling/call.html", context, trail=trail, here=here, status=status)


def _form(request: PersonRequest, held: WelcomeCall, unit: Unit) -> CallForm | AnotherWayForm:
    data = request.POST or None
    if cannot_be_called(held):
        return AnotherWayForm(data)
    return CallForm(data, person=held.person, offers=offers_for(held.person, unit, timezone.now(), most=OFFERED))
