"""The way out for messages about activities: one open connection for a whole run, and SMS to those without e-mail."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMessage, get_connection

from gjennomslag.activities.models import Registration
from gjennomslag.messaging.posting import Outcome, Unreachable
from gjennomslag.messaging.sms import open_sms

logger = logging.getLogger("gjennomslag.activities")


class NotSent(Exception):
    """The message has certainly not been sent."""


class InDoubt(Exception):
    """It broke while the message was under way: nobody knows whether it was sent."""


class Out:
    """Sends messages, each to the one address there is."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def send(self, row: Registration, subject: str, body: str, *, sms: str) -> bool:
        """Send the message by e-mail, or the short one by SMS where there is a number alone; say whether it was sent.

        Raises ``NotSent`` or ``InDoubt``.
        """
        if row.mail:
            return self._mail(row.mail, subject, body)
        return _sms(row.number, sms, str(row.key)) if row.number else False

    def _mail(self, address: str, subject: str, body: str) -> bool:
        try:
            self._connection.open()
        except (SMTPException, OSError) as fault:
            raise NotSent(type(fault).__name__) from fault
        try:
            return bool(EmailMessage(subject, body, to=[address], connection=self._connection).send())
        except (SMTPRecipientsRefused, SMTPResponseException) as fault:
            raise NotSent(type(fault).__name__) from fault
        except (SMTPException, OSError) as fault:
            self._connection.connection = None
            raise InDoubt(type(fault).__name__) from fault


def _sms(number: str, text: str, reference: str) -> bool:
    try:
        with open_sms() as post:
            outcome = post.send_text(number, text, reference)
    except Unreachable as fault:
        raise NotSent(str(fault)) from fault
    if outcome is Outcome.UNKNOWN:
        raise InDoubt("sms")
    if outcome is Outcome.LATER:
        raise NotSent("sms")
    return outcome is Outcome.HANDED_OVER


@contextmanager
def way_out() -> Iterator[Out]:
    """Return the way out, open as long as the ``with`` lasts."""
    connection = get_connection()
    try:
        yield Out(connection)
    finally:
        try:
            connection.close()
        except (SMTPException, OSError) as fault:
            logger.warning("the mail server went away: %s", type(fault).__name__)
