"""The ways out of the house: a mail server by SMTP, or whatever else Django's mail settings name.

What matters is to know what became of a letter. Where the way breaks before the letter itself has gone, nobody has it;
where it breaks before the answer to it has come, nobody knows.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Mapping, Sequence
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


def hand_over_all(
    post: Post, mails: Mapping[str, LetterMail], readies: Sequence[Ready], outcomes: dict[int, Outcome], *, stops: float
) -> None:
    """Hand over letters and write down, as they go, what became of each. Begins none after the moment ``stops``.

    Whoever has no outcome afterwards has certainly not got the letter, where this raises ``Unreachable`` too.
    """
    if isinstance(post, SmtpPost):
        post.send_all([(mails[each.form], each) for each in readies], outcomes, stops=stops)
        return
    for ready in readies:
        if time.monotonic() > stops:
            return
        outcomes[ready.recipient] = Outcome.UNKNOWN
        try:
            outcomes[ready.recipient] = post.send(mails[ready.form], ready)
        except Unreachable:
            del outcomes[ready.recipient]
            raise


def open_post() -> Post:
    """Return the way out that the settings name."""
    return SmtpPost() if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") else BackendPost()


class SmtpPost:
    """A mail server that is spoken with directly, command by command, so that it is known where it broke."""

    def __init__(self) -> None:
        self._backend: Any = get_connection(timeout=30)
        self._sender = sender_address()
        self._announced = False

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(self, *fault: object) -> None:
        self._backend.close()

    def send(self, mail: LetterMail, ready: Ready) -> Outcome:
        """Hand over one letter: announce it, send it, and read the answer."""
        outcomes: dict[int, Outcome] = {}
        self.send_all([(mail, ready)], outcomes, stops=float("inf"))
        return outcomes[ready.recipient]

    def send_all(self, lot: Sequence[tuple[LetterMail, Ready]], outcomes: dict[int, Outcome], *, stops: float) -> None:
        """Hand over the letters, as ``hand_over_all`` says.

        The next letter is announced together with the end of the one before, where the server allows it: one journey
        for each letter instead of four.
        """
        letters = self._built(lot, outcomes)
        self._announced = False
        for number, (ready, content) in enumerate(letters):
            if not self._announced and time.monotonic() > stops:
                return
            following = letters[number + 1][0].address if number + 1 < len(letters) else ""
            try:
                refusal = self._answer_to(ready.address)
                if refusal is not None:
                    outcomes[ready.recipient] = refusal
                    continue
            except (OSError, smtplib.SMTPException):
                self._drop()
                outcomes[ready.recipient] = Outcome.LATER
                continue
            outcomes[ready.recipient] = Outcome.UNKNOWN
            try:
                code = self._finish(content, following if time.monotonic() <= stops else "")
            except (OSError, smtplib.SMTPException):
                self._drop()
            else:
                outcomes[ready.recipient] = _of_code(code)

    def _built(
        self, lot: Sequence[tuple[LetterMail, Ready]], outcomes: dict[int, Outcome]
    ) -> list[tuple[Ready, bytes]]:
        letters = []
        for mail, ready in lot:
            try:
                letters.append((ready, _dots_doubled(mail.bytes_to(ready))))
            except (ValueError, UnicodeError):
                outcomes[ready.recipient] = Outcome.REFUSED
        return letters

    def _commands(self, address: str) -> tuple[str, str, str]:
        """Return what tells the server who writes to whom."""
        eight = " BODY=8BITMIME" if self._backend.connection.has_extn("8bitmime") else ""
        return f"MAIL FROM:<{self._sender}>{eight}", f"RCPT TO:<{address}>", "DATA"

    def _answer_to(self, address: str) -> Outcome | None:
        """Announce the letter, unless that is done, and return why the server will not have it; None where it waits."""
        if self._backend.connection is None:
            self._open()
        smtp = self._backend.connection
        if smtp.has_extn("pipelining"):
            if not self._announced:
                smtp.send(_lines(self._commands(address)))
            self._announced = False
            sender, recipient, data = (smtp.getreply()[0] for _ in range(3))
            if data == 354 and recipient >= 400:
                # The server wants an end to a letter that nobody gets.
                smtp.send(b".\r\n")
                smtp.getreply()
        else:
            commands = self._commands(address)
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

    def _finish(self, content: bytes, following: str) -> int:
        """Send the letter itself, announce the following one where the server allows it, and return the answer."""
        smtp = self._backend.connection
        self._announced = bool(following) and smtp.has_extn("pipelining")
        smtp.send(content + b".\r\n" + (_lines(self._commands(following)) if self._announced else b""))
        code: int = smtp.getreply()[0]
        return code

    def _open(self) -> None:
        try:
            self._backend.open()
            # Without a greeting nobody knows what the server can.
            self._backend.connection.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as fault:
            self._drop()
            raise Unreachable(type(fault).__name__) from fault

    def _drop(self) -> None:
        """Forget the connection without a word, since nobody may be there to hear it."""
        connection = self._backend.connection
        self._backend.connection, self._announced = None, False
        if connection is not None:
            connection.close()


def _lines(commands: Sequence[str]) -> bytes:
    return "\r\n".join((*commands, "")).encode("ascii")


def _of_code(code: int) -> Outcome:
    """Return what the server's answer to a whole letter says."""
    if code == 250:
        return Outcome.HANDED_OVER
    return Outcome.REJECTED if code >= 500 else Outcome.LATER


def _dots_doubled(content: bytes) -> bytes:
    """Return the content with every line's first dot doubled and an end of line at its end, as SMTP wants."""
    stuffed = content.replace(b"\n.", b"\n..")
    return (b"." if stuffed.startswith(b".") else b"") + stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n")


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
