"""Messages to those who have answered: the place is kept, it is soon, it is another, or thank you."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gjennomslag.activities.choices import Answer, News
from gjennomslag.activities.links import place_address, public_address
from gjennomslag.activities.models import Activity, Registration
from gjennomslag.activities.queries.next import next_for

logger = logging.getLogger("gjennomslag.activities")

REMIND_BEFORE = timedelta(hours=26)
SIGNED_UP_JUST_NOW = timedelta(hours=4)
THANK_WITHIN = timedelta(days=4)
THANK_AFTER = timedelta(hours=2)
QUIET_FROM, QUIET_UNTIL = time(20, 30), time(8)


def is_quiet(now: datetime) -> bool:
    """Say whether people sleep or want peace: nothing goes out that can wait until the morning."""
    clock = timezone.localtime(now).time()
    return clock >= QUIET_FROM or clock < QUIET_UNTIL


def tell(*, now: datetime, activity_id: int | None = None) -> int:
    """Send everyone who must be told something that message, once; return how many were sent.

    A row is emptied in the transaction that sends: one that fails is tried again with the next run.
    """
    rows = Registration.objects.exclude(to_tell="")
    rows = rows.filter(activity=activity_id) if activity_id is not None else rows
    return sum(_tried(_tell_one, pk) for pk in list(rows.order_by("pk").values_list("pk", flat=True)))


def _tried(send: Callable[..., int], pk: int, *arguments: Any) -> int:
    """Send one message; where the mail server refuses it, leave the row for the next run and go on with the others."""
    try:
        return send(pk, *arguments)
    except (SMTPException, OSError) as fault:
        logger.warning("a message about an activity was not sent: %s", type(fault).__name__)
        return 0


def _tell_one(pk: int) -> int:
    with transaction.atomic():
        row = _held(pk)
        if row is None or not row.to_tell:
            return 0
        news, row.to_tell = News(row.to_tell), ""
        row.save(update_fields=["to_tell"])
        return _send(row, *_news(row, news))


def remind(*, now: datetime) -> int:
    """Remind everyone whose activity begins within a day, once, and not at night; return how many were sent.

    Who has signed up in the last hours knows already.
    """
    if is_quiet(now):
        return 0
    begins = Q(part__isnull=True, activity__starts_at__gt=now, activity__starts_at__lte=now + REMIND_BEFORE)
    shift_begins = Q(part__starts_at__gt=now, part__starts_at__lte=now + REMIND_BEFORE)
    rows = Registration.objects.filter(
        begins | shift_begins, answer=Answer.COMING, reminded_at__isnull=True, activity__cancelled_at__isnull=True
    ).filter(at__lte=now - SIGNED_UP_JUST_NOW)
    return sum(_tried(_once, pk, "reminded_at", now) for pk in rows.values_list("pk", flat=True))


def thank(*, now: datetime) -> int:
    """Thank those who came, once, with the next thing they can join, and not at night; return how many were sent.

    Where nobody has noted who came, everyone who said yes is thanked. Who came to several shifts is thanked once.
    """
    if is_quiet(now):
        return 0
    over = Q(activity__ends_at__lte=now - THANK_AFTER, activity__ends_at__gt=now - THANK_WITHIN)
    noted = Registration.objects.filter(came__isnull=False).values("activity")
    came = Q(came=True) | (Q(answer=Answer.COMING, came__isnull=True) & ~Q(activity__in=noted))
    rows = Registration.objects.filter(over, came, thanked_at__isnull=True, activity__cancelled_at__isnull=True)
    return sum(_tried(_once, pk, "thanked_at", now) for pk in rows.order_by("pk").values_list("pk", flat=True))


def _once(pk: int, mark: str, now: datetime) -> int:
    with transaction.atomic():
        row = _held(pk)
        if row is None or getattr(row, mark) is not None:
            return 0
        setattr(row, mark, now)
        row.save(update_fields=[mark])
        if mark == "reminded_at":
            return _send(row, *_reminder(row))
        if row.person_id is not None:
            others = Registration.objects.filter(activity=row.activity_id, person=row.person_id)
            others.update(thanked_at=now)
        return _send(row, *_thanks(row, now))


def _held(pk: int) -> Registration | None:
    rows = Registration.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.select_related("activity__unit", "part", "person").filter(pk=pk).first()


Letter = tuple[str, str]


def _send(row: Registration, subject: str, body: str) -> int:
    if not row.mail:
        return 0
    return EmailMessage(subject, body, to=[row.mail]).send()


def _in_their_language(row: Registration) -> translation.override:
    return translation.override(row.person.language if row.person else settings.LANGUAGE_CODE)


def _when(row: Registration) -> str:
    return str(row.part) if row.part else row.activity.when


def _names(row: Registration) -> dict[str, str]:
    activity = row.activity
    return {
        "name": row.person.first_name if row.person else row.name,
        "title": activity.title,
        "when": _when(row),
        "place": activity.place or _("on video"),
        "why": activity.cancelled_why,
    }


def _practical(row: Registration) -> list[str]:
    activity = row.activity
    return [
        _("Video: %(link)s") % {"link": activity.video_link} if activity.video_link else "",
        _("Your place, your calendar, and if you cannot come after all: %(address)s") % {"address": place_address(row)},
    ]


def _news(row: Registration, news: News) -> Letter:
    with _in_their_language(row):
        names = _names(row)
        subject, first = {
            News.PLACE: (
                _("You are coming: %(title)s"),
                _("Hi, %(name)s! We have kept a place for you: %(title)s, %(when)s, %(place)s."),
            ),
            News.WAITING: (
                _("You are on the waiting list: %(title)s"),
                _("Hi, %(name)s! %(title)s is full. You are on the waiting list. We write as soon as there is room."),
            ),
            News.MOVED_UP: (
                _("You have a place: %(title)s"),
                _("Hi, %(name)s! A place has become free, and it is yours: %(title)s, %(when)s, %(place)s."),
            ),
            News.CHANGED: (
                _("New time or place: %(title)s"),
                _("Hi, %(name)s! Something is new for %(title)s. It is now %(when)s, %(place)s."),
            ),
            News.CANCELLED: (
                _("Cancelled: %(title)s"),
                _("Hi, %(name)s! %(title)s, %(when)s, is cancelled. %(why)s"),
            ),
        }[news]
        rest = [] if news is News.CANCELLED else _practical(row)
        return subject % names, _joined(first % names, *rest)


def _reminder(row: Registration) -> Letter:
    with _in_their_language(row):
        names = _names(row)
        first = _("Hi, %(name)s! We meet soon: %(title)s, %(when)s, %(place)s.") % names
        return _("Soon: %(title)s") % names, _joined(first, row.activity.ask, *_practical(row))


def _thanks(row: Registration, now: datetime) -> Letter:
    with _in_their_language(row):
        names = _names(row)
        following = next_for(row.person, row.activity.unit, now, after=row.activity)
        first = _("Hi, %(name)s!") % names
        said = row.activity.thanks or _("Thank you for coming to %(title)s.") % names
        invitation = _what_comes(following) if following is not None else ""
        return _("Thank you: %(title)s") % names, _joined(first, said, invitation)


def _what_comes(following: Activity) -> str:
    return _("What comes next: %(title)s, %(when)s. Read more and say that you come: %(address)s") % {
        "title": following.title,
        "when": following.when,
        "address": public_address(following),
    }


def _joined(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())
