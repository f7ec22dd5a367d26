"""Handing letters over: each recipient at most once, and nobody forgotten, whatever stops a worker on the way.

A worker takes a lot of recipients at a time and decides for each whether the letter is theirs now. Those it has taken
still wait: if it dies, another takes them a moment later (``TAKEN_FOR``). It hands over a handful at a time, and one
transaction writes down what became of one handful and marks the next as being handed over. Killed in between, it
leaves a handful of which nobody knows who has got the letter; after ``LEASE`` these become ``unknown``, and a person
decides. A worker stops handing over long before that (``HANDS_OVER_FOR``), so that a slow one never meets another's
decision.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from gjennomslag.core.history import writing
from gjennomslag.messaging.choices import LetterState, Problem, Reason, RecipientState
from gjennomslag.messaging.letter_mail import LetterMail, Ready
from gjennomslag.messaging.models import Letter, Recipient
from gjennomslag.messaging.offers import note_told
from gjennomslag.messaging.posting import Outcome, Post, hand_over_all
from gjennomslag.messaging.queries.recipients import agreed, audience_of, facts_of, has_address, people_of
from gjennomslag.messaging.rules import WRITE, Turn, Verdict, is_quiet, morning_of, sending, verdict
from gjennomslag.messaging.services.addresses import note_problem
from gjennomslag.messaging.services.offering import refresh_offers
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.scope import scope_of

LOT, AT_ONCE = 200, 20
KNOWN_FOR, TAKEN_FOR = timedelta(seconds=15), timedelta(seconds=20)
HANDS_OVER_FOR = timedelta(minutes=4)
LEASE = timedelta(minutes=10)

Clock = Callable[[], datetime]


def prepare_letter(*, letter: Letter, now: datetime) -> int:
    """Write down who gets the letter, and return how many. Done once; a second time changes nothing.

    Who is in the segment is worked out now, as far as whoever sent the letter may see members now. The letter is
    stopped where that person may no longer write for the unit, where the segment has been deleted, and where what it
    invites to is over or cancelled.
    """
    day = timezone.localdate(now)
    with writing(by=letter.sent_by, why="letter prepared"):
        held = Letter.objects.select_for_update(of=("self",)).select_related("unit", "segment").get(pk=letter.pk)
        if held.state != LetterState.SCHEDULED:
            return 0
        scope = scope_of(held.sent_by, day) if held.sent_by else None
        lost = (held.to_segment and held.segment is None) or not refresh_offers(letter=held, now=now)
        if scope is None or lost or not scope.covers(held.unit, WRITE):
            held.state = LetterState.STOPPED
            held.save(update_fields=["state"])
            return 0
        audience = audience_of(held, scope, day)
        held.audience, held.without_consent = audience.people, audience.without_consent
        held.without_address = audience.without_address
        held.state, held.prepared_at = LetterState.SENDING, now
        held.save()
        willing = people_of(held, scope, day).filter(agreed(held), has_address(held.medium))
        return _write_down(held, willing, now)


def _write_down(letter: Letter, people: QuerySet[Person], now: datetime) -> int:
    """Insert a row for each of the people, in one statement that never brings them here."""
    form = Case(When(language="nn", then=Value("nn")), default=Value("nb"))
    chosen, parameters = people.order_by("pk").values_list("pk", form).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO messaging_recipient (letter_id, person_id, form, state, reason, attempts, put_off, not_before)"  # noqa: S608 -- the query is Django's own
            f" SELECT %s, chosen.person, chosen.form, %s, '', 0, 0, %s FROM ({chosen}) AS chosen(person, form)"
            " ON CONFLICT DO NOTHING",
            [letter.pk, RecipientState.WAITING, now, *parameters],
        )
        return int(cursor.rowcount)


@dataclass(frozen=True, slots=True)
class Lot:
    """Recipients that one worker has taken, and whose turn it is; what is known of them grows old at ``until``."""

    letter: Letter
    ready: Sequence[Ready] = ()
    offers: Sequence[str] = ()
    id: UUID = field(default_factory=uuid4)
    until: float = 0


@dataclass(frozen=True, slots=True)
class Handful:
    """Those of a lot who are being handed their letters, and what has become of these so far."""

    lot: Lot
    ready: Sequence[Ready] = ()
    outcomes: dict[int, Outcome] = field(default_factory=dict)


def hand_over(*, letter: Letter, post: Post, clock: Clock = timezone.now, seconds: float = 20) -> int:
    """Hand the letter over to those who wait for it, and return how many the mail server took.

    Ends when nobody waits, when the quiet hours begin, when the letter is stopped, or after so many seconds. Raises
    ``Unreachable`` where the mail server is not there; nobody is lost by that.
    """
    mails = {form: LetterMail(letter, list(letter.blocks.all()), form) for form in ("nb", "nn")}
    ends, taken = time.monotonic() + seconds, 0
    handful = Handful(Lot(letter, offers=mails["nb"].offers))
    while True:
        handful = _next_handful(handful, clock(), go_on=time.monotonic() < ends and not is_quiet(clock()))
        if not handful.ready:
            return taken
        stops = time.monotonic() + HANDS_OVER_FOR.total_seconds()
        try:
            hand_over_all(post, mails, handful.ready, handful.outcomes, stops=stops)
        except BaseException:
            _next_handful(handful, clock(), go_on=False)
            raise
        taken += sum(outcome is Outcome.HANDED_OVER for outcome in handful.outcomes.values())


def _next_handful(done: Handful, now: datetime, *, go_on: bool) -> Handful:
    """Write down what became of one handful and begin the next, in one transaction; an empty one ends it.

    Two letters that meet the same person at the same moment are told apart by the database: one of them tries again
    and finds that the person has heard from us today.
    """
    for attempt in range(10):
        try:
            with transaction.atomic():
                _write_down_outcomes(done, now)
                if go_on:
                    return _begin(done.lot, now)
                _let_go(done.lot)
                return Handful(done.lot)
        except (IntegrityError, OperationalError):
            if attempt == 9:
                raise
    return Handful(done.lot)


def _begin(lot: Lot, now: datetime) -> Handful:
    """Mark the lot's next recipients as being handed over; take a new lot where this one is used up, or grown old."""
    while True:
        if not lot.ready or time.monotonic() > lot.until:
            _let_go(lot)
            lot = _take(lot, now)
            if not lot.ready:
                return Handful(lot)
        first, lot = lot.ready[:AT_ONCE], replace(lot, ready=lot.ready[AT_ONCE:])
        ids = [each.recipient for each in first]
        # Whose letter was stopped meanwhile, or who was forgotten, is no longer among them.
        number = _move(ids, lot.id, RecipientState.WAITING, RecipientState.HANDING_OVER, now)
        if number < len(ids):
            mine = Recipient.objects.filter(pk__in=ids, batch=lot.id, state=RecipientState.HANDING_OVER)
            left = set(mine.values_list("pk", flat=True))
            first = [each for each in first if each.recipient in left]
        if first:
            return Handful(lot, first)


def _move(ids: Sequence[int], batch: UUID, before: RecipientState, after: RecipientState, now: datetime) -> int:
    """Bring those of the lot who are in one state to another, and return how many there were.

    Twice for every handful: the statement as it is, since putting it together anew takes longer than carrying it out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE messaging_recipient SET state = %s, touched_at = %s"
            " WHERE id = ANY(%s) AND batch = %s AND state = %s",
            [after.value, now, list(ids), batch, before.value],
        )
        return int(cursor.rowcount)


def _let_go(lot: Lot) -> None:
    """Give back those whom the lot has not come to."""
    if lot.ready:
        rows = Recipient.objects.filter(pk__in=[each.recipient for each in lot.ready], batch=lot.id)
        rows.filter(state=RecipientState.WAITING).update(batch=None, contact_day=None)


def free_at(now: datetime) -> Q:
    """Return the condition that a recipient waits and no worker that lives has taken them."""
    due = Q(state=RecipientState.WAITING, not_before__lte=now)
    return due & (Q(batch__isnull=True) | Q(touched_at__lt=now - TAKEN_FOR))


def _take(before: Lot, now: datetime) -> Lot:
    """Take the next recipients, deciding for each whether the letter is theirs to get now."""
    letter = before.letter
    lot = Lot(letter, offers=before.offers, until=time.monotonic() + KNOWN_FOR.total_seconds())
    while not lot.ready:
        rows = list(
            Recipient.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(free_at(now), letter=letter, letter__state=LetterState.SENDING)
            .order_by("not_before")[:LOT]  # as the index has them: sorting all who wait takes longer than the rest
        )
        if not rows:
            return lot
        _forget_days_of_the_dead(rows)
        known = facts_of(letter, rows, now)
        verdicts = {row.pk: verdict(known[row.pk][0], necessary=letter.necessary) for row in rows}
        _leave_out(verdicts, now)
        sent = [row.pk for row in rows if verdicts[row.pk].turn is Turn.SEND]
        Recipient.objects.filter(pk__in=sent).update(
            batch=lot.id,
            touched_at=now,
            contact_day=None if letter.necessary else timezone.localdate(now),
        )
        lot = replace(lot, ready=[ready for pk in sent if (ready := known[pk][1]) is not None])
    return lot


def _forget_days_of_the_dead(rows: Sequence[Recipient]) -> None:
    """Let those whom a dead worker had taken, but not come to, be as if it never had."""
    taken = [row.pk for row in rows if row.batch is not None]
    if taken:
        Recipient.objects.filter(pk__in=taken).update(batch=None, contact_day=None)


def _leave_out(verdicts: Mapping[int, Verdict], now: datetime) -> None:
    """Put off those who have heard from us today, and leave out those who are not to get the letter at all."""
    tomorrow = morning_of(timezone.localdate(now) + timedelta(days=1))
    put_off = [pk for pk, each in verdicts.items() if each.turn is Turn.PUT_OFF]
    if put_off:
        Recipient.objects.filter(pk__in=put_off).update(not_before=tomorrow, put_off=F("put_off") + 1)
    by_reason: dict[Reason, list[int]] = {}
    for pk, each in verdicts.items():
        if each.reason is not None:
            by_reason.setdefault(each.reason, []).append(pk)
    for reason, pks in by_reason.items():
        Recipient.objects.filter(pk__in=pks).update(state=RecipientState.LEFT_OUT, reason=reason, touched_at=now)


_AFTERWARDS: Mapping[Outcome, Mapping[str, Any]] = {
    Outcome.UNKNOWN: {"state": RecipientState.UNKNOWN},
    Outcome.REFUSED: {"state": RecipientState.FAILED, "reason": Reason.REFUSED, "contact_day": None},
    Outcome.REJECTED: {"state": RecipientState.FAILED, "reason": Reason.GAVE_UP, "contact_day": None},
}


def _write_down_outcomes(done: Handful, now: datetime) -> None:
    mine = Recipient.objects.filter(batch=done.lot.id, letter=done.lot.letter, state=RecipientState.HANDING_OVER)
    by_outcome: dict[Outcome, list[int]] = {}
    for pk, outcome in done.outcomes.items():
        by_outcome.setdefault(outcome, []).append(pk)
    for outcome, pks in by_outcome.items():
        if outcome is Outcome.HANDED_OVER:
            _move(pks, done.lot.id, RecipientState.HANDING_OVER, RecipientState.HANDED_OVER, now)
        elif outcome is Outcome.LATER:
            _try_again(mine.filter(pk__in=pks), now)
        else:
            mine.filter(pk__in=pks).update(**_AFTERWARDS[outcome], touched_at=now)
    for ready in done.ready:
        if done.outcomes.get(ready.recipient) is Outcome.REFUSED:
            note_problem(recipient=ready.recipient, address=ready.address, problem=Problem.GONE, at=now)
    handed = by_outcome.get(Outcome.HANDED_OVER)
    if handed and done.lot.offers:
        people = Recipient.objects.filter(pk__in=handed).values("person")
        note_told(done.lot.offers, Person.objects.filter(pk__in=people), now)
    untried = [each.recipient for each in done.ready if each.recipient not in done.outcomes]
    if untried:
        mine.filter(pk__in=untried).update(state=RecipientState.WAITING, contact_day=None, batch=None)


def _try_again(rows: QuerySet[Recipient], now: datetime) -> None:
    """Ask the mail server again in a while; give up after some times."""
    last = rows.filter(attempts__gte=sending().attempts - 1)
    last.update(state=RecipientState.FAILED, reason=Reason.GAVE_UP, contact_day=None, touched_at=now)
    rows.update(
        state=RecipientState.WAITING,
        attempts=F("attempts") + 1,
        not_before=now + timedelta(minutes=sending().wait_minutes),
        contact_day=None,
        batch=None,
    )


def note_what_is_unknown(*, now: datetime) -> int:
    """Mark as unknown whatever a worker took so long ago that it must be dead; return how many."""
    stale = Recipient.objects.filter(
        state=RecipientState.HANDING_OVER, touched_at__lt=now - LEASE, letter__in=_under_way()
    )
    return stale.update(state=RecipientState.UNKNOWN, touched_at=now)


def _under_way() -> QuerySet[Letter]:
    return Letter.objects.filter(state__in=[LetterState.SENDING, LetterState.STOPPED])


def finish_letters(*, now: datetime) -> int:
    """Mark as sent the letters that nobody waits for any more; return how many."""
    pending = Recipient.objects.filter(
        letter=OuterRef("pk"), state__in=[RecipientState.WAITING, RecipientState.HANDING_OVER]
    )
    with writing(by=None, why="letters sent"):
        done = Letter.objects.filter(~Exists(pending), state=LetterState.SENDING)
        return done.update(state=LetterState.SENT, finished_at=now)


def letters_to_prepare(now: datetime) -> list[int]:
    """Return the ids of the letters whose time has come."""
    due = Letter.objects.filter(state=LetterState.SCHEDULED, send_at__lte=now)
    return list(due.order_by("send_at", "pk").values_list("pk", flat=True))


def letters_to_hand_over(now: datetime) -> list[int]:
    """Return the ids of the letters that somebody waits for now."""
    waiting = Recipient.objects.filter(free_at(now), letter=OuterRef("pk"))
    rows = Letter.objects.filter(Exists(waiting), Q(state=LetterState.SENDING))
    return list(rows.order_by("send_at", "pk").values_list("pk", flat=True))


def others_hold(letter_id: int, now: datetime) -> bool:
    """Say whether some wait whom a worker has taken: it hands over to them now, or it is dead and they become free."""
    rows = Recipient.objects.filter(letter=letter_id, state=RecipientState.WAITING, not_before__lte=now)
    return rows.filter(batch__isnull=False, letter__state=LetterState.SENDING).exists()
