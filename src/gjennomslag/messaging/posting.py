"""The ways out of the house: a mail server by SMTP, or whatever else Django's mail settings name.

What matters is to know what became of a letter. Where the way breaks before the letter itself has gone, nobody has it;
where it breaks before the answer to it has come, nobody knows.
"""

from __future__ import annotations

import re
import smtplib
from enum import Enum
from typing import Any, Protocol, Self

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import get_connection

from gjennomslag.messaging.letter_mail import LetterMail, Ready, sender_address

_ADDRESS_REFUSED = {550, 551, 553}


class Outcome(Enum):
    """What became of one letter.

    ``REFUSED`` blames the address and ``REJECTED`` the letter; ``LATER`` means that nobody has got it yet.
    """

    HANDED_OVER = "handed over"
    REFUSED = "refused"
    REJECTED = "rejected"
    LATER = "later"
    UNKNOWN = "unknown"


class Unreachable(Exception):
    """The mail server does not answer, or does not take letters from us at all. Nothing has been handed over."""


class Post(Protocol):
    """A way out, open for as long as the ``with`` lasts."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *fault: object) -> None: ...

    def send(self, mail: LetterMail, ready: Ready) -> Outcome:
        """Hand over one letter. Raises ``Unreachable`` where none can be."""
        ...


def open_post() -> Post:
    """Return the way out that the settings name."""
    return SmtpPost() if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") else BackendPost()


class SmtpPost:
    """A mail server that is spoken with directly, command by command, so that it is known where it broke."""

    def __init__(self) -> None:
        self._backend: Any = get_connection(timeout=30)
        self._sender = sender_address()

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(self, *fault: object) -> None:
        self._backend.close()

    def send(self, mail: LetterMail, ready: Ready) -> Outcome:
        """Hand over one letter: announce it, send it, and read the answer."""
        try:
            content = mail.bytes_to(ready)
        except (ValueError, UnicodeError):
            return Outcome.REFUSED
        if self._backend.connection is None:
            self._open()
        try:
            refusal = self._announce(ready.address)
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Outcome.LATER
        if refusal is not None:
            return refusal
        try:
            self._backend.connection.send(_dots_doubled(content) + b".\r\n")
            code, _ = self._backend.connection.getreply()
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Outcome.UNKNOWN
        if code == 250:
            return Outcome.HANDED_OVER
        return Outcome.REJECTED if code >= 500 else Outcome.LATER

    def _announce(self, address: str) -> Outcome | None:
        """Tell the server who writes to whom; return why it will not have the letter, or None where it waits for it.

        The three commands go together where the server allows it, which saves two journeys for each letter.
        """
        smtp = self._backend.connection
        eight = " BODY=8BITMIME" if smtp.has_extn("8bitmime") else ""
        commands = (f"MAIL FROM:<{self._sender}>{eight}", f"RCPT TO:<{address}>", "DATA")
        if smtp.has_extn("pipelining"):
            smtp.send("\r\n".join((*commands, "")).encode("ascii"))
            sender, recipient, data = (smtp.getreply()[0] for _ in commands)
            if data == 354 and recipient >= 400:
                # The server wants an end to a letter that nobody gets.
                smtp.send(b".\r\n")
                smtp.getreply()
        else:
            sender = smtp.docmd(commands[0])[0]
            recipient = smtp.docmd(commands[1])[0] if sender < 400 else sender
            data = smtp.docmd(commands[2])[0] if recipient < 400 else recipient
        if data == 354 and recipient < 400:
            return None
        smtp.rset()
        if sender >= 500:
            raise Unreachable(f"the mail server does not take letters from us ({sender})")
        if recipient in _ADDRESS_REFUSED:
            return Outcome.REFUSED
        return Outcome.REJECTED if recipient >= 500 else Outcome.LATER

    def _open(self) -> None:
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException) as fault:
            self._drop()
            raise Unreachable(type(fault).__name__) from fault

    def _drop(self) -> None:
        """Forget the connection without a word, since nobody may be there to hear it."""
        connection = self._backend.connection
        self._backend.connection = None
        if connection is not None:
            connection.close()


def _dots_doubled(content: bytes) -> bytes:
    """Return the content with every line's first dot doubled and an end of line at its end, as SMTP wants."""
    return re.sub(rb"(?m)^\.", b"..", content) + (b"" if content.endswith(b"\r\n") else b"\r\n")


class BackendPost:
    """Any other of Django's mail backends: a provider by way of django-anymail, files, or a list in tests."""

    def __init__(self) -> None:
        self._backend: Any = get_connection()

    def __enter__(self) -> Self:
        self._backend.open()
        return self

    def __exit__(self, *fault: object) -> None:
        self._backend.close()

    def send(self, mail: LetterMail, ready: Ready) -> Outcome:
        """Hand over one letter, and read what the provider says of it where it says something."""
        message: Any = mail.message_to(ready)
        message.metadata = {"message_id": message.extra_headers["Message-ID"]}
        try:
            self._backend.send_messages([message])
        except AnymailRecipientsRefused:
            return Outcome.REFUSED
        except AnymailAPIError as fault:
            return _of_status(fault.status_code)
        except AnymailError as fault:
            raise Unreachable(type(fault).__name__) from fault
        except OSError:
            return Outcome.UNKNOWN
        statuses = getattr(getattr(message, "anymail_status", None), "status", None) or set()
        return Outcome.REFUSED if statuses & {"invalid", "rejected"} else Outcome.HANDED_OVER


def _of_status(status: int | None) -> Outcome:
    """Return what a provider's answer says: without one, or with a fault of its own, nobody knows."""
    if status is None or status >= 500:
        return Outcome.UNKNOWN
    return Outcome.LATER if status == 429 else Outcome.REJECTED
