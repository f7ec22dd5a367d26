"""The mails about joining: the welcome, word to the branch, and an answer to who is in the register already."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gjennomslag.core.mail import post_to_somebody
from gjennomslag.organisation.joining import not_me_token
from gjennomslag.organisation.models import Membership, Person, Unit
from gjennomslag.organisation.queries.offices import who_hears_of_joins


def send_welcome(membership: Membership) -> int:
    """Welcome the new member and say what happens next; 0 where there is no mail address."""
    person = membership.person
    if not person.email:
        return 0
    with translation.override(person.language):
        subject = _("Welcome as a member of %(unit)s") % {"unit": membership.unit.name}
        context = {
            "person": person,
            "unit": membership.unit,
            "my_data": settings.SITE_ADDRESS + reverse("organisation:my_data"),
            "not_me": settings.SITE_ADDRESS + reverse("organisation:not_me", args=[not_me_token(membership.pk)]),
        }
        return EmailMessage(subject, render_to_string("organisation/welcome.txt", context), to=[person.email]).send()


def send_word_of_joins(unit: Unit, number: int, day: date) -> int:
    """Tell those who are to hear that so many have joined the unit, and return how many. The mail names no member.

    Raises ``NotHandedOver`` where it reached nobody and may later.
    """
    readers = who_hears_of_joins(unit, day)
    return post_to_somebody(_word_of_joins(unit, number, reader, own=own) for reader, own in readers)


def _word_of_joins(unit: Unit, number: int, reader: Person, *, own: bool) -> EmailMessage:
    with translation.override(reader.language):
        subject = ngettext("A new member of %(unit)s", "%(number)s new members of %(unit)s", number) % {
            "unit": unit.name,
            "number": number,
        }
        address = settings.SITE_ADDRESS + reverse("calling:welcome", args=[unit.code])
        context = {"reader": reader, "unit": unit, "number": number, "own": own, "address": address}
        body = render_to_string("organisation/new_member.txt", context)
        return EmailMessage(subject, body, to=[reader.email or ""])


def send_answer_to_known(person: Person) -> int:
    """Tell somebody who is in the register already that their address was used to join; 0 where there is none."""
    if not person.email:
        return 0
    with translation.override(person.language):
        address = settings.SITE_ADDRESS + reverse("organisation:my_data")
        body = render_to_string("organisation/known.txt", {"person": person, "address": address})
        return EmailMessage(_("You are in our register already"), body, to=[person.email]).send()
