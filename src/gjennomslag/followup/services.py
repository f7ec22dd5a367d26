"""Writes of the follow-up room: logging contact, and asking for, offering, passing on and settling help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gjennomslag.core.history import writing
from gjennomslag.followup.choices import Asker, Matter, Occasion, Origin, Outcome, Topic, Way
from gjennomslag.followup.models import AssistanceRequest, UnitContact
from gjennomslag.followup.queries import handler_of
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Person, Unit


class NotAboveError(ValueError):
    """The person follows up the unit from no unit above it, or there is none that could help."""


class SettledError(ValueError):
    """The help is settled already, or not answered by this side."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What there is to say of a contact."""

    day: date
    way: Way
    topics: Sequence[Topic]
    occasion: Occasion | None = None
    regional_team: bool = False
    note: str = ""


def log_unit_contact(*, unit: Unit, made_by: int | None, contact: Contact, on: date, by: Person | None) -> UnitContact:
    """Log that somebody from the unit with the id ``made_by`` was in touch with the unit.

    Visits have an occasion, other contact has none. Raises ``NotAboveError`` without a unit above.
    """
    if made_by is None:
        raise NotAboveError
    visit = contact.way == Way.VISIT
    with writing(by=by, why="contact with a unit logged"):
        return UnitContact.objects.create(
            unit=unit,
            made_by_id=made_by,
            day=contact.day,
            way=contact.way,
            topics=list(contact.topics),
            occasion=(contact.occasion or Occasion.OTHER_DAY) if visit else "",
            regional_team=contact.regional_team,
            note=contact.note.strip(),
            logged_by=by,
            logged_on=on,
        )


def withdraw_contact(*, contact: UnitContact, on: date, by: Person) -> None:
    """Take back a contact that was wrong; it counts no more."""
    with writing(by=by, why="contact with a unit withdrawn"):
        UnitContact.objects.filter(pk=contact.pk, withdrawn_on__isnull=True).update(withdrawn_on=on)


def ask_for_help(
    *,
    unit: Unit,
    topic: Topic,
    text: str,
    on: date,
    by: Person | None,
    asker: Asker | None = None,
    matter: Matter | None = None,
) -> AssistanceRequest:
    """Ask the nearest county, or the country, for help, and have it told to those who can give it.

    Without an asker it is asked for the unit itself. Raises ``NotAboveError`` where nobody stands above.
    """
    handler = handler_of(unit, on)
    if handler is None:
        raise NotAboveError
    own = Asker.STUDENT_BRANCH if unit.kind == UnitKind.STUDENT else Asker.BRANCH
    chosen = asker or own
    return _open(
        AssistanceRequest(
            unit=unit,
            handler=handler,
            origin=Origin.ASKED,
            asker=chosen,
            matter=(matter or "") if chosen == Asker.REPRESENTATIVE else "",
            topic=topic,
            text=text.strip(),
            opened_on=on,
            opened_by=by,
        ),
        by,
    )


def offer_help(*, unit: Unit, made_by: int | None, topic: Topic, text: str, on: date, by: Person) -> AssistanceRequest:
    """Offer the unit help from the unit with the id ``made_by``, and have its leaders told.

    Raises ``NotAboveError`` without a unit above.
    """
    if made_by is None:
        raise NotAboveError
    own = Asker.STUDENT_BRANCH if unit.kind == UnitKind.STUDENT else Asker.BRANCH
    return _open(
        AssistanceRequest(
            unit=unit,
            handler_id=made_by,
            origin=Origin.OFFERED,
            asker=own,
            topic=topic,
            text=text.strip(),
            opened_on=on,
            opened_by=by,
        ),
        by,
    )


def _open(request: AssistanceRequest, by: Person | None) -> AssistanceRequest:
    from gjennomslag.followup.jobs import tell_of_help

    with writing(by=by, why=f"help {request.origin}"):
        request.save()
        if by is not None:
            tell_of_help.defer(request_id=request.pk)
    return request


def answer_help(*, request: AssistanceRequest, text: str, on: date, by: Person) -> None:
    """Answer what was asked for or offered. Answering again replaces the words, not the day of the first answer.

    Raises ``SettledError`` where it is settled.
    """
    with writing(by=by, why="help answered"):
        held = _held(request)
        held.answer = text.strip()
        if held.answered_on is None:
            held.answered_on = on
        held.answered_by = by
        held.save()


def pass_on_help(*, request: AssistanceRequest, on: date, by: Person) -> Unit:
    """Hand the request on to the unit above the one that has it, and return that unit.

    Raises ``NotAboveError`` where there is none, and ``SettledError`` where it is settled.
    """
    from gjennomslag.followup.jobs import tell_of_help

    with writing(by=by, why="help passed on"):
        held = _held(request)
        above = handler_of(held.handler, on)
        if above is None:
            raise NotAboveError
        held.handler = above
        held.save()
        tell_of_help.defer(request_id=held.pk)
    return above


def settle_help(*, request: AssistanceRequest, outcome: Outcome, on: date, by: Person) -> None:
    """Say how it ended. What was never answered counts as answered on the day it is settled, unless nobody helped.

    Raises ``SettledError`` where it is settled already.
    """
    with writing(by=by, why="help settled"):
        held = _held(request)
        held.outcome, held.settled_on, held.settled_by = outcome, on, by
        if held.answered_on is None and outcome == Outcome.HELPED:
            held.answered_on, held.answered_by = on, by
        held.save()


def _held(request: AssistanceRequest) -> AssistanceRequest:
    held = AssistanceRequest.objects.select_for_update().get(pk=request.pk)
    if held.settled_on is not None:
        raise SettledError
    return held
