"""New members of the invented party: most have been welcomed, some wait, and some have waited too long."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from gjennomslag.calling.choices import Closing
from gjennomslag.calling.models import WelcomeCall
from gjennomslag.calling.rules import ABOUT
from gjennomslag.organisation.choices import ContactKind, ContactOutcome, Involvement
from gjennomslag.organisation.models import MemberContact, Membership, Person, Unit

JOINED_DAYS_AGO, OVERDUE_DAYS_AGO = (12, 6, 2), (24, 17, 5)
WELCOMED = 0.8
IN_TIME = 0.85


def let_some_join(members: Mapping[str, Sequence[Person]], today: date, *, home: str, behind: str | None) -> set[int]:
    """Let some have joined in the last days and return their ids: they wait for a call.

    At ``home`` there is time; in the branch that is ``behind``, some have waited too long.
    """
    waiting: set[int] = set()
    for code, all_days in ((home, JOINED_DAYS_AGO), (behind, OVERDUE_DAYS_AGO)):
        newest = members[code][-len(all_days) :] if code else []
        for person, days in zip(newest, all_days, strict=False):
            day = today - timedelta(days=days)
            Membership.objects.filter(person=person).update(joined_on=day, member_since=day)
            waiting.add(person.pk)
    return waiting


def welcome_members(
    units: Mapping[str, Unit],
    members: Mapping[str, Sequence[Person]],
    today: date,
    chance: random.Random,
    *,
    waiting: Collection[int],
    steady: Collection[str],
) -> None:
    """Let most who joined this year have been called, most of them within fourteen days; nobody of those waiting.

    In ``steady`` units everyone has been called at once, and asked how much they want to take part.
    """
    since = dict(Membership.objects.filter(primary=True).values_list("person_id", "member_since"))
    contacts, calls, asked = [], [], []
    for code, belonging in members.items():
        for person in belonging:
            joined = since[person.pk]
            day = joined + timedelta(
                days=chance.randint(1, 13) if chance.random() < IN_TIME else chance.randint(16, 30)
            )
            called = joined.year == today.year and day < today and chance.random() < WELCOMED
            if code in steady:
                called, day = joined.year == today.year, min(joined + timedelta(days=person.pk % 3), today)
                asked += [person.pk] * (called and not person.involvement)
            if called and person.pk not in waiting:
                moment = timezone.make_aware(datetime.combine(day, time(18)))
                contacts.append(_reached(person, units[code], moment, by=belonging[0]))
                calls.append(WelcomeCall(person=person, attempts=1, closed_at=moment, closed_why=Closing.REACHED))
    MemberContact.objects.bulk_create(contacts, batch_size=2000)
    WelcomeCall.objects.bulk_create(calls, batch_size=2000)
    informed = Person.objects.filter(pk__in=asked).exclude(pk__in=waiting)
    informed.update(involvement=Involvement.INFORMED, involvement_asked_on=today)


def _reached(person: Person, unit: Unit, moment: datetime, *, by: Person) -> MemberContact:
    return MemberContact(
        person=person,
        unit=unit,
        kind=ContactKind.CALL,
        outcome=ContactOutcome.REACHED,
        at=moment,
        by=by,
        about=ABOUT,
    )
