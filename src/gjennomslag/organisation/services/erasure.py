"""Erasing people: what is deleted, what is kept without them, and what must stay (rules M2 and M4).

What happens to each table stands where the table is declared (``core.personal_data``), in every room. People who have
held office, or are excluded, keep a row with nothing but their name. People who have agreed to it stay in the archive
with name and memberships. Everyone else is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from gjennomslag.core.history import writing
from gjennomslag.core.personal_data import Held, OnErasure, everything_held
from gjennomslag.organisation import ledger
from gjennomslag.organisation.choices import EndReason, ErasureReason
from gjennomslag.organisation.models import ErasedKey, Erasure, ErasureRequest, OfficeHolding, Person
from gjennomslag.organisation.personal_data import HISTORY
from gjennomslag.organisation.queries.retention import (
    asked_to_be_erased,
    in_the_archive,
    left_the_party,
    merged_long_ago,
    named_in_history,
    unpaid_on,
)
from gjennomslag.organisation.services.member_plan import pepper
from gjennomslag.organisation.services.memberships import leave_party

AT_ONCE = 500


class TooManyUnpaid(Exception):
    """So many would be erased for unpaid dues that somebody should look first: perhaps the dues are not in yet."""

    def __init__(self, number: int) -> None:
        super().__init__(f"{number} people have not paid")
        self.number = number


def ask_to_be_erased(*, person: Person, now: datetime) -> ErasureRequest:
    """Note that the person wants to be erased. Done by a job after some hours; until then it can be taken back."""
    with writing(by=person, why="asked to be erased"):
        request, _ = ErasureRequest.objects.get_or_create(person=person, defaults={"asked_at": now})
    return request


def keep_after_all(*, person: Person) -> None:
    """Take back the wish to be erased."""
    with writing(by=person, why="wants to stay"):
        ErasureRequest.objects.filter(person=person).delete()


def erase_who_is_due(*, now: datetime, by: Person | None = None) -> int:
    """Erase everyone who has left, asked for it, or was merged into another record; return how many.

    Unpaid dues are a matter of their own (``erase_unpaid``).
    """
    erased = 0
    for ids, reason in (
        (merged_long_ago(now), ErasureReason.DUPLICATE),
        (asked_to_be_erased(now), ErasureReason.ASKED),
        (left_the_party(now), ErasureReason.RESIGNED),
    ):
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            with writing(by=by, why=f"due to be erased: {reason}"):
                if reason is ErasureReason.ASKED:
                    _let_go(some, on=timezone.localdate(now), why=EndReason.RESIGNED, by=by)
                erased += erase_people(ids=some, reason=reason, now=now, by=by)
    return erased


def _let_go(ids: Collection[int], *, on: date, why: EndReason, by: Person | None) -> None:
    for person in Person.objects.filter(pk__in=ids):
        leave_party(person=person, on=on, why=why, by=by)


def erase_unpaid(*, today: date, now: datetime, by: Person | None = None, however_many: bool = False) -> int:
    """Erase those whose dues have been unpaid for so long that they must go, and return how many.

    Raises ``TooManyUnpaid``, with nothing done, where that is more than one in twenty members (and more than fifty
    people), unless ``however_many``: a register whose dues have not been brought in must not empty itself.
    """
    due = unpaid_on(today)
    if not however_many and due.alarming:
        raise TooManyUnpaid(len(due.ids))
    for start in range(0, len(due.ids), AT_ONCE):
        ids = due.ids[start : start + AT_ONCE]
        with writing(by=by, why="dues unpaid"):
            _let_go(ids, on=today, why=EndReason.UNPAID, by=by)
            erase_people(ids=ids, reason=ErasureReason.UNPAID, now=now, by=by)
    return len(due.ids)


def erase_people(*, ids: Collection[int], reason: ErasureReason, now: datetime, by: Person | None) -> int:
    """Erase the people with these ids, and the records found to be the same person; return how many people.

    One transaction: all of them or nobody. The ledger outside the database is written once it is done.
    """
    with writing(by=by, why=f"erased: {reason}"):
        people = list(Person.objects.select_for_update().filter(Q(pk__in=ids) | Q(merged_into__in=ids)))
        everyone = [person.pk for person in people]
        archived = in_the_archive(everyone)
        named = named_in_history(everyone) | archived
        _count_former_members([pk for pk in everyone if pk not in archived])
        _remember_keys(everyone, on=timezone.localdate(now))
        for held in everything_held():
            _forget(held, everyone, named=named, archived=archived)
        _end_sessions(set(everyone))
        _reduce_to_name(named, now=now)
        Person.objects.filter(pk__in=set(everyone) - named).delete()
        _delete_empty_households()
        entries = [ledger.Entry(person.register_id, now, reason) for person in people]
        Erasure.objects.bulk_create(
            (Erasure(register_id=each.register_id, erased_at=now, reason=reason) for each in entries),
            ignore_conflicts=True,
        )
        transaction.on_commit(lambda: ledger.append(settings.ERASURES, entries))
    return len(people)


def _forget(held: Held, everyone: Sequence[int], *, named: Collection[int], archived: Collection[int]) -> None:
    """Do to the table's rows what its declaration says."""
    if held.person == "":
        return
    rows = held.model._default_manager.filter(**{f"{held.person}__in": everyone})
    if held.on_erasure is OnErasure.UNLINK:
        rows.update(**{held.person: None})
    elif held.on_erasure is OnErasure.DELETE:
        kept = archived if held.in_archive else ()
        rows.exclude(**{f"{held.person}__in": kept}).delete()
    else:
        rows.exclude(**{f"{held.person}__in": named}).delete()


def _reduce_to_name(named: Collection[int], *, now: datetime) -> None:
    """Empty everything but the name on the rows that stay, and end the offices that still run."""
    today = timezone.localdate(now)
    running = OfficeHolding.objects.filter(person__in=named)
    running = running.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=today))
    running.update(valid_until=Greatest(F("valid_from"), today))
    kept = {"id", "register_id", "first_name", "last_name", "sort_name", "registered_at", "is_active", "erased_at"}
    empty = {
        field.attname: field.get_default() if not field.null else None
        for field in Person._meta.concrete_fields
        if field.name not in kept
    }
    rows = Person.objects.filter(pk__in=named)
    rows.update(**empty, is_active=False, erased_at=now)
    # The update itself left the earlier values in history.
    history = next(held for held in everything_held() if held.table == "organisation.PersonEvent")
    history.model._default_manager.filter(pgh_obj__in=named).delete()


def _delete_empty_households() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM organisation_household AS home WHERE NOT EXISTS"
            " (SELECT 1 FROM organisation_person AS person WHERE person.household_id = home.id)"
        )


def _count_former_members(ids: Sequence[int]) -> None:
    """Add to the counts of former members those whose memberships are about to go, so that last year's stay true."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO organisation_formermembers AS kept"
            " (unit_id, joined_month, since_month, ended_month, left_month, ended_why, people)"
            " SELECT unit_id, date_trunc('month', joined_on), date_trunc('month', member_since),"
            "  date_trunc('month', ended_on), date_trunc('month', left_on), ended_why, count(*) FROM"
            '  (SELECT unit_id, joined_on, member_since, "primary", coalesce(ended_on, current_date) AS ended_on,'
            "    coalesce(nullif(ended_why, ''), 'other') AS ended_why,"
            "    max(coalesce(ended_on, current_date)) OVER (PARTITION BY person_id) AS left_on"
            "   FROM organisation_membership WHERE person_id = ANY(%s)) AS membership"
            ' WHERE "primary" GROUP BY 1, 2, 3, 4, 5, 6'
            " ON CONFLICT (unit_id, joined_month, since_month, ended_month, left_month, ended_why)"
            " DO UPDATE SET people = kept.people + excluded.people",
            [list(ids)],
        )


def _remember_keys(ids: Sequence[int], *, on: date) -> None:
    """Keep digests of the people's member numbers, so that an older file does not bring them back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO organisation_erasedkey (digest, erased_on)"
            " SELECT DISTINCT sha256(convert_to(%(pepper)s || key, 'UTF8')), %(on)s::date FROM ("
            "  SELECT member_number AS key FROM organisation_person WHERE id = ANY(%(ids)s) AND member_number <> ''"
            "  UNION SELECT key FROM organisation_memberorigin WHERE person_id = ANY(%(ids)s)"
            "  UNION SELECT 'e:' || email FROM organisation_person WHERE id = ANY(%(ids)s) AND email IS NOT NULL"
            " ) keys ON CONFLICT (digest) DO UPDATE SET erased_on = excluded.erased_on",
            {"pepper": pepper(), "ids": list(ids), "on": on},
        )


def _end_sessions(ids: Collection[int]) -> None:
    """End every session of these people; the rows name them only in sealed text, so all are looked through."""
    store = SessionStore()
    wanted = {str(pk) for pk in ids}
    ended = [
        session.pk
        for session in Session.objects.iterator(chunk_size=500)
        if str(store.decode(session.session_data).get("_auth_user_id")) in wanted
    ]
    Session.objects.filter(pk__in=ended).delete()


def bring_ledger_in_step() -> int:
    """Write to the ledger outside the database what is missing there, and return how many entries.

    Something is missing where a machine stopped between erasing and writing, or where the file was lost.
    """
    there = {entry.register_id for entry in ledger.entries_of(settings.ERASURES)}
    missing = [
        ledger.Entry(each.register_id, each.erased_at, ErasureReason(each.reason))
        for each in Erasure.objects.order_by("erased_at").iterator()
        if each.register_id not in there
    ]
    ledger.append(settings.ERASURES, missing)
    return len(missing)


def erase_again(*, entries: Sequence[ledger.Entry], now: datetime) -> int:
    """Erase anew everyone in the ledger whom a restored backup has brought back; return how many.

    Only records as they were before their erasure are touched, so that doing it twice changes nothing.
    """
    reasons = {entry.register_id: entry.reason for entry in entries}
    again: dict[ErasureReason, list[int]] = {}
    wanted = list(reasons)
    for start in range(0, len(wanted), AT_ONCE):
        rows = Person.objects.filter(register_id__in=wanted[start : start + AT_ONCE], erased_at__isnull=True)
        for pk, register_id in rows.values_list("pk", "register_id"):
            again.setdefault(reasons[register_id], []).append(pk)
    erased = 0
    for reason, ids in again.items():
        for start in range(0, len(ids), AT_ONCE):
            erased += erase_people(ids=ids[start : start + AT_ONCE], reason=reason, now=now, by=None)
    return erased


def forget_old_rows(*, now: datetime) -> dict[str, int]:
    """Delete what has been kept for its time: contacts and readings for two years, history in any room for one."""
    two_years, one_year = now - timedelta(days=730), now - timedelta(days=365)
    history = sorted({held.table for held in everything_held() if HISTORY in held.fields})
    limits = (
        ("organisation.MemberContact", "at", two_years),
        ("organisation.AccessRecord", "at", two_years),
        *((table, "pgh_created_at", one_year) for table in history),
    )
    models = {held.table: held.model for held in everything_held()}
    deleted = {
        table: models[table]._default_manager.filter(**{f"{column}__lt": limit}).delete()[0]
        for table, column, limit in limits
    }
    keys = ErasedKey.objects.filter(erased_on__lt=timezone.localdate(one_year))
    return deleted | {"organisation.ErasedKey": keys.delete()[0]}
