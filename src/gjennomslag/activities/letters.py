"""Messages to those who have answered: the place is kept, it is soon, it is another, or thank you."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gjennomslag.activities.choices import Answer, Doubt, News
from gjennomslag.activities.links import invitation_address, place_address, public_address
from gjennomslag.activities.messages import InDoubt, NotSent, Out, way_out
from gjennomslag.activities.models import MARKS, Activity, Registration
from gjennomslag.activities.queries.next import next_for
from gjennomslag.activities.services.turns import wait_for_answers
from gjennomslag.organisation.models import Person

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
    """Send everyone who must be told something that message, at most once; return how many were sent."""
    if activity_id is not None:
        wait_for_answers(activity_id)
    rows = Registration.objects.exclude(to_tell="")
    rows = rows.filter(activity=activity_id) if activity_id is not None else rows
    with way_out() as out:
        return sum(_tell_one(pk, now, out) for pk in list(rows.order_by("pk").values_list("pk", flat=True)))


def _tell_one(pk: int, now: datetime, out: Out) -> int:
    """Send one message. One that has certainly not gone out is tried again, unless there is newer news by then."""
    with transaction.atomic():
        row = _held(pk)
        if row is None or not row.to_tell:
            return 0
        news, row.to_tell = News(row.to_tell), ""
        row.save(update_fields=["to_tell"])
        _mark(row, Doubt.NEWS, now)
        letter = _news(row, news)
    as_before = Case(When(to_tell="", answer=row.answer, then=Value(news)), default=F("to_tell"))
    return _hand_over(row, Doubt.NEWS, letter, out, undo={"to_tell": as_before})


def is_reminded(row: Registration, now: datetime) -> bool:
    """Say whether it is so long until it begins that whoever comes is reminded the day before."""
    return (row.part or row.activity).starts_at - now > REMIND_BEFORE


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
    return _each_once(rows, Doubt.REMINDER, now)


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
    return _each_once(rows, Doubt.THANKS, now)


def _each_once(rows: QuerySet[Registration], what: Doubt, now: datetime) -> int:
    with way_out() as out:
        return sum(_once(pk, what, now, out) for pk in list(rows.order_by("pk").values_list("pk", flat=True)))


def _once(pk: int, what: Doubt, now: datetime, out: Out) -> int:
    mark = MARKS[what]
    with transaction.atomic():
        row = _held(pk)
        if row is None or getattr(row, mark) is not None:
            return 0
        _mark(row, what, now)
        if what is Doubt.THANKS and row.person_id is not None:
            others = Registration.objects.filter(activity=row.activity_id, person=row.person_id)
            others.update(thanked_at=now)
        letter = _reminder(row) if what is Doubt.REMINDER else _thanks(row, now)
    return _hand_over(row, what, letter, out, undo={mark: None})


def _mark(row: Registration, what: Doubt, now: datetime) -> None:
    """Note that a message is under way to whoever has an address."""
    setattr(row, MARKS[what], now)
    row.doubt = what if row.mail or row.number else ""
    row.save(update_fields=[MARKS[what], "doubt"])


def _hand_over(row: Registration, what: Doubt, letter: Letter, out: Out, *, undo: dict[str, Any]) -> int:
    """Send a message that is marked as under way, and take the doubt away; return whether it was sent, as a number.

    Killed in between, the worker leaves the doubt to whoever leads the activity. What has certainly not been sent is
    undone, and tried again with the next run.
    """
    marked = Registration.objects.filter(pk=row.pk, doubt=what)
    try:
        sent = out.send(row, letter.subject, letter.body, sms=letter.sms)
    except InDoubt as fault:
        logger.warning("nobody knows whether a message about an activity was sent: %s", fault)
        return 0
    except NotSent as fault:
        logger.warning("a message about an activity was not sent: %s", fault)
        marked.update(doubt="", **undo)
        return 0
    marked.update(doubt="")
    return int(sent)


def _held(pk: int) -> Registration | None:
    rows = Registration.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.select_related("activity__unit", "part", "person").filter(pk=pk).first()


class Letter(NamedTuple):
    """A message, and how it is said in an SMS."""

    subject: str
    body: str
    sms: str


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
        first = first % names
        if news is News.CANCELLED:
            return Letter(subject % names, first, first)
        return Letter(subject % names, _joined(first, *_practical(row)), f"{first} {place_address(row)}")


def _reminder(row: Registration) -> Letter:
    with _in_their_language(row):
        names = _names(row)
        first = _("Hi, %(name)s! We meet soon: %(title)s, %(when)s, %(place)s.") % names
        body = _joined(first, row.activity.ask, *_practical(row))
        return Letter(_("Soon: %(title)s") % names, body, f"{first} {place_address(row)}")


def _thanks(row: Registration, now: datetime) -> Letter:
    with _in_their_language(row):
        names = _names(row)
        following = next_for(row.person, row.activity.unit, now, after=row.activity)
        first = _("Hi, %(name)s!") % names
        said = row.activity.thanks or _("Thank you for coming to %(title)s.") % names
        sms = f"{first} {said}"
        if following is None:
            return Letter(_("Thank you: %(title)s") % names, _joined(first, said), sms)
        invitation, short = _what_comes(following, row.person)
        return Letter(_("Thank you: %(title)s") % names, _joined(first, said, invitation), f"{sms} {short}")


def _what_comes(following: Activity, person: Person | None) -> tuple[str, str]:
    """Return the next step for a mail and for an SMS. A member answers it with one tap, without signing in."""
    names = {
        "title": following.title,
        "when": following.when,
        "address": invitation_address(following, person) if person else public_address(following),
    }
    return (
        _("What comes next: %(title)s, %(when)s. Read more and say that you come: %(address)s") % names,
        _("Next: %(title)s, %(when)s. %(address)s") % names,
    )


def _joined(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())
