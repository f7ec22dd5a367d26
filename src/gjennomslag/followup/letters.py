"""The letters that tell of help, to those who can give it or are offered it: a link, and not what was written."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from gjennomslag.followup.models import AssistanceRequest
from gjennomslag.followup.rules import ASK, FOLLOW_UP
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.queries import holders_of


def letters_about(request: AssistanceRequest, day: date) -> list[EmailMessage]:
    """Return a letter to everyone in the handling unit who can help, or in the unit who can answer an offer."""
    unit, capability = (request.handler, FOLLOW_UP) if request.asked else (request.unit, ASK)
    people = {holding.person for holding in holders_of(capability, unit, day) if holding.unit_id == unit.pk}
    return [_letter(request, each) for each in sorted(people, key=lambda each: each.pk) if each.email]


def _letter(request: AssistanceRequest, person: Person) -> EmailMessage:
    with override(person.language):
        words = {"unit": request.unit.name, "handler": request.handler.name}
        subject = _("%(unit)s asks for help") % words if request.asked else _("%(handler)s offers you help") % words
        address = settings.SITE_ADDRESS + reverse("followup:unit", args=[request.unit.code])
        context = {"request": request, "person": person, "subject": subject, "address": address}
        return EmailMessage(subject, render_to_string("followup/help.txt", context), to=[str(person.email)])
