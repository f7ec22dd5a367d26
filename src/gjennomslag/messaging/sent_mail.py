"""The mail and SMS that an installation without a mail server has written to its data folder: for the demo to show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.utils import timezone

SHOWN = 60
_BETWEEN = b"-" * 79 + b"\n"


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail or SMS, with a name that its page's address holds."""

    name: str
    to: str
    subject: str
    text: str
    page: str
    at: datetime


def recent() -> list[Sent]:
    """Return what was sent last, the newest first, at most some sixty."""
    return sorted(_all(), key=lambda sent: (sent.at, sent.name), reverse=True)[:SHOWN]


def one(name: str) -> Sent | None:
    """Return one of those sent last, or None."""
    return next((sent for sent in recent() if sent.name == name), None)


def _newest(folder: Path, pattern: str) -> list[Path]:
    files = folder.glob(pattern) if folder.is_dir() else []
    return sorted(files, key=lambda file: file.stat().st_mtime, reverse=True)[:SHOWN]


def _time_of(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone())


def _all() -> Iterator[Sent]:
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    for file in _newest(Path(folder), "*.log") if folder else []:
        mails = [each for each in file.read_bytes().split(_BETWEEN) if each.strip()]
        for number, content in list(enumerate(mails))[-SHOWN:]:
            yield _mail(f"{file.stem}-{number:06d}", content, _time_of(file))
    for file in _newest(settings.SMS_FOLDER, "*.json"):
        said = json.loads(file.read_text("utf-8"))
        yield Sent(f"sms-{file.stem}", said["to"], "SMS", said["text"], "", _time_of(file))


def _mail(name: str, content: bytes, at: datetime) -> Sent:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    return Sent(
        name,
        str(message["To"] or ""),
        str(message["Subject"] or ""),
        plain.get_content() if plain else "",
        page.get_content() if page else "",
        at,
    )
