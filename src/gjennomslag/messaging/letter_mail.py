"""A letter as mail: built once for each form of Norwegian, and filled in quickly for each reader.

Building a message takes two thousandths of a second, which is too long two hundred thousand times. So the bytes are
made once with marks in them, and the marks replaced for each reader.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from functools import cache, cached_property
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from gjennomslag.messaging.models import Letter, LetterBlock
from gjennomslag.messaging.offers import address_to
from gjennomslag.messaging.rendering import Reader, as_html, as_text, keys_in
from gjennomslag.messaging.tokens import message_id_of, unsubscribe_token_of
from gjennomslag.organisation.choices import Channel

_MARK = re.compile(rb"GJ0([A-Z]+[0-9]*?)0LM")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")


def _mark(name: str) -> str:
    return f"GJ0{name}0LM"


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody to hand a letter over to."""

    recipient: int
    register_id: UUID
    form: str
    address: str
    first_name: str
    branch: str


def unsubscribe_address(letter: Letter, register_id: UUID, channel: Channel = Channel.EMAIL) -> str:
    """Return where the reader of this letter unsubscribes; empty for a necessary notice."""
    if letter.necessary:
        return ""
    before, after = _around_the_token()
    return settings.SITE_ADDRESS + before + unsubscribe_token_of(register_id, letter.topic, channel, letter.pk) + after


@cache
def _around_the_token() -> tuple[str, str]:
    """Return what stands before and after the token in the path. Asking for the path itself each time takes long."""
    before, _, after = reverse("messaging:unsubscribe", args=["TOKEN"]).partition("TOKEN")
    return before, after


def sender_of(letter: Letter) -> str:
    """Return the sender: the unit's name before the installation's own address."""
    return formataddr((letter.unit.name, sender_address()))


def sender_address() -> str:
    """Return the installation's own mail address."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


class LetterMail:
    """The mail of one letter in one form of Norwegian."""

    def __init__(self, letter: Letter, blocks: Sequence[LetterBlock], form: str) -> None:
        self.letter, self.form = letter, form
        self._blocks = list(blocks)
        self.subject = letter.subject_in(form)
        self.offers = keys_in(letter, self._blocks)

    def message_to(self, ready: Ready) -> EmailMultiAlternatives:
        """Return the mail to one reader as a message that any of Django's mail backends can send."""
        unsubscribe = unsubscribe_address(self.letter, ready.register_id)
        answers = {key: address_to(key, ready.register_id) for key in self.offers}
        reader = Reader(ready.first_name, ready.branch, unsubscribe, answers)
        return self._message(
            ready.address,
            text=as_text(self.letter, self._blocks, self.form, reader),
            page=as_html(self.letter, self._blocks, self.form, reader),
            unsubscribe=unsubscribe,
            message_id=message_id_of(ready.recipient),
        )

    def bytes_to(self, ready: Ready) -> bytes:
        """Return the mail to one reader as it travels by SMTP, quickly."""
        if not _PLAIN_ADDRESS.fullmatch(ready.address) or not self._template:
            return _on_the_wire(self.message_to(ready))
        unsubscribe = unsubscribe_address(self.letter, ready.register_id).encode()
        values = {
            b"TO": ready.address.encode(),
            b"ID": message_id_of(ready.recipient).encode(),
            b"LEAVE": unsubscribe,
            b"NAME": _one_line(ready.first_name).encode(),
            b"BRANCH": _one_line(ready.branch).encode(),
            b"NAMEINHTML": html.escape(_one_line(ready.first_name)).encode(),
            b"BRANCHINHTML": html.escape(_one_line(ready.branch)).encode(),
        }
        for number, key in enumerate(self.offers):
            values[f"ANSWER{number}".encode()] = address_to(key, ready.register_id).encode()
        return self._template % values

    @cached_property
    def _template(self) -> bytes:
        """The bytes, with marks as the ``%`` of bytes replaces them; empty where marks cannot be replaced in them."""
        leave = "" if self.letter.necessary else _mark("LEAVE")
        answers = {key: _mark(f"ANSWER{number}") for number, key in enumerate(self.offers)}
        in_text = Reader(_mark("NAME"), _mark("BRANCH"), leave, answers)
        in_html = Reader(_mark("NAMEINHTML"), _mark("BRANCHINHTML"), leave, answers)
        message = self._message(
            f"{_mark('TO')}@reader.invalid",
            text=as_text(self.letter, self._blocks, self.form, in_text),
            page=as_html(self.letter, self._blocks, self.form, in_html),
            unsubscribe=leave,
            message_id=f"<{_mark('ID')}@reader.invalid>",
        )
        wire = _on_the_wire(message)
        if wire.count(b"Content-Transfer-Encoding: 8bit") != 2:
            return b""
        wire = re.sub(rb"<?(GJ0(?:TO|ID)0LM)@reader\.invalid>?", rb"\1", wire)
        return _MARK.sub(rb"%(\1)b", wire.replace(b"%", b"%%"))

    def _message(
        self, address: str, *, text: str, page: str, unsubscribe: str, message_id: str
    ) -> EmailMultiAlternatives:
        headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated", "Precedence": "bulk"}
        if unsubscribe:
            headers["List-Unsubscribe"] = f"<{unsubscribe}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        answers = [self.letter.reply_to] if self.letter.reply_to else None
        message = EmailMultiAlternatives(
            self.subject, text, sender_of(self.letter), [address], headers=headers, reply_to=answers
        )
        message.attach_alternative(page, "text/html")
        return message


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _on_the_wire(message: EmailMultiAlternatives) -> bytes:
    """Return the message's bytes with the line ends that SMTP wants."""
    return re.sub(rb"\r?\n", b"\r\n", message.message().as_bytes())
