"""Joining by the public form: a member at once, with consent, a welcome, and word to the branch.

Whoever fills in the form never learns from the page whether somebody is in the register already: the answer goes to
the mail address alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from gjennomslag.core.history import writing
from gjennomslag.core.norwegian import sort_key
from gjennomslag.organisation.choices import Channel, EndReason, Given, Involvement, Topic
from gjennomslag.organisation.joining import FORMS_AN_HOUR
from gjennomslag.organisation.models import ConsentText, ErasureRequest, JoinAttempt, Membership, Person, Unit
from gjennomslag.organisation.queries.people import text_in_force
from gjennomslag.organisation.services.consents import give_consent
from gjennomslag.organisation.services.memberships import Excluded, end_membership, join_with_consent
from gjennomslag.organisation.services.people import (
    Details,
    Wishes,
    change_person,
    normal_details,
    note_involvement,
    register_person,
)

# Any number that nothing else uses: two forms about the same person wait for each other.
_LOCK = 7_155_003
ATTEMPTS_KEPT = timedelta(days=1)


class TooMany(Exception):
    """More forms from one network address than people there can have filled in."""


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody who wants to join has filled in. ``text`` is the version of the words they agreed to."""

    details: Details
    unit: Unit
    text: ConsentText
    involvement: Involvement | None = None
    interests: Sequence[str] = ()
    skills: Sequence[str] = ()
    topics: Sequence[Topic] = field(default_factory=tuple)
    channels: Sequence[Channel] = field(default_factory=tuple)


def note_attempt(*, sender: str, now: datetime) -> None:
    """Note that a form came from this sender. Raises ``TooMany``, with nothing noted, where there are too many."""
    with writing(by=None, why="join form sent"):
        lately = JoinAttempt.objects.filter(sender=sender, at__gt=now - timedelta(hours=1))
        if lately.count() >= FORMS_AN_HOUR:
            raise TooMany
        JoinAttempt.objects.create(sender=sender, at=now)


def forget_attempts(*, now: datetime) -> int:
    """Delete the signs of network addresses after a day; return how many."""
    return JoinAttempt.objects.filter(at__lt=now - ATTEMPTS_KEPT).delete()[0]


def join_party(*, application: Application, now: datetime) -> Membership | None:
    """Make the person a member from today, note what they agreed to and want, and have welcome and branch told.

    Somebody who is a member already, and whoever has asked to be erased, is told so by mail and nothing changes: None.
    Somebody in the register without a membership gets one; what stands about them is filled in, and not changed.
    Mail is sent by jobs that are part of the same transaction, so that neither can be lost without the other.
    """
    details = normal_details(application.details)
    with writing(by=None, why="joined on the web"):
        _one_at_a_time(details)
        person = _known(details)
        if person is not None and _stays_as_is(person):
            _tell(person)
            return None
        person = _filled_in(person, details) if person else register_person(by=None, **details)
        try:
            membership = join_with_consent(
                person=person,
                unit=application.unit,
                on=timezone.localdate(now),
                text=application.text,
                how=Given.FORM,
                by=person,
            )
        except Excluded:
            return None
        _note_wishes(person, application, now)
        _announce(membership)
    return membership


def _one_at_a_time(details: Details) -> None:
    key = details.get("email") or details.get("phone") or ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, key])


def _known(details: Details) -> Person | None:
    """Return the person in the register who this must be: the same mail address, or the same name, birth and phone."""
    if details.get("email"):
        found = Person.objects.filter(email=details["email"]).select_related("merged_into").first()
        return (found.merged_into or found) if found else None
    same = Person.objects.filter(phone=details["phone"], birth_date=details["birth_date"], merged_into__isnull=True)
    name = sort_key(f"{details['last_name']} {details['first_name']}")
    return next((each for each in same if sort_key(f"{each.last_name} {each.first_name}") == name), None)


def _stays_as_is(person: Person) -> bool:
    running = Membership.objects.filter(person=person, ended_on__isnull=True)
    return running.exists() or ErasureRequest.objects.filter(person=person).exists()


def _filled_in(person: Person, details: Details) -> Person:
    empty = {name: value for name, value in details.items() if not getattr(person, name)}
    change_person(person=person, by=person, **empty)  # type: ignore[arg-type]
    return person


def _note_wishes(person: Person, application: Application, now: datetime) -> None:
    if application.involvement or application.interests or application.skills:
        wishes = Wishes(application.involvement or Involvement.SOME_TASKS, application.interests, application.skills)
        note_involvement(person=person, by=person, on=timezone.localdate(now), wishes=wishes)
    for topic in application.topics:
        text = text_in_force(topic, person.language)
        for channel in application.channels:
            give_consent(person=person, topic=topic, channel=channel, text=text, how=Given.FORM, by=person, at=now)


def _announce(membership: Membership) -> None:
    from gjennomslag.organisation.jobs import tell_join_contacts, welcome_member

    welcome_member.defer(membership_id=membership.pk)
    tell_join_contacts.defer(membership_id=membership.pk)


def _tell(person: Person) -> None:
    from gjennomslag.organisation.jobs import tell_known_person

    tell_known_person.defer(person_id=person.pk)


def it_was_not_me(*, membership: Membership, now: datetime) -> None:
    """End a membership that somebody else asked for. The person is erased within a day, unless they belong already."""
    if membership.ended_on is None:
        day = timezone.localdate(now)
        end_membership(membership=membership, on=day, why=EndReason.OTHER, by=membership.person)
