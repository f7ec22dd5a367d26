"""What goes to one reader together: their places on all days and shifts of one activity, or of one series."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import Q

from gjennomslag.activities.models import Registration

_LOCK = 7_155_010


def alone_with_reader(row: Registration) -> bool:
    """Keep other workers from this reader of the series until the transaction ends; False where one has them in hand.

    It does not wait: whoever has them in hand sends what there is.
    """
    if not _may_be_several(row):
        return True
    name = f"{row.activity.series or row.activity_id} {row.person_id or row.email or row.phone or row.pk}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, name])
        return bool(cursor.fetchone()[0])


def held_together(row: Registration, wanted: Q) -> list[Registration]:
    """Return this place and the reader's others in the activity or series that are ``wanted``, by time.

    Nobody else changes them until the transaction ends. One that somebody is changing just now is left out.
    """
    if not _may_be_several(row):
        return [row]
    others = Registration.objects.select_for_update(of=("self",), skip_locked=True)
    others = others.select_related("activity__unit", "part", "person").filter(_beside(row), wanted).exclude(pk=row.pk)
    return sorted([row, *others], key=lambda each: ((each.part or each.activity).starts_at, each.pk))


def heard_since(row: Registration, mark: str, moment: datetime) -> bool:
    """Say whether the reader has had such a message about the activity or series since then."""
    return _may_be_several(row) and (
        Registration.objects.filter(_beside(row), **{f"{mark}__gte": moment}).exclude(pk=row.pk).exists()
    )


def _may_be_several(row: Registration) -> bool:
    return row.activity.series is not None or row.part_id is not None


def _beside(row: Registration) -> Q:
    """Return the condition for the same reader's places in the same activity or series."""
    series = row.activity.series
    there = Q(activity__series=series) if series else Q(activity=row.activity_id)
    if row.person_id is not None:
        return there & Q(person=row.person_id)
    if row.email or row.phone:
        return there & Q(person__isnull=True, email=row.email, phone=row.phone)
    return Q(pk=row.pk)
