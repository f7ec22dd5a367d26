"""SMS: a provider that takes JSON by HTTPS, or, where none is set up, files that nobody is sent.

The provider gets ``{"to", "from", "text", "reference"}`` with the key as a bearer token, and answers 2xx when it has
taken the message. A provider that speaks otherwise needs a small translator in front of it.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Protocol, Self
from uuid import uuid4

from django.conf import settings

from gjennomslag.messaging.letter_mail import LetterMail, Ready, unsubscribe_address
from gjennomslag.messaging.offers import address_to
from gjennomslag.messaging.posting import Outcome, Post, Unreachable
from gjennomslag.messaging.rendering import Reader, sms_of
from gjennomslag.messaging.tokens import message_id_of
from gjennomslag.organisation.choices import Channel

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TAKE_TWO = set("^{}\\[~]|€\f")


def parts_of(text: str) -> int:
    """Return how many messages the text is paid as: 160 letters, fewer where it has letters outside the GSM set."""
    plain = set(text) <= _GSM | _TAKE_TWO
    alone, joined = (160, 153) if plain else (70, 67)
    length = len(text) + (sum(letter in _TAKE_TWO for letter in text) if plain else 0)
    return 1 if length <= alone else -(-length // joined)


class SmsPost(Post, Protocol):
    """A way out for SMS, which takes single messages too."""

    def send_text(self, number: str, text: str, reference: str) -> Outcome:
        """Send one message of one's own. Raises ``Unreachable`` where none can be."""
        ...


def open_sms() -> SmsPost:
    """Return the way out for SMS that the settings name."""
    return HttpSms(settings.SMS_URL, settings.SMS_KEY) if settings.SMS_URL else FileSms(settings.SMS_FOLDER)


def sms_arrives() -> bool:
    """Say whether an SMS reaches anybody. The demo shows what would have been sent."""
    return bool(settings.SMS_URL) or settings.DEMO


def _message_to(mail: LetterMail, ready: Ready) -> dict[str, str]:
    unsubscribe = unsubscribe_address(mail.letter, ready.register_id, Channel.SMS)
    answers = {key: address_to(key, ready.register_id) for key in mail.offers}
    text = sms_of(mail.letter, mail.form, Reader(ready.first_name, ready.branch, unsubscribe, answers))
    reference = message_id_of(ready.recipient).strip("<>").rpartition("@")[0]
    return _message(ready.address, text, reference)


def _message(number: str, text: str, reference: str) -> dict[str, str]:
    return {"to": number, "from": settings.SMS_FROM, "text": text, "reference": reference}


class HttpSms:
    """A provider by HTTPS."""

    def __init__(self, url: str, key: str) -> None:
        self._url, self._key = url, key

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        """Nothing is kept open."""

    def send(self, mail: LetterMail, ready: Ready) -> Outcome:
        """Hand over one message of a letter."""
        return self._hand_over(_message_to(mail, ready))

    def send_text(self, number: str, text: str, reference: str) -> Outcome:
        """Send one message."""
        return self._hand_over(_message(number, text, reference))

    def _hand_over(self, message: dict[str, str]) -> Outcome:
        """Without an answer nobody knows whether it was sent."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._key}"}
        body = json.dumps(message).encode()
        request = urllib.request.Request(self._url, body, headers, method="POST")  # noqa: S310 -- set by the operator
        try:
            with urllib.request.urlopen(request, timeout=30):  # noqa: S310
                return Outcome.HANDED_OVER
        except urllib.error.HTTPError as fault:
            return _of_status(fault.code)
        except urllib.error.URLError as fault:
            if isinstance(fault.reason, ConnectionRefusedError):
                raise Unreachable("the SMS provider does not answer") from fault
            return Outcome.UNKNOWN
        except OSError:
            return Outcome.UNKNOWN


def _of_status(status: int) -> Outcome:
    if status in {401, 403}:
        raise Unreachable(f"the SMS provider does not take messages from us ({status})")
    if status >= 500:
        return Outcome.UNKNOWN
    return Outcome.LATER if status == 429 else Outcome.REFUSED


class FileSms:
    """A folder with a file for each message: for the demo, and until a provider is set up."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *fault: object) -> None:
        """Nothing is kept open."""

    def send(self, mail: LetterMail, ready: Ready) -> Outcome:
        """Write the message to a file of its own."""
        return self._write(_message_to(mail, ready))

    def send_text(self, number: str, text: str, reference: str) -> Outcome:
        """Write the message to a file of its own."""
        return self._write(_message(number, text, reference))

    def _write(self, message: dict[str, str]) -> Outcome:
        text = json.dumps(message, ensure_ascii=False)
        (self._folder / f"{uuid4().hex}.json").write_text(text, "utf-8")
        return Outcome.HANDED_OVER
