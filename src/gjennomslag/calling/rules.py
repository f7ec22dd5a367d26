"""The capability to call, and the clock of the welcome call (G2.L2a).

A new member is to be called within fourteen days of the real day of joining, that day not counted. The clock belongs
to the person: it runs on in whichever branch they belong to now. A call is an attempt; "called in time" means reached,
or tried as often as is demanded, by the last day. "Reached in time" means that the two have talked by then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gjennomslag.calling.choices import Turn
from gjennomslag.core.capabilities import register_capability
from gjennomslag.messaging.choices import Medium
from gjennomslag.organisation.choices import ContactKind, ContactOutcome

CALL = register_capability("calling.call", _("Call members"))

LEAD_CALLS = register_capability("calling.lead", _("Lead call campaigns"))

ABOUT = "welcome"
WELCOME_DAYS = 14
REMINDED_AFTER_DAYS = 10
ATTEMPTS = 3
KEPT_DAYS = 90
"""So long a new member stays in the queue; nobody says welcome after that."""
HELD_FOR = timedelta(minutes=30)
"""So long a caller keeps somebody without writing anything down."""
SOON_DAYS = 3

TRY_AGAIN_AFTER = {
    ContactOutcome.BUSY: timedelta(minutes=30),
    ContactOutcome.NO_ANSWER: timedelta(hours=4),
    ContactOutcome.LEFT_MESSAGE: timedelta(days=1),
}
TRIES = frozenset(
    {
        ContactOutcome.REACHED,
        ContactOutcome.NO_ANSWER,
        ContactOutcome.BUSY,
        ContactOutcome.CALL_BACK,
        ContactOutcome.LEFT_MESSAGE,
        ContactOutcome.WRONG_NUMBER,
        ContactOutcome.DO_NOT_CALL,
    }
)


def due_on(member_since: date, days: int = WELCOME_DAYS) -> date:
    """Return the last day on which the welcome call is in time."""
    return member_since + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Contact:
    """One attempt to welcome somebody: when, how, and what came of it."""

    at: datetime
    kind: ContactKind
    outcome: ContactOutcome

    @property
    def day(self) -> date:
        """Return the day in the installation's time zone."""
        return timezone.localtime(self.at).date()


TALKED = frozenset({ContactOutcome.REACHED, ContactOutcome.DO_NOT_CALL})
"""Somebody answered: one who wants no calls has said so."""


@dataclass(frozen=True, slots=True)
class Welcomed:
    """How one new member was welcomed.

    ``another_way_in_time`` says that a letter, a mail or a visit came in time, and no call. ``tried_in_vain`` says that
    as many calls as demanded reached nobody.
    """

    called_in_time: bool
    reached_in_time: bool
    another_way_in_time: bool
    tried_in_vain: bool


def welcomed(member_since: date, contacts: Iterable[Contact], *, days: int, attempts: int) -> Welcomed:
    """Return how the member was welcomed, from the attempts there have been. Their order does not matter."""
    last = due_on(member_since, days)
    known = list(contacts)
    talked = [each.day for each in known if each.outcome in TALKED]
    tries = sorted(each.day for each in known if each.kind == ContactKind.CALL and each.outcome in TRIES)
    another_way = any(each.kind != ContactKind.CALL and each.day <= last for each in known)
    reached_in_time = any(day <= last for day in talked)
    called_in_time = reached_in_time or (len(tries) >= attempts and tries[attempts - 1] <= last)
    return Welcomed(
        called_in_time,
        reached_in_time,
        another_way and not called_in_time,
        not talked and len(tries) >= attempts,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides a new member's turn."""

    due: date
    attempts: int
    callable: bool
    not_before: datetime | None
    held_until: datetime | None
    written: Medium | None = None
    """What another unit of the party has sent them today."""


def turn_of(standing: Standing, now: datetime) -> Turn:
    """Return where a new member who has not been welcomed stands in the queue.

    Whoever has days left and has heard from another unit today comes after the others, so that three levels do not
    call, mail and message somebody the same evening. The last day is never put off.
    """
    if standing.held_until is not None and standing.held_until > now:
        return Turn.TAKEN
    if not standing.callable or standing.attempts >= ATTEMPTS:
        return Turn.ANOTHER_WAY
    if standing.not_before is not None and standing.not_before > now:
        return Turn.LATER
    return _turn_by_days_left((standing.due - timezone.localtime(now).date()).days, standing.written)


def _turn_by_days_left(left: int, written: Medium | None) -> Turn:
    if left <= 0:
        return Turn.TODAY if left == 0 else Turn.OVERDUE
    if written is not None:
        return Turn.TEXTED if written == Medium.SMS else Turn.WRITTEN
    return Turn.SOON if left <= SOON_DAYS else Turn.WAITING
