"""The secrets in letters: ids, signed. The database holds nothing that lets anyone unsubscribe somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer

from gjennomslag.messaging.choices import LETTER_TOPICS
from gjennomslag.organisation.choices import Channel, Topic

_unsubscribing = Signer(salt="messaging.unsubscribe", sep="~")
_messages = Signer(salt="messaging.message", sep=".")


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """Who no longer wants what, by which channel; and in which letter the link stood."""

    register_id: UUID
    topic: Topic
    channel: Channel
    letter: int


def unsubscribe_token_of(register_id: UUID, topic: str, channel: str, letter: int) -> str:
    """Return what goes in the address of a letter's unsubscribe link. It works for as long as the person exists."""
    return _unsubscribing.sign(f"{register_id.hex}-{topic}-{channel}-{letter}")


def unsubscription_in(token: str) -> Unsubscription | None:
    """Return what the token says, or None when we have not signed it."""
    try:
        person, topic, channel, letter = _unsubscribing.unsign(token).split("-")
        found = Unsubscription(UUID(person), Topic(topic), Channel(channel), int(letter))
    except (BadSignature, ValueError):
        return None
    return found if found.topic in LETTER_TOPICS else None


def message_id_of(recipient: int) -> str:
    """Return the Message-ID of the mail to this recipient, by which a mail that comes back is known."""
    return f"<{_messages.sign(str(recipient))}@{_host_of(settings.SITE_ADDRESS)}>"


@cache
def _host_of(address: str) -> str:
    return urlsplit(address).hostname or "localhost"


def recipient_in(message_id: str) -> int | None:
    """Return the id of the recipient whose mail has this Message-ID, or None when it is none of ours."""
    try:
        return int(_messages.unsign(message_id.strip().strip("<>").rpartition("@")[0]))
    except (BadSignature, ValueError):
        return None
