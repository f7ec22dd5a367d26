"""Asking to be contacted, from a code that a canvasser shows; and the leader's list of those who have."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.canvass.forms.shifts import ContactForm
from gjennomslag.canvass.links import contact_address_of, contact_unit_in
from gjennomslag.canvass.queries.contacts import contact_with, contacts_of
from gjennomslag.canvass.rules import KEEP_CONTACTS, LEAD
from gjennomslag.canvass.services.contacts import ask_for_contact, handle_contact
from gjennomslag.canvass.views.drives import trail_to_drives
from gjennomslag.core import clock
from gjennomslag.core.access import public
from gjennomslag.core.qr import qr_code
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries import units_with_ids


@public("The signed token names a unit and nothing else: no door, turf or canvasser. The page only takes.")
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody ask for contact by themselves (privacy rule P8)."""
    key = contact_unit_in(token)
    unit = units_with_ids([key]).get(key) if key is not None else None
    if unit is None:
        raise Http404
    form = ContactForm(request.POST if request.method == "POST" else None, unit=unit)
    if request.method == "POST" and form.is_valid():
        ask_for_contact(unit=unit, on=clock.today(), **form.contact_values())
        return render(request, "canvass/contact_asked.html", {"of": unit})
    return render(request, "canvass/ask.html", {"of": unit, "form": form}, status=422 if form.errors else 200)


@in_unit(LEAD)
def contacts(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show who waits to hear from the unit, and the code to show at doors and stalls."""
    address = contact_address_of(unit)
    waiting = [(each, each.asked_on + KEEP_CONTACTS - timedelta(days=1)) for each in contacts_of(unit)]
    context = {"waiting": waiting, "ask_address": address, "qr": qr_code(address)}
    trail, here = [trail_to_drives(unit)], _("Want to be contacted")
    return render_unit(request, unit, "canvass/contacts.html", context, trail=trail, here=here)


@in_unit(LEAD)
@require_POST
def contact_handled(request: PersonRequest, unit: Unit, contact: int) -> HttpResponse:
    """Somebody has been in touch; the request is erased."""
    found = contact_with(unit, contact)
    if found is None:
        raise Http404
    handle_contact(request=found, by=request.user)
    messages.success(request, _("Done. The name and the contact are erased."))
    return redirect("canvass:contacts", unit.code)
