"""Turns at an activity: who changes who has a place goes alone, and those who can only wait for one go together.

A database lock for each activity that lasts as long as the transaction. It is not the lock on the activity's row:
there, those who go together would hold up whoever wants to go alone for as long as more of them come.
"""

from __future__ import annotations

from django.db import connection, transaction

from gjennomslag.activities.models import Activity

_LOCK = 7_155_006
MOST_LOCKS = 2**31 - 1
"""No activity has a higher number than this: the database knows no lock for it."""

ALONG_WITH_OTHERS = f"SELECT pg_advisory_xact_lock_shared({_LOCK}, %(activity)s::int)"
"""Waits until nobody is alone with the activity, and lets nobody be so until the transaction ends."""


def alone_with(activity_id: int) -> Activity:
    """Wait until nobody else answers or changes the activity, keep it so until the transaction ends, and return it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s::int)", [_LOCK, activity_id])
    return Activity.objects.select_for_update(of=("self",)).get(pk=activity_id)


def wait_for_answers(activity_id: int) -> None:
    """Wait until the answers that are being written are there to be read."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s::int)", [_LOCK, activity_id])


def telling_lock(activity_id: int) -> str:
    """Return under which name the job waits that tells those who have answered."""
    return f"activities.tell.{activity_id}"
