"""Taking a new member to call, writing down what came of it, and telling branches whom they have not called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from gjennomslag.activities.choices import Way
from gjennomslag.activities.jobs import tell
from gjennomslag.activities.models import Activity
from gjennomslag.activities.services.places import say_yes
from gjennomslag.calling.campaign_queue import is_free, let_rest
from gjennomslag.calling.choices import Closing
from gjennomslag.calling.models import WelcomeCall
from gjennomslag.calling.queries import newcomers, next_to_call
from gjennomslag.calling.rules import ABOUT, HELD_FOR, KEPT_DAYS, TRY_AGAIN_AFTER
from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import (
    AccessKind,
    Channel,
    ContactKind,
    ContactOutcome,
    Given,
    Purpose,
    Topic,
)
from gjennomslag.organisation.models import Membership, Person, Unit
from gjennomslag.organisation.scope import Scope
from gjennomslag.organisation.services import Wishes, change_person, log_contact, note_involvement
from gjennomslag.organisation.services.access import record_access
from gjennomslag.organisation.services.consents import withdraw_consent
from gjennomslag.organisation.services.people import Details

CALLED_ABOUT = (Topic.NEWS, Topic.ACTIVITIES, Topic.CAMPAIGNS, Topic.SURVEYS)


class Taken(Exception):
    """Somebody else has this person right now, or nobody needs to call them."""


def fill_queue(*, day: date) -> int:
    """Put everyone who has joined lately in the queue, and return how many were new there. Safe to repeat."""
    lately = Membership.objects.filter(
        primary=True, ended_on__isnull=True, member_since__gt=day - timedelta(days=KEPT_DAYS), member_since__lte=day
    )
    known = WelcomeCall.objects.filter(person=OuterRef("person"))
    people = lately.filter(~Exists(known)).values_list("person_id", flat=True)
    with writing(by=None, why="new members to welcome"):
        made = WelcomeCall.objects.bulk_create(
            (WelcomeCall(person_id=person) for person in people), ignore_conflicts=True, batch_size=2000
        )
    return len(made)


def take_next(*, unit: Unit, scope: Scope, caller: Person, now: datetime, below: bool = False) -> WelcomeCall | None:
    """Give the caller the most urgent new member whom nobody else has, for half an hour; None where there is none.

    Whoever the caller had before is given back.
    """
    with writing(by=caller, why="welcome call taken"):
        _let_go(caller)
        found = next_to_call(scope, unit, now, below=below)
        # Somebody may be taking the same person for a campaign at this very moment: then there is nobody right now.
        if found is None or not is_free(found.person, now):
            return None
        _hold(found, unit, caller, now)
    return found


def take(*, person: Person, unit: Unit, scope: Scope, caller: Person, now: datetime) -> WelcomeCall:
    """Give the caller this new member. Raises ``Taken`` where somebody else has them or nobody needs to call."""
    with writing(by=caller, why="welcome call taken"):
        day = timezone.localtime(now).date()
        if not newcomers(scope, unit, day, below=True).filter(person=person).exists():
            raise Taken
        WelcomeCall.objects.get_or_create(person=person)
        found = WelcomeCall.objects.select_for_update().get(person=person)
        busy = found.held_until is not None and found.held_until > now and found.caller_id != caller.pk
        if busy or found.closed_at is not None or not is_free(person, now):
            raise Taken
        _let_go(caller)
        _hold(found, unit, caller, now)
    return found


def give_back(*, caller: Person) -> None:
    """Give back whoever the caller has taken, with nothing written down."""
    with writing(by=caller, why="welcome call given back"):
        _let_go(caller)


def _let_go(caller: Person) -> None:
    WelcomeCall.objects.filter(caller=caller, held_until__isnull=False).update(caller=None, held_until=None)


def _hold(call: WelcomeCall, unit: Unit, caller: Person, now: datetime) -> None:
    call.caller, call.held_until = caller, now + HELD_FOR
    call.save(update_fields=["caller", "held_until"])
    record_access(reader=caller, unit=unit, kind=AccessKind.PAGE, purpose=Purpose.CALL, people=[call.person_id], at=now)


@dataclass(frozen=True, slots=True)
class Talk:
    """What came of trying to welcome somebody.

    What was not asked is None. ``try_again_at`` is when the person wants to be called, for ``CALL_BACK``.
    """

    kind: ContactKind
    outcome: ContactOutcome
    note: str = ""
    try_again_at: datetime | None = None
    details: Details = field(default_factory=Details)
    wishes: Wishes | None = None
    may_call_again: bool = True
    joins: Sequence[Activity] = ()


def write_down(*, call: WelcomeCall, unit: Unit, talk: Talk, caller: Person, now: datetime) -> None:
    """Write down what came of the call, all of it or nothing, and give the person back to the queue or close it.

    ``unit`` is the branch on whose behalf it was made. Raises ``Taken`` where the caller no longer has the person, and
    ``ActivityOver`` where something the person wants to join has ended or been cancelled.
    """
    with writing(by=caller, why="welcome call written down"):
        held = WelcomeCall.objects.select_for_update().select_related("person").get(pk=call.pk)
        if held.caller_id != caller.pk or held.closed_at is not None:
            raise Taken
        person = held.person
        log_contact(
            person=person,
            unit=unit,
            kind=talk.kind,
            outcome=talk.outcome,
            by=caller,
            at=now,
            about=ABOUT,
            note=talk.note,
        )
        _note_what_was_said(person, talk, caller, now)
        for activity in talk.joins:
            say_yes(activity=activity, who=person, now=now, way=Way.CALL, by=caller)
            tell.defer(activity_id=activity.pk)
        _move_on(held, talk, now)
        if talk.kind == ContactKind.CALL:
            let_rest(person, now, campaign=None)


def _note_what_was_said(person: Person, talk: Talk, caller: Person, now: datetime) -> None:
    if talk.details:
        change_person(person=person, by=caller, **talk.details)
    if talk.wishes is not None:
        note_involvement(person=person, by=caller, on=timezone.localdate(now), wishes=talk.wishes)
    if talk.outcome == ContactOutcome.DO_NOT_CALL or not talk.may_call_again:
        object_to_calls(person, caller, now)


def object_to_calls(person: Person, caller: Person, now: datetime) -> None:
    """Note that the person wants no calls, whatever they are about."""
    for topic in CALLED_ABOUT:
        withdraw_consent(person=person, topic=topic, channel=Channel.CALL, how=Given.PHONE, by=caller, at=now)


def _move_on(call: WelcomeCall, talk: Talk, now: datetime) -> None:
    """Close the call, or say when to try again."""
    call.caller, call.held_until = None, None
    call.attempts += talk.kind == ContactKind.CALL
    call.not_before = talk.try_again_at
    if talk.outcome in TRY_AGAIN_AFTER:
        call.not_before = now + TRY_AGAIN_AFTER[talk.outcome]
    if talk.outcome == ContactOutcome.WRONG_NUMBER:
        call.wrong_number = call.person.phone
    why = _closing(talk)
    if why is not None:
        call.closed_at, call.closed_why = now, why
    call.save()


def _closing(talk: Talk) -> Closing | None:
    if talk.outcome == ContactOutcome.REACHED:
        return Closing.REACHED
    return Closing.ANOTHER_WAY if talk.kind != ContactKind.CALL else None
