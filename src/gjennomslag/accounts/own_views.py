"""The pages on which members change their own telephone and mail address."""

from __future__ import annotations

import time

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gjennomslag.accounts.forms import CodeForm, ReachedForm
from gjennomslag.accounts.new_address import is_code, stop_waiting, wait_for_code, waiting_in
from gjennomslag.accounts.services import AddressTaken, change_own_phone, confirm_address, send_code
from gjennomslag.core.access import signed_in
from gjennomslag.core.mail import NotHandedOver
from gjennomslag.organisation.address_faults import faults_of
from gjennomslag.organisation.models import Person


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@signed_in
def contact(request: HttpRequest) -> HttpResponse:
    """Change the number at once, and send a code to an address that is another."""
    me = _me(request)
    form = ReachedForm(request.POST or None, person=me)
    if not form.is_valid():
        context = {"form": form, "faults": faults_of(me).values()}
        return render(request, "accounts/contact.html", context, status=422 if form.is_bound else 200)
    if change_own_phone(person=me, phone=form.cleaned_data["phone"]):
        messages.success(request, _("Your telephone number is saved."))
    email = form.cleaned_data["email"]
    if email == me.email:
        return redirect("organisation:my_data")
    answer: HttpResponse = _ask(request, me, email)
    return answer


def _signed_in_a_while_ago(request: HttpRequest) -> bool:
    """Say whether it is some minutes since the member showed who they are. The library does not count signing in."""
    shown = get_authentication_records(request, _me(request))
    return not shown or time.time() - shown[-1]["at"] >= app_settings.REAUTHENTICATION_TIMEOUT


@reauthentication_required(enabled=_signed_in_a_while_ago)  # type: ignore[untyped-decorator]
def _ask(request: HttpRequest, me: Person, email: str) -> HttpResponse:
    """Send a code to the address. Whoever has a passkey or an authenticator must use it first, and comes back here."""
    if not ratelimit.consume(request, action="manage_email", user=me):
        messages.error(request, _("You have asked for many codes. Wait an hour, and try again."))
        return redirect("accounts:contact")
    try:
        code = send_code(person=me, email=email)
    except NotHandedOver:
        messages.error(request, _("The mail could not be sent just now. Your address is as before. Try again later."))
        return redirect("accounts:contact")
    wait_for_code(request.session, me, email, code, timezone.now())
    return redirect("accounts:confirm_address")


@signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    """Take the code, and make the address the member's own. They stay signed in here, and nowhere else."""
    me, now = _me(request), timezone.now()
    waiting = waiting_in(request.session, now)
    if waiting is None:
        messages.error(request, _("No address waits for a code any more. Write it again."))
        return redirect("accounts:contact")
    form = CodeForm(request.POST or None)
    if form.is_valid() and is_code(request.session, me, form.cleaned_data["code"], now):
        return _confirmed(request, me, waiting.email)
    if form.is_bound and form.is_valid():
        if waiting_in(request.session, now) is None:
            messages.error(request, _("Too many codes were wrong. Write the address again, and you get a new one."))
            return redirect("accounts:contact")
        form.add_error("code", _("This is not the code. Use the one from the last mail."))
    context = {"form": form, "waiting": waiting}
    return render(request, "accounts/confirm_address.html", context, status=422 if form.is_bound else 200)


def _confirmed(request: HttpRequest, me: Person, email: str) -> HttpResponse:
    try:
        confirm_address(person=me, email=email)
    except NotHandedOver:
        messages.error(request, _("Your old address could not be told just now, so nothing is changed. Try again."))
        return redirect("accounts:confirm_address")
    except AddressTaken:
        stop_waiting(request.session)
        messages.error(request, _("This address cannot be used. Write another one."))
        return redirect("accounts:contact")
    stop_waiting(request.session)
    update_session_auth_hash(request, me)
    messages.success(request, _("Your new mail address counts from now on. You sign in with it."))
    return redirect("organisation:my_data")
