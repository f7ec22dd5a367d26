"""Messages to those who have answered: the place is kept, it is soon, it is another, or thank you."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from gjennomslag.activities.choices import Answer, Doubt, News
from gjennomslag.activities.letter_words import Letter, news_to, reminder_of, thanks_to
from gjennomslag.activities.messages import InDoubt, NotSent, Out, way_out
from gjennomslag.activities.models import MARKS, Registration
from gjennomslag.activities.services.together import alone_with_reader, heard_since, held_together
from gjennomslag.activities.services.turns import wait_for_answers

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
    """Send everyone who must be told something that message, at most once; return how many were sent.

    Who must be told the same about several days or shifts gets one message with all of them.
    """
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
        news = News(row.to_tell)
        rows = held_together(row, Q(to_tell=news, activity__cancelled_why=row.activity.cancelled_why))
        Registration.objects.filter(pk__in=[each.pk for each in rows]).update(to_tell="")
        _mark(rows, Doubt.NEWS, now)
        letter = news_to(rows, news)
    # Whoever has answered anew meanwhile has been told so.
    answers = [When(to_tell="", pk=each.pk, answer=each.answer, then=Value(news)) for each in rows]
    return _hand_over(rows, Doubt.NEWS, letter, out, undo={"to_tell": Case(*answers, default=F("to_tell"))})


def is_reminded(row: Registration, now: datetime) -> bool:
    """Say whether it is so long until it begins that whoever comes is reminded the day before."""
    return (row.part or row.activity).starts_at - now > REMIND_BEFORE


def remind(*, now: datetime) -> int:
    """Remind everyone whose activity begins within a day, once, and not at night; return how many were sent.

    Who has signed up in the last hours knows already. Nobody is reminded twice on a day of the same activity or series:
    the first reminder names all that begins before it could be the day after.
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

    Where nobody has noted who came, everyone who said yes is thanked. Who came to several shifts is thanked once, and
    nobody twice on a day for the same series.
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
        if row is None or getattr(row, mark) is not None or heard_since(row, mark, _midnight(now)):
            return 0
        if what is Doubt.REMINDER:
            rows = held_together(row, _soon(now))
            _mark(rows, what, now)
            letter = reminder_of(rows)
        else:
            rows = [row]
            _mark(rows, what, now)
            if row.person_id is not None:
                others = Registration.objects.filter(activity=row.activity_id, person=row.person_id)
                others.update(thanked_at=now)
            letter = thanks_to(row, now)
    return _hand_over(rows, what, letter, out, undo={mark: None})


def _midnight(now: datetime) -> datetime:
    """Return when the day began."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _soon(now: datetime) -> Q:
    """Return the condition for what a reminder sent now names: whatever would be reminded of later today."""
    until = _midnight(_midnight(now) + timedelta(hours=36)) + REMIND_BEFORE
    whole = Q(part__isnull=True, activity__starts_at__gt=now, activity__starts_at__lte=until)
    shift = Q(part__starts_at__gt=now, part__starts_at__lte=until)
    return (whole | shift) & Q(answer=Answer.COMING, reminded_at__isnull=True, activity__cancelled_at__isnull=True)


def _mark(rows: Sequence[Registration], what: Doubt, now: datetime) -> None:
    """Note that a message about these is under way to whoever has an address."""
    doubt = what if rows[0].mail or rows[0].number else ""
    Registration.objects.filter(pk__in=[row.pk for row in rows]).update(**{MARKS[what]: now, "doubt": doubt})


def _hand_over(rows: Sequence[Registration], what: Doubt, letter: Letter, out: Out, *, undo: dict[str, Any]) -> int:
    """Send a message that is marked as under way, and take the doubt away; return whether it was sent, as a number.

    Killed in between, the worker leaves the doubt to whoever leads the activity. What has certainly not been sent is
    undone, and tried again with the next run.
    """
    marked = Registration.objects.filter(pk__in=[row.pk for row in rows], doubt=what)
    try:
        sent = out.send(rows[0], letter.subject, letter.body, sms=letter.sms)
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
    """Return the answer, kept from other workers; None where another one has it or its reader in hand."""
    # The reader before the answer: who waits for neither then never keeps one of the reader's answers from the other.
    seen = Registration.objects.select_related("activity").filter(pk=pk).first()
    if seen is None or not alone_with_reader(seen):
        return None
    rows = Registration.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.select_related("activity__unit", "part", "person").filter(pk=pk).first()
