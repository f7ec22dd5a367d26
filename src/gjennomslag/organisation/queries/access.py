"""Reads about who has looked at whom, and who may (rules M4 and M5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, Sum

from gjennomslag.organisation.choices import AccessKind
from gjennomslag.organisation.models import AccessedPerson, AccessRecord, BulkRequest, OfficeHolding, Person, Unit
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.queries.offices import holders_of
from gjennomslag.organisation.rules import SEE_MEMBERS
from gjennomslag.organisation.scope import Scope

SHOWN = 50


def taken_out_since(reader: Person, since: datetime) -> int:
    """Return of how many people the reader has taken out lists since, without a second person's yes.

    Lists that somebody approved are not counted, since they have been looked at already.
    """
    taken = AccessRecord.objects.filter(reader=reader, kind=AccessKind.EXPORT, at__gte=since)
    approved = BulkRequest.objects.filter(asked_by=reader, fetched_at__gte=since).values("fetched_at")
    alone = taken.exclude(at__in=approved)
    return alone.aggregate(people=Sum("number"))["people"] or 0


def readings_of(person: Person) -> Sequence[AccessedPerson]:
    """Return the latest readings of the person's record, newest first."""
    rows = AccessedPerson.objects.filter(person=person).select_related("access__reader", "access__unit")
    return list(rows.order_by("-access__at", "-pk")[:SHOWN])


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody who can see a member's record: by which office, where it is held, and where the member belongs."""

    holding: OfficeHolding
    because_of: Unit


def who_can_see(person: Person, day: date) -> list[Watcher]:
    """Return everyone who may open the person's record, nearest first; each office once."""
    units = Unit.objects.filter(running_on(day, "memberships__"), memberships__person=person).distinct()
    watchers: dict[int, Watcher] = {}
    for unit in units:
        for holding in holders_of(SEE_MEMBERS, unit, day):
            if holding.person_id != person.pk:
                watchers.setdefault(holding.pk, Watcher(holding, unit))
    return list(watchers.values())


def lists_waiting(scope: Scope, capability: str, unit: Unit) -> Sequence[BulkRequest]:
    """Return the requests for long lists in the unit and below it that nobody has answered, oldest first."""
    rows = BulkRequest.objects.filter(answered_at__isnull=True, unit__path__startswith=unit.path)
    return list(rows.visible_to(scope, capability).select_related("asked_by", "unit").order_by("asked_at"))


def lists_of(person: Person, unit: Unit) -> Sequence[BulkRequest]:
    """Return the person's own requests in the unit that are not fetched, newest first."""
    rows = BulkRequest.objects.filter(Q(approved=True) | Q(answered_at__isnull=True), asked_by=person, unit=unit)
    return list(rows.filter(fetched_at__isnull=True).select_related("answered_by").order_by("-asked_at"))
