"""The pages of follow-up: what a unit and those above it see, and the forms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.followup.choices import Origin, Outcome, Topic
from gjennomslag.followup.forms import AnswerForm, AskForm, ContactForm, OfferForm, SettleForm
from gjennomslag.followup.models import AssistanceRequest, UnitContact
from gjennomslag.followup.queries import (
    contacts_with,
    help_handled_by,
    help_in,
    open_help_of,
    settled_help_of,
    units_followed_by,
)
from gjennomslag.followup.rules import ASK, FOLLOW_UP, SEE_FOLLOW_UP, speaks_from
from gjennomslag.followup.services import (
    NotAboveError,
    SettledError,
    answer_help,
    ask_for_help,
    log_unit_contact,
    offer_help,
    pass_on_help,
    settle_help,
    withdraw_contact,
)
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries import units_with_ids
from gjennomslag.organisation.scope import visible_or_404


@in_unit(SEE_FOLLOW_UP)
def unit(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show contact with the unit and help to it; above others, who is to be helped and who has heard nothing long."""
    follows_below = request.scope.covers(unit, FOLLOW_UP)
    follows = follows_below and speaks_from(request.scope, unit) is not None
    context = {
        "contacts": contacts_with(unit),
        "open_help": open_help_of(unit),
        "settled": settled_help_of(unit),
        "handled": help_handled_by(unit),
        "followed": units_followed_by(unit, clock.today()),
        "follows_below": follows_below,
        "follows": follows,
        "may_ask": request.scope.covers(unit, ASK) and not follows and unit.kind != UnitKind.NATIONAL,
    }
    return render_unit(request, unit, "followup/unit.html", context, here=_("Follow-up"))


@in_unit(FOLLOW_UP)
def contact(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Log that somebody from above was in touch with the unit."""
    made_by = speaks_from(request.scope, unit)
    if made_by is None:
        return _not_above(request, unit)
    central = units_with_ids([made_by])[made_by].kind == UnitKind.NATIONAL
    form = ContactForm(request.POST or None, today=clock.today(), central=central)
    if request.method == "POST" and form.is_valid():
        log_unit_contact(unit=unit, made_by=made_by, contact=form.contact(), on=clock.today(), by=request.user)
        messages.success(request, _("The contact is logged."))
        return redirect("followup:unit", unit.code)
    return _form_page(request, unit, form, _("Log a contact"), _("Save"))


@in_unit(FOLLOW_UP)
@require_POST
def withdraw(request: PersonRequest, unit: Unit, contact: int) -> HttpResponse:
    """Take back a contact that was wrong."""
    if speaks_from(request.scope, unit) is None:
        return _not_above(request, unit)
    found: UnitContact = visible_or_404(UnitContact.objects, request.scope, FOLLOW_UP, unit=unit, pk=contact)
    withdraw_contact(contact=found, on=clock.today(), by=request.user)
    messages.success(request, _("The contact is taken back and no longer counts."))
    return redirect("followup:unit", unit.code)


@in_unit(FOLLOW_UP)
def offer(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Offer the unit help."""
    made_by = speaks_from(request.scope, unit)
    if made_by is None:
        return _not_above(request, unit)
    form = OfferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        topic, text = Topic(form.cleaned_data["topic"]), form.cleaned_data["text"]
        offer_help(unit=unit, made_by=made_by, topic=topic, text=text, on=clock.today(), by=request.user)
        messages.success(request, _("The offer is sent to those who lead %(unit)s.") % {"unit": unit.name})
        return redirect("followup:unit", unit.code)
    return _form_page(request, unit, form, _("Offer help"), _("Send the offer"))


@in_unit(ASK)
def ask(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Ask the unit above for help."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_for_help(
                unit=unit,
                topic=Topic(form.cleaned_data["topic"]),
                text=form.cleaned_data["text"],
                asker=form.for_whom,
                matter=form.council,
                on=clock.today(),
                by=request.user,
            )
        except NotAboveError:
            messages.error(request, _("There is nobody above you to ask."))
        else:
            messages.success(request, _("%(unit)s has got your request.") % {"unit": asked.handler.name})
        return redirect("followup:unit", unit.code)
    return _form_page(request, unit, form, _("Ask for help"), _("Send the request"))


@in_unit(FOLLOW_UP)
def answer(request: PersonRequest, unit: Unit, help: int) -> HttpResponse:  # noqa: A002 -- the address's own word
    """Answer what the unit asked for."""
    if speaks_from(request.scope, unit) is None:
        return _not_above(request, unit)
    return _answer(request, unit, _help_or_404(request, unit, help, FOLLOW_UP, Origin.ASKED))


@in_unit(ASK)
def reply(request: PersonRequest, unit: Unit, help: int) -> HttpResponse:  # noqa: A002
    """Answer an offer."""
    return _answer(request, unit, _help_or_404(request, unit, help, ASK, Origin.OFFERED))


def _answer(request: PersonRequest, unit: Unit, found: AssistanceRequest) -> HttpResponse:
    form = AnswerForm(request.POST or None, initial={"text": found.answer})
    if request.method == "POST" and form.is_valid():
        try:
            answer_help(request=found, text=form.cleaned_data["text"], on=clock.today(), by=request.user)
        except SettledError:
            messages.info(request, _("This was settled meanwhile."))
        else:
            messages.success(request, _("The answer is saved, and they see it here."))
        return redirect("followup:unit", unit.code)
    return _form_page(request, unit, form, _("Answer"), _("Save the answer"), found=found)


@in_unit(FOLLOW_UP)
@require_POST
def pass_on(request: PersonRequest, unit: Unit, help: int) -> HttpResponse:  # noqa: A002
    """Hand a request on to the unit above the one that has it."""
    if speaks_from(request.scope, unit) is None:
        return _not_above(request, unit)
    found = _help_or_404(request, unit, help, FOLLOW_UP, Origin.ASKED)
    try:
        above = pass_on_help(request=found, on=clock.today(), by=request.user)
    except NotAboveError:
        messages.error(request, _("There is nobody further up."))
    except SettledError:
        messages.info(request, _("This was settled meanwhile."))
    else:
        messages.success(request, _("%(unit)s has got the request.") % {"unit": above.name})
    return redirect("followup:unit", unit.code)


@in_unit(SEE_FOLLOW_UP)
def settle(request: PersonRequest, unit: Unit, help: int) -> HttpResponse:  # noqa: A002
    """Say how help ended; both sides may."""
    found = _help_or_404(request, unit, help, SEE_FOLLOW_UP)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = Outcome(form.cleaned_data["outcome"])
        try:
            settle_help(request=found, outcome=outcome, on=clock.today(), by=request.user)
        except SettledError:
            messages.info(request, _("This was settled meanwhile."))
        else:
            messages.success(request, _("It is settled."))
        return redirect("followup:unit", unit.code)
    return _form_page(request, unit, form, _("Settle"), _("Settle"), found=found)


def _help_or_404(
    request: PersonRequest, unit: Unit, pk: int, capability: str, origin: Origin | None = None
) -> AssistanceRequest:
    rows = help_in(unit) if origin is None else help_in(unit).filter(origin=origin)
    found: AssistanceRequest = visible_or_404(rows, request.scope, capability, pk=pk)
    return found


def _not_above(request: PersonRequest, unit: Unit) -> HttpResponse:
    messages.info(request, _("A unit does not follow up itself. Choose one below it."))
    return redirect("followup:unit", unit.code)


def _form_page(
    request: PersonRequest,
    unit: Unit,
    form: Any,
    title: str,
    button: str,
    *,
    found: AssistanceRequest | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "help": found}
    trail = [(reverse("followup:unit", args=[unit.code]), _("Follow-up"))]
    status = 422 if form.errors else 200
    return render_unit(request, unit, "followup/form.html", context, here=title, trail=trail, status=status)
