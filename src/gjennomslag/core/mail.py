"""Mails that the system writes to officers one by one: one that cannot be delivered keeps nobody else's from going out.

Letters to members have their own way out, in the messaging room, with every reader's fate written down.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage

logger = logging.getLogger("gjennomslag.mail")


@dataclass(frozen=True, slots=True)
class Posted:
    """How many mails were handed over, refused for good, and not handed over for a reason that may pass."""

    sent: int = 0
    refused: int = 0
    failed: int = 0


def post(letters: Iterable[EmailMessage]) -> Posted:
    """Hand each mail to the mail server, and return how it went. What fails is logged by its kind, without addresses.

    A connection that breaks while a mail is under way counts as failed, although the mail may have gone out.
    """
    sent = refused = failed = 0
    for letter in letters:
        try:
            sent += letter.send()
        except (SMTPException, OSError) as fault:
            logger.warning("a mail was not handed over: %s", type(fault).__name__)
            if _is_final(fault):
                refused += 1
            else:
                failed += 1
    return Posted(sent, refused, failed)


class NotHandedOver(Exception):
    """A mail to several has reached nobody, for a reason that may pass."""


def post_to_somebody(letters: Iterable[EmailMessage]) -> int:
    """Post as ``post`` does, and return how many were handed over. For jobs that are tried again when they fail.

    Raises ``NotHandedOver`` where none was, and one of them may be later. Where one of them was, somebody knows, and
    trying again would tell them twice.
    """
    posted = post(letters)
    if posted.failed and not posted.sent:
        raise NotHandedOver
    return posted.sent


def _is_final(fault: Exception) -> bool:
    """Whether the server will never take the mail (a code of 500 or above)."""
    if isinstance(fault, SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in fault.recipients.values())
    return isinstance(fault, SMTPResponseException) and fault.smtp_code >= 500
