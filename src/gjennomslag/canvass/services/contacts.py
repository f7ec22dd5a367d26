"""Asking to be contacted, handling it, and forgetting it (privacy rule P8)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from gjennomslag.canvass.models import ContactRequest
from gjennomslag.canvass.rules import CONTACT_TEXT, KEEP_CONTACTS, LEAD
from gjennomslag.core.history import writing
from gjennomslag.core.mail import post
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.queries import holders_of


def ask_for_contact(*, unit: Unit, name: str, on: date, email: str = "", phone: str = "") -> None:
    """Note that somebody wants the unit to get in touch, with their consent. Asking again changes nothing."""
    with writing(by=None, why="contact asked for"):
        same = {"unit": unit, "email": email} if email else {"unit": unit, "phone": phone}
        values = {"name": name, "email": email, "phone": phone, "asked_on": on, "text": CONTACT_TEXT}
        ContactRequest.objects.get_or_create(**same, defaults=values)


def handle_contact(*, request: ContactRequest, by: Person) -> None:
    """Somebody has been in touch: erase the request."""
    with writing(by=by, why="contact handled"):
        ContactRequest.objects.filter(pk=request.pk).delete()


def forget_contacts(*, today: date) -> int:
    """Erase requests that nobody has handled in 30 days; return how many."""
    deleted, _rows = ContactRequest.objects.filter(asked_on__lte=today - KEEP_CONTACTS).delete()
    return deleted


def remind_of_contacts(*, today: date) -> int:
    """Tell those who lead in each unit that somebody waits to be contacted; the mail names nobody. Return how many."""
    return post(
        _reminder(holding.person, unit)
        for unit in Unit.objects.filter(pk__in=ContactRequest.objects.values("unit"))
        for holding in holders_of(LEAD, unit, today)
        if holding.person.email and holding.unit_id == unit.pk
    ).sent


def _reminder(person: Person, unit: Unit) -> EmailMessage:
    with translation.override(person.language):
        address = settings.SITE_ADDRESS + reverse("canvass:contacts", args=[unit.code])
        body = _("Somebody wants to hear from %(unit)s. See who, and get in touch: %(address)s") % {
            "unit": unit.name,
            "address": address,
        }
        return EmailMessage(_("Somebody wants to be contacted"), body, to=[person.email or ""])
