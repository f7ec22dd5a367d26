"""Noting who reads whose record, and letting a second person say yes to long lists (rule M5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import AccessKind, Purpose
from gjennomslag.organisation.models import BulkRequest, Person, Unit
from gjennomslag.organisation.queries.access import taken_out_since
from gjennomslag.organisation.rules import statutes

_NOTE = """
WITH access AS (
  INSERT INTO organisation_accessrecord (reader_id, unit_id, kind, purpose, number, at)
  VALUES (%s, %s, %s, %s, %s, %s) RETURNING id
)
INSERT INTO organisation_accessedperson (access_id, person_id)
SELECT access.id, person FROM access, unnest(%s::bigint[]) AS person
"""
LIST_IS_GOOD_FOR = timedelta(days=7)


class SecondPersonNeeded(Exception):
    """More people than one may take out alone in a day."""


class NotYours(ValueError):
    """Nobody answers their own request, and nobody fetches another's list."""


def record_access(
    *,
    reader: Person,
    unit: Unit,
    kind: AccessKind,
    purpose: Purpose,
    people: Collection[int],
    at: datetime | None = None,
) -> None:
    """Note that the reader has seen the records of the people with these ids. One's own is not noted.

    One statement for all of it, so that nothing is half noted and nobody waits for it.
    """
    others = sorted(set(people) - {reader.pk})
    if others:
        with connection.cursor() as cursor:
            cursor.execute(
                _NOTE, [reader.pk, unit.pk, kind.value, purpose.value, len(others), at or timezone.now(), others]
            )


def take_out_list(*, reader: Person, unit: Unit, purpose: Purpose, people: Collection[int]) -> None:
    """Note that the reader takes out a list of these people.

    Raises ``SecondPersonNeeded``, with nothing noted, where that makes more people within a day than one may take out
    alone; several short lists count together.
    """
    before = taken_out_since(reader, timezone.now() - timedelta(days=1))
    if before + len(people) > statutes().alone_at_most:
        raise SecondPersonNeeded
    record_access(reader=reader, unit=unit, kind=AccessKind.EXPORT, purpose=purpose, people=people)


def ask_for_list(*, unit: Unit, purpose: Purpose, number: int, by: Person) -> BulkRequest:
    """Ask a second person for a list of all members in the unit and below it. Asking twice is asking once."""
    with writing(by=by, why="list asked for"):
        waiting = BulkRequest.objects.filter(unit=unit, asked_by=by, purpose=purpose, answered_at__isnull=True)
        return waiting.first() or BulkRequest.objects.create(
            unit=unit, purpose=purpose, number=number, asked_by=by, asked_at=timezone.now()
        )


def answer_list(*, request: BulkRequest, approved: bool, by: Person) -> None:
    """Say yes or no to a list that somebody else has asked for. Raises ``NotYours``; an answer stands."""
    if request.asked_by_id == by.pk:
        raise NotYours
    with writing(by=by, why="list approved" if approved else "list refused"):
        BulkRequest.objects.filter(pk=request.pk, answered_at__isnull=True).update(
            approved=approved, answered_by=by, answered_at=timezone.now()
        )


def fetch_list(*, request: BulkRequest, people: Collection[int], by: Person, now: datetime) -> bool:
    """Note that a list with a second person's yes is fetched, and return whether it may be: once, within a week.

    Raises ``NotYours`` for anyone but the one who asked.
    """
    if request.asked_by_id != by.pk:
        raise NotYours
    with writing(by=by, why="list fetched"):
        fetched = BulkRequest.objects.filter(
            pk=request.pk, approved=True, fetched_at__isnull=True, answered_at__gte=now - LIST_IS_GOOD_FOR
        ).update(fetched_at=now)
        if fetched:
            record_access(
                reader=by,
                unit=request.unit,
                kind=AccessKind.EXPORT,
                purpose=Purpose(request.purpose),
                people=people,
                at=now,
            )
    return bool(fetched)
