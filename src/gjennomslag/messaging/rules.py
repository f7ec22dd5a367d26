"""Who may write, when letters are sent, and whether this person gets this letter now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from importlib.resources import files

import yaml
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.capabilities import register_capability
from gjennomslag.messaging.choices import Reason

WRITE = register_capability("messaging.write", _("Write and send letters"))


@dataclass(frozen=True, slots=True)
class Sending:
    """How often the party writes, as ``data/sending.yaml`` explains it."""

    put_off_days: int
    attempts: int
    wait_minutes: int
    returns: int
    kept_days: int
    figures_days: int


@cache
def sending() -> Sending:
    """Return the party's rules of sending."""
    return Sending(**yaml.safe_load((files("gjennomslag.messaging") / "data" / "sending.yaml").read_text("utf-8")))


NEVER = "never"
MORNING = time(8)


def quiet_hours() -> tuple[time, time] | None:
    """Return from when in the evening until when in the morning nothing is sent; None where letters go at any hour."""
    if settings.QUIET_HOURS == NEVER:
        return None
    begins, _, ends = settings.QUIET_HOURS.partition("-")
    return time.fromisoformat(begins), time.fromisoformat(ends)


def is_quiet(moment: datetime) -> bool:
    """Say whether nothing is sent at this moment, by the clock on the wall in Norway."""
    hours = quiet_hours()
    return hours is not None and not hours[1] <= timezone.localtime(moment).time() < hours[0]


def morning_of(day: date) -> datetime:
    """Return the first moment of the day at which letters are sent that were put off."""
    hours = quiet_hours()
    return timezone.make_aware(datetime.combine(day, hours[1] if hours else MORNING))


def next_moment(moment: datetime) -> datetime:
    """Return the moment itself, or the end of the quiet hours it lies in."""
    if not is_quiet(moment):
        return moment
    local = timezone.localtime(moment)
    hours = quiet_hours()
    late = hours is not None and local.time() >= hours[0]
    return morning_of(local.date() + timedelta(days=1) if late else local.date())


class Turn(Enum):
    """What happens to one recipient now."""

    SEND = "send"
    PUT_OFF = "put off"
    LEAVE_OUT = "leave out"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a recipient at the moment of handing over."""

    member: bool
    address: bool
    agreed: bool
    heard_today: bool
    put_off: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens now, and why, where it is not sent."""

    turn: Turn
    reason: Reason | None = None


def verdict(facts: Facts, *, necessary: bool) -> Verdict:
    """Return what happens to a recipient now.

    A necessary notice asks neither for consent nor whether others have written today.
    """
    if not facts.member:
        return Verdict(Turn.LEAVE_OUT, Reason.LEFT)
    if not facts.address:
        return Verdict(Turn.LEAVE_OUT, Reason.NO_ADDRESS)
    if necessary:
        return Verdict(Turn.SEND)
    if not facts.agreed:
        return Verdict(Turn.LEAVE_OUT, Reason.NO_CONSENT)
    if facts.heard_today:
        late = facts.put_off >= sending().put_off_days
        return Verdict(Turn.LEAVE_OUT, Reason.OTHERS_FIRST) if late else Verdict(Turn.PUT_OFF)
    return Verdict(Turn.SEND)
