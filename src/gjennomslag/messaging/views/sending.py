"""Sending a letter: a test to oneself, when it goes, taking it back and stopping it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.core.display import moment as moment_in_words
from gjennomslag.core.display import number
from gjennomslag.messaging.choices import Medium
from gjennomslag.messaging.jobs import enqueue_preparing
from gjennomslag.messaging.letter_forms import SendForm
from gjennomslag.messaging.queries.recipients import audience_of, heard_today
from gjennomslag.messaging.rules import WRITE, is_quiet, quiet_hours, sending
from gjennomslag.messaging.services.letters import NotOpen, send_letter, stop_letter, take_back_letter
from gjennomslag.messaging.services.offering import over_in
from gjennomslag.messaging.services.trying_out import NoAddress, try_out
from gjennomslag.messaging.views.letters import draft_of, letter_of, trail_to
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit


@in_unit(WRITE)
@require_POST
def send_test(request: PersonRequest, unit: Unit, letter: int) -> HttpResponse:
    """Send the letter to oneself alone, in both forms of Norwegian."""
    found = letter_of(unit, letter)
    try:
        try_out(letter=found, person=request.user)
    except NoAddress:
        missing = (
            _("We do not have your telephone number. Write it under My data, and try again.")
            if found.medium == Medium.SMS
            else _("We do not have your mail address. Write it under My data, and try again.")
        )
        messages.error(request, missing)
    else:
        where = request.user.phone if found.medium == Medium.SMS else request.user.email
        messages.success(request, _("A test is on its way to %(address)s.") % {"address": where})
    return redirect("messaging:letter", unit.code, letter)


@in_unit(WRITE)
def send(request: PersonRequest, unit: Unit, letter: int) -> HttpResponse:
    """Say how many get the letter and who does not, and send it off."""
    found = draft_of(unit, letter)
    form = SendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = form.moment()
        try:
            sent = send_letter(letter=found, by=request.user, at=asked)
        except ValidationError as fault:
            form.add_error(None, fault)
        except NotOpen as already:
            raise Http404 from already
        else:
            assert sent.send_at is not None
            if sent.send_at <= timezone.now():
                enqueue_preparing(sent.pk)
                messages.success(request, _("The sending has begun."))
            else:
                words = (
                    _("The sending begins %(moment)s.")
                    if sent.send_at == asked
                    else _("Nothing is sent at that hour. The sending begins %(moment)s.")
                )
                messages.success(request, words % {"moment": moment_in_words(sent.send_at)})
            return redirect("messaging:letter", unit.code, found.pk)
    context = {
        "letter": found,
        "form": form,
        "over": over_in(found, timezone.now()),
        "audience": audience_of(found, request.scope, clock.today()),
        "heard": heard_today(found, request.scope, clock.today()),
        "quiet": is_quiet(timezone.now()),
        "quiet_hours": quiet_hours(),
        "rules": sending(),
    }
    status = 422 if form.errors else 200
    trail, here = trail_to(unit, found), _("Send the SMS") if found.medium == Medium.SMS else _("Send the letter")
    return render_unit(request, unit, "messaging/send_letter.html", context, trail=trail, here=here, status=status)


@in_unit(WRITE)
@require_POST
def take_back(request: PersonRequest, unit: Unit, letter: int) -> HttpResponse:
    """Make a letter that waits for its time a draft again."""
    try:
        take_back_letter(letter=letter_of(unit, letter), by=request.user)
    except NotOpen:
        messages.error(request, _("The sending has begun already. You can stop it."))
    else:
        messages.success(request, _("It is a draft again."))
    return redirect("messaging:letter", unit.code, letter)


@in_unit(WRITE)
@require_POST
def stop(request: PersonRequest, unit: Unit, letter: int) -> HttpResponse:
    """Stop a letter that is being sent."""
    try:
        left = stop_letter(letter=letter_of(unit, letter), by=request.user, now=timezone.now())
    except NotOpen:
        messages.error(request, _("Nothing is being sent."))
    else:
        messages.success(request, _("The sending is stopped. %(number)s did not get it.") % {"number": number(left)})
    return redirect("messaging:letter", unit.code, letter)
