"""A new mail address that waits for its code: what the member asked for, kept in their session and nowhere else."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare, salted_hmac

from gjennomslag.organisation.models import Person

LASTS = timedelta(minutes=15)
MOST_TRIES = 5
_KEY = "new_address"


@dataclass(frozen=True, slots=True)
class Waiting:
    """The address, a digest of the code that was sent to it, when (seconds), and how many wrong codes have come."""

    email: str
    digest: str
    at: float
    wrong: int = 0


def wait_for_code(session: SessionBase, person: Person, email: str, code: str, now: datetime) -> None:
    """Let the address wait for the code. One that has waited until now waits no longer."""
    session[_KEY] = asdict(Waiting(email, _digest(person, email, code), now.timestamp()))


def waiting_in(session: SessionBase, now: datetime) -> Waiting | None:
    """Return what waits for its code, or None where nothing does any more."""
    kept = session.get(_KEY)
    waiting = Waiting(**kept) if kept else None
    return waiting if waiting and now.timestamp() - waiting.at <= LASTS.total_seconds() else None


def is_code(session: SessionBase, person: Person, code: str, now: datetime) -> bool:
    """Say whether this is the code. After too many wrong ones nothing waits any more."""
    waiting = waiting_in(session, now)
    if waiting is None:
        return False
    if constant_time_compare(waiting.digest, _digest(person, waiting.email, code)):
        return True
    if waiting.wrong + 1 < MOST_TRIES:
        session[_KEY] = asdict(replace(waiting, wrong=waiting.wrong + 1))
    else:
        stop_waiting(session)
    return False


def stop_waiting(session: SessionBase) -> None:
    """Let nothing wait for a code."""
    session.pop(_KEY, None)


def _digest(person: Person, email: str, code: str) -> str:
    written = "".join(each for each in code.upper() if each.isalnum())
    return salted_hmac("accounts.new-address", f"{person.pk} {email} {written}", algorithm="sha256").hexdigest()
