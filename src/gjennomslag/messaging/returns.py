"""Letters that come back to the installation's own mailbox: which letter it was, and what is wrong (RFC 3464)."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path

from gjennomslag.messaging.choices import Problem
from gjennomslag.messaging.tokens import recipient_in

_GONE = ("5.1.", "5.4.4", "5.7.1", "5.0.0")


@dataclass(frozen=True, slots=True)
class Return:
    """A letter that came back: to which recipient, and what is wrong."""

    recipient: int
    problem: Problem


def mails_in(path: Path) -> Iterator[bytes]:
    """Yield the mails in a file (one mail, or an mbox) or in a folder (a Maildir, or one of files with a mail each)."""
    if path.is_dir():
        if (path / "cur").is_dir():
            yield from (each.as_bytes() for each in mailbox.Maildir(path, create=False))
        else:
            for file in sorted(path.iterdir()):
                yield file.read_bytes()
    elif path.read_bytes()[:5] == b"From ":
        yield from (each.as_bytes() for each in mailbox.mbox(path, create=False))
    else:
        yield path.read_bytes()


def read_return(content: bytes) -> Return | None:
    """Return which of our letters the mail says has come back for good, or None where it says nothing of the kind.

    A delay is no return, and neither is an answer from somebody on holiday.
    """
    message = message_from_bytes(content, policy=policy.default)
    status, recipient = "", None
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            status = _status_in(part) or status
        elif kind in {"text/rfc822-headers", "message/rfc822"}:
            recipient = _letter_in(part) or recipient
    if recipient is None or not status.startswith("5."):
        return None
    return Return(recipient, Problem.GONE if status.startswith(_GONE) else Problem.FULL)


def _status_in(part: Message) -> str:
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
            return str(block.get("Status", "5.0.0")).strip()
    return ""


def _letter_in(part: Message) -> int | None:
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        return recipient_in(str(inner[0].get("Message-ID", "")))
    assert isinstance(part, EmailMessage)
    text = part.get_content()
    headers = message_from_bytes(text.encode() if isinstance(text, str) else bytes(text), policy=policy.default)
    return recipient_in(str(headers.get("Message-ID", "")))
