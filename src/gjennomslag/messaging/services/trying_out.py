"""A test of a letter, to the one who writes it and nobody else."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from gjennomslag.messaging.choices import Medium
from gjennomslag.messaging.letter_mail import LetterMail, Ready
from gjennomslag.messaging.models import Letter
from gjennomslag.messaging.sms import open_sms
from gjennomslag.organisation.models import Person

NOBODY = 0


class NoAddress(Exception):
    """Whoever wants to try it has no address for the medium."""


def try_out(*, letter: Letter, person: Person) -> int:
    """Send the letter to the person alone, once for each form of Norwegian it has; return how often.

    Nothing is written down, and the link to unsubscribe works. Raises ``NoAddress``.
    """
    address = (person.email or "") if letter.medium == Medium.EMAIL else person.phone
    if not address:
        raise NoAddress
    blocks = list(letter.blocks.all())
    both = bool(letter.subject_nn or letter.text_nn) or any(each.text_nn for each in blocks)
    forms = ("nb", "nn") if both else ("nb",)
    for form in forms:
        mail = LetterMail(letter, blocks, form)
        ready = Ready(NOBODY, person.register_id, form, address, person.first_name, letter.unit.name)
        if letter.medium == Medium.SMS:
            with open_sms() as post:
                post.send(mail, ready)
        else:
            _as_a_test(mail.message_to(ready)).send()
    return len(forms)


def _as_a_test(message: EmailMessage) -> EmailMessage:
    message.subject = _("Test: %(subject)s") % {"subject": message.subject}
    return message
