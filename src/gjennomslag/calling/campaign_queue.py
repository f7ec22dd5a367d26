"""Whose turn it is in a campaign: one person to each caller, from one statement to the database and one to take them.

Two callers never get the same person, not even in campaigns of two levels: whoever takes a row takes a lock on the
person as well, and looks once more, with the lock in hand, whether somebody else is calling them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from gjennomslag.calling.models import Campaign, CampaignCall
from gjennomslag.messaging.queries.recipients import WRITTEN_BY_OTHERS
from gjennomslag.organisation.models import Person

# Any number that nothing else uses.
_LOCK = 7_155_004
TRIED_AT_ONCE = 50

# The lock on the person is asked for outside the search, so that it is for the one row that was found.
_NEXT = """
SELECT found.id, pg_try_advisory_xact_lock(%(lock)s, found.person_id::int) FROM (
SELECT call.id, call.person_id FROM calling_campaigncall AS call
  JOIN organisation_person AS person ON person.id = call.person_id
WHERE call.campaign_id = %(campaign)s AND call.closed_at IS NULL AND {turn}
  AND (call.held_until IS NULL OR call.held_until <= %(now)s) AND call.id <> ALL(%(passed)s)
  AND person.phone <> '' AND person.phone <> call.wrong_number
  AND person.merged_into_id IS NULL AND person.erased_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM organisation_membercontact AS contact WHERE contact.person_id = call.person_id
    AND contact.at > %(rested)s AND contact.kind = 'call' AND contact.about <> %(about)s)
  AND NOT (EXISTS (SELECT 1 FROM organisation_consent AS consent WHERE consent.person_id = call.person_id
      AND consent.channel = 'call' AND consent.withdrawn_at IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM organisation_consent AS consent WHERE consent.person_id = call.person_id
      AND consent.channel = 'call' AND consent.withdrawn_at IS NULL))
ORDER BY {order} LIMIT 1 FOR UPDATE OF call SKIP LOCKED) AS found
"""
# Whoever asked to be called now goes first, then those nobody has tried. Who has had a letter from another unit of the
# party today waits until nobody else is left, and who has had an SMS from one is not called today.
_WRITTEN = f"EXISTS ({WRITTEN_BY_OTHERS})"
_TURNS = (
    ("call.not_before <= %(now)s", "call.not_before, call.id"),
    (f"call.not_before IS NULL AND NOT {_WRITTEN}", "call.id"),
    (f"call.not_before IS NULL AND NOT EXISTS ({WRITTEN_BY_OTHERS} AND letter.medium = 'sms')", "call.id"),
)
_TAKE = """
UPDATE calling_campaigncall AS call SET caller_id = %(caller)s, held_until = %(until)s
WHERE call.id = %(call)s
  AND NOT EXISTS (SELECT 1 FROM calling_campaigncall AS other WHERE other.person_id = call.person_id
    AND other.id <> call.id AND other.held_until > %(now)s)
  AND NOT EXISTS (SELECT 1 FROM calling_welcomecall AS other WHERE other.person_id = call.person_id
    AND other.held_until > %(now)s)
RETURNING call.id, call.person_id
"""
_LET_GO = """
UPDATE calling_campaigncall SET caller_id = NULL, held_until = NULL WHERE caller_id = %s AND held_until IS NOT NULL
"""


def let_go(caller: Person) -> None:
    """Give back whoever the caller has taken in any campaign."""
    with connection.cursor() as cursor:
        cursor.execute(_LET_GO, [caller.pk])


def take_next_in(campaign: Campaign, *, caller: Person, now: datetime, hold: timedelta) -> tuple[int, int] | None:
    """Give the caller the next person, and return the call's and the person's id; None where nobody is waiting.

    To be called inside a transaction. Passes over whoever another caller is taking at this very moment, whoever does
    not want calls, whoever somebody has called within the campaign's days of rest, and, for today, whoever another
    unit has sent an SMS.
    """
    passed: list[int] = []
    values: dict[str, Any] = {
        "lock": _LOCK,
        "campaign": campaign.pk,
        "about": campaign.about,
        "now": now,
        "rested": now - timedelta(days=campaign.cooldown_days),
        "today": timezone.localdate(now),
        "unit": campaign.unit_id,
        "until": now + hold,
        "caller": caller.pk,
        "passed": passed,
    }
    with connection.cursor() as cursor:
        for turn, order in _TURNS:
            statement = _NEXT.format(turn=turn, order=order)
            while len(passed) < TRIED_AT_ONCE:
                cursor.execute(statement, values)
                row = cursor.fetchone()
                if row is None:
                    break
                found, locked = row
                if locked:
                    cursor.execute(_TAKE, values | {"call": found})
                    taken = cursor.fetchone()
                    if taken is not None:
                        return int(taken[0]), int(taken[1])
                passed.append(found)
    return None


def is_free(person: Person, now: datetime) -> bool:
    """Say whether no campaign has the person, and keep it so until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, person.pk])
        row = cursor.fetchone()
    return bool(row and row[0]) and not CampaignCall.objects.filter(person=person, held_until__gt=now).exists()


def let_rest(person: Person, now: datetime, *, campaign: Campaign | None) -> None:
    """Put the person back in the other campaigns until their days of rest are over, so that two levels do not call."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE calling_campaigncall AS call"
            " SET not_before = greatest(call.not_before, %s + campaign.cooldown_days * interval '1 day')"
            " FROM calling_campaign AS campaign WHERE campaign.id = call.campaign_id AND call.person_id = %s"
            " AND call.closed_at IS NULL AND call.campaign_id IS DISTINCT FROM %s",
            [now, person.pk, campaign.pk if campaign else None],
        )
