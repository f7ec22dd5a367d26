"""Turns at an activity: who changes who has a place goes alone, and those who can only wait for one go together.

A database lock for each activity that lasts as long as the transaction. It is not the lock on the activity's row:
there, those who go together would hold up whoever wants to go alone for as long as more of them come.
"""

from __future__ import annotations

from django.db import connection

from gjennomslag.activities.models import Activity

_LOCK = 7_155_006

ALONG_WITH_OTHERS = f"SELECT pg_advisory_xact_lock_shared({_LOCK}, %(activity)s::int)"
"""Waits until nobody is alone with the activity, and lets nobody be so until the transaction ends."""


def alone_with(activity_id: int) -> Activity:
    """Wait until nobody else answers or changes the activity, keep it so until the transaction ends, and return it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s::int)", [_LOCK, activity_id])
    return Activity.objects.select_for_update(of=("self",)).get(pk=activity_id)
