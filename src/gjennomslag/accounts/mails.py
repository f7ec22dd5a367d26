"""The mails about a member's new mail address."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from gjennomslag.accounts.new_address import LASTS
from gjennomslag.organisation.models import Person


def code_mail(person: Person, email: str, code: str) -> EmailMessage:
    """Return the mail with the code, for the address that is to be confirmed."""
    with translation.override(person.language):
        context = {"person": person, "code": code, "minutes": int(LASTS.total_seconds() // 60)}
        body = render_to_string("accounts/code.txt", context)
        return EmailMessage(_("Your code: %(code)s") % {"code": code}, body, to=[email])


def taken_mail(owner: Person) -> EmailMessage:
    """Return the mail to whoever has the address already, which says nothing about who asked for it."""
    with translation.override(owner.language):
        body = render_to_string("accounts/taken.txt", {"person": owner})
        return EmailMessage(_("Somebody wanted to use your mail address"), body, to=[owner.email or ""])


def told_mail(person: Person, old: str) -> EmailMessage:
    """Return the mail to the old address, which does not say what the new one is."""
    with translation.override(person.language):
        body = render_to_string("accounts/told.txt", {"person": person})
        return EmailMessage(_("You have a new mail address with us"), body, to=[old])
