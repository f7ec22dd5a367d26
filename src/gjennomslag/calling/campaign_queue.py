"""Whose turn it is in a campaign: one person to each caller, from one statement to the database and one to take them.

Two callers never get the same person, not even in campaigns of two levels: whoever takes a row takes a lock on the
person as well, and looks once more, with the lock in hand, whether somebody else is calling them.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from gjennomslag.calling.models import Campaign, CampaignCall
from gjennomslag.core.prepared import Planned
from gjennomslag.messaging.queries.recipients import WRITTEN_BY_OTHERS
from gjennomslag.organisation.models import Person

# Any number that nothing else uses.
_LOCK = 7_155_004
TRIED_AT_ONCE = 50

_HAS_NUMBER = "(person.phone <> '' AND person.phone <> call.wrong_number)"
_IS_THERE = "(person.merged_into_id IS NULL AND person.erased_at IS NULL)"
_WANTS_NO_CALLS = """(EXISTS (SELECT 1 FROM organisation_consent AS consent WHERE consent.person_id = call.person_id
      AND consent.channel = 'call' AND consent.withdrawn_at IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM organisation_consent AS consent WHERE consent.person_id = call.person_id
      AND consent.channel = 'call' AND consent.withdrawn_at IS NULL))"""
_CALLED_BY_OTHERS = """FROM organisation_membercontact AS contact WHERE contact.person_id = call.person_id
    AND contact.at > %(rested)s AND contact.kind = 'call' AND contact.about <> %(about)s"""
_FREE = "(call.held_until IS NULL OR call.held_until <= %(now)s)"

# The lock on the person is asked for outside the search, so that it is for the one row that was found. OFFSET 0 lets
# the database look at one member after the other: it would otherwise read everyone to find the first.
_IN_TURN = f"""
SELECT found.id, pg_try_advisory_xact_lock(%(lock)s::int, found.person_id::int) FROM (
SELECT call.id, call.person_id FROM calling_campaigncall AS call
  CROSS JOIN LATERAL (SELECT * FROM organisation_person WHERE id = call.person_id OFFSET 0) AS person
WHERE call.campaign_id = %(campaign)s AND call.closed_at IS NULL AND {{turn}}
  AND {_FREE} AND call.id <> ALL(%(passed)s::bigint[]) AND {_HAS_NUMBER} AND {_IS_THERE}
  AND NOT EXISTS (SELECT 1 {_CALLED_BY_OTHERS} OFFSET 0) AND NOT {_WANTS_NO_CALLS}
ORDER BY {{order}} LIMIT 1 FOR UPDATE OF call SKIP LOCKED) AS found
"""  # noqa: S608 -- put together from the constants here alone
# Whoever nobody may call now, until the days of rest are over or the next morning. The search would go past them for
# every caller, and there are more of them at its head the longer a campaign lasts.
_SET_ASIDE = f"""
WITH aside AS MATERIALIZED (
SELECT call.id, called.at FROM calling_campaigncall AS call
  JOIN organisation_person AS person ON person.id = call.person_id
  CROSS JOIN LATERAL (SELECT max(contact.at) AS at {_CALLED_BY_OTHERS}) AS called
WHERE call.campaign_id = %(campaign)s AND call.closed_at IS NULL AND {_FREE}
  AND (call.not_before IS NULL OR call.not_before <= %(now)s)
  AND (called.at IS NOT NULL OR NOT {_HAS_NUMBER} OR NOT {_IS_THERE} OR {_WANTS_NO_CALLS})
FOR UPDATE OF call SKIP LOCKED)
UPDATE calling_campaigncall AS call
SET not_before = coalesce(aside.at + make_interval(days => %(rest)s), %(tomorrow)s)
FROM aside WHERE aside.id = call.id
"""  # noqa: S608 -- put together from the constants here alone
# Whoever is to be tried again now goes first, then those nobody has tried. Who has had a letter from another unit of
# the party today waits until nobody else is left, and who has had an SMS from one is not called today, unless they have
# asked for it.
_WRITTEN = f"EXISTS ({WRITTEN_BY_OTHERS} OFFSET 0)"
_BY_SMS = f"EXISTS ({WRITTEN_BY_OTHERS} AND letter.medium = 'sms' OFFSET 0)"
_TURNS = tuple(
    Planned(f"next_in_turn_{number}", _IN_TURN.format(turn=turn, order=order))
    for number, (turn, order) in enumerate(
        (
            (f"call.not_before <= %(now)s AND (call.outcome = 'call-back' OR NOT {_WRITTEN})", "call.not_before"),
            (f"call.not_before IS NULL AND NOT {_WRITTEN}", "call.id"),
            (f"call.not_before <= %(now)s AND NOT {_BY_SMS}", "call.not_before"),
            (f"call.not_before IS NULL AND NOT {_BY_SMS}", "call.id"),
        )
    )
)
# A statement of its own, since only that sees what others have done until the lock was there.
_TAKE = Planned(
    "take_next",
    """
UPDATE calling_campaigncall AS call SET caller_id = %(caller)s, held_until = %(until)s
WHERE call.id = %(call)s
  AND NOT EXISTS (SELECT 1 FROM calling_campaigncall AS other WHERE other.person_id = call.person_id
    AND other.id <> call.id AND other.held_until > %(now)s)
  AND NOT EXISTS (SELECT 1 FROM calling_welcomecall AS other WHERE other.person_id = call.person_id
    AND other.held_until > %(now)s)
RETURNING call.id, call.person_id
""",
)
_LET_GO = """
UPDATE calling_campaigncall SET caller_id = NULL, held_until = NULL WHERE caller_id = %s AND held_until IS NOT NULL
"""


def let_go(caller: Person) -> None:
    """Give back whoever the caller has taken in any campaign."""
    with connection.cursor() as cursor:
        cursor.execute(_LET_GO, [caller.pk])


def take_next_in(campaign: Campaign, *, caller: Person, now: datetime, hold: timedelta) -> tuple[int, int] | None:
    """Give the caller the next person, and return the call's and the person's id; None where nobody is waiting.

    To be called inside a transaction. Whoever the caller had is given back. Passes over whoever another caller is
    taking at this very moment, whoever does not want calls, whoever somebody has called within the campaign's days of
    rest, and, for today, whoever another unit has sent an SMS.
    """
    # First of all, so that whoever presses twice waits here, with nothing locked.
    let_go(caller)
    passed: list[int] = []
    values = _values(campaign, now) | {
        "lock": _LOCK,
        "today": timezone.localdate(now),
        "unit": campaign.unit_id,
        "until": now + hold,
        "caller": caller.pk,
        "passed": passed,
    }
    for turn in _TURNS:
        while len(passed) < TRIED_AT_ONCE and (found := turn.first_row(values)) is not None:
            call, locked = found
            taken = _TAKE.first_row(values | {"call": call}) if locked else None
            if taken is not None:
                return int(taken[0]), int(taken[1])
            passed.append(call)
    return None


def set_aside(campaign: Campaign, now: datetime) -> int:
    """Put off whoever nobody may call in the campaign now, and return how many. Safe to repeat.

    Who has been called lately waits until the days of rest are over. Who has no number that works, or wants no calls,
    is looked at again the next day: a number may have come. Only the search gets shorter; it judges by itself.
    """
    tomorrow = timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), time.min))
    values = _values(campaign, now) | {"rest": campaign.cooldown_days, "tomorrow": tomorrow}
    with connection.cursor() as cursor:
        cursor.execute(_SET_ASIDE, values)
        return int(cursor.rowcount)


def _values(campaign: Campaign, now: datetime) -> dict[str, Any]:
    return {
        "campaign": campaign.pk,
        "about": campaign.about,
        "now": now,
        "rested": now - timedelta(days=campaign.cooldown_days),
    }


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
