"""The yes that takes nothing from anyone: where there is no limit, or nothing left but the waiting list.

When something is full and hundreds answer in a second, they need not go one after another: none of them gets a place.
What gives, frees or counts places goes alone, so that what the statement sees is true until the answer is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, TypedDict
from uuid import UUID, uuid4

from django.db import connection, transaction

from gjennomslag.activities.choices import Answer, Invited, News, Way
from gjennomslag.activities.models import Part, Registration
from gjennomslag.activities.services.turns import ALONG_WITH_OTHERS, MOST_LOCKS, telling_lock
from gjennomslag.core.prepared import Planned

_ANSWER = """
    INSERT INTO activities_registration
        (activity_id, part_id, person_id, name, email, phone, answer, to_tell, newcomer, way, at, key, doubt)
    SELECT activity.id, %(part)s, who.id, %(name)s, %(email)s, %(phone)s,
           CASE WHEN room.places IS NULL THEN %(coming)s ELSE %(waiting)s END,
           CASE WHEN room.places IS NULL THEN %(told_place)s ELSE %(told_waiting)s END,
           COALESCE(%(newcomer)s, who.id IS NOT NULL AND NOT EXISTS (
               SELECT FROM activities_registration AS earlier WHERE earlier.person_id = who.id AND earlier.came)),
           %(way)s, %(at)s, %(key)s, ''
      FROM activities_activity AS activity
      LEFT JOIN organisation_person AS who
        ON who.register_id = %(member)s AND who.erased_at IS NULL AND who.merged_into_id IS NULL
      LEFT JOIN activities_part AS part ON part.id = %(part)s AND part.activity_id = activity.id
     CROSS JOIN LATERAL (
           SELECT CASE WHEN %(part)s::bigint IS NULL THEN activity.capacity ELSE part.capacity END AS places) AS room
     WHERE activity.id = %(activity)s AND activity.cancelled_at IS NULL AND activity.ends_at > %(at)s
       AND (%(member)s::uuid IS NULL OR who.id IS NOT NULL)
       AND (%(part)s::bigint IS NULL OR part.id IS NOT NULL)
       AND (NOT %(ask_whether_meant)s OR (NOT activity.by_shift AND CASE activity.invited
           WHEN %(open)s THEN true
           WHEN %(members)s THEN EXISTS (
               SELECT FROM organisation_membership AS membership
                 JOIN organisation_unit AS theirs ON theirs.id = membership.unit_id
                 JOIN organisation_unit AS ours ON ours.id = activity.unit_id
                WHERE membership.person_id = who.id AND membership.ended_on IS NULL
                  AND starts_with(theirs.path, ours.path))
           ELSE EXISTS (
               SELECT FROM activities_invitation AS invitation
                WHERE invitation.activity_id = activity.id AND invitation.person_id = who.id) END))
       AND (room.places IS NULL OR room.places <= (
           SELECT count(*) FROM activities_registration AS other
            WHERE other.activity_id = activity.id AND other.part_id IS NOT DISTINCT FROM %(part)s::bigint
              AND other.answer = %(coming)s))
       AND NOT EXISTS (
           SELECT FROM activities_registration AS known
            WHERE known.activity_id = activity.id AND known.person_id = who.id AND known.part_id IS NULL)
        ON CONFLICT DO NOTHING
    RETURNING id, person_id, answer, to_tell, newcomer,
              EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = %(telling)s AND status = 'todo')
"""

# Planning it takes the database several times as long as carrying it out.
_PLANNED = Planned(
    "answer_quickly",
    _ANSWER,
    {
        **dict.fromkeys(("activity", "part"), "bigint"),
        **dict.fromkeys(("member", "key"), "uuid"),
        **dict.fromkeys(("newcomer", "ask_whether_meant"), "boolean"),
        **dict.fromkeys(("name", "email", "phone", "way", "coming", "waiting", "told_place", "told_waiting"), "text"),
        **dict.fromkeys(("open", "members", "telling"), "text"),
        "at": "timestamptz",
    },
)


@dataclass(frozen=True, slots=True)
class Quick:
    """An answer that was written, and whether a job waits that tells whoever has answered.

    A job that waits finds this answer: when it begins, it waits in its turn until the answer is there to be read.
    """

    registration: Registration
    will_be_told: bool


class InShort(TypedDict):
    """Who answers: a member's id in the register, or what a guest has said of themselves."""

    member: UUID | None
    guest: Mapping[str, str]


_Written: TypeAlias = tuple[int, int | None, str, str, bool, bool]


class _OfNoUse(Exception):
    """Nothing was written."""


def answer_quickly(
    *,
    activity_id: int,
    part: Part | None,
    member: UUID | None,
    guest: Mapping[str, str],
    newcomer: bool | None,
    now: datetime,
    way: Way,
    ask_whether_meant: bool = False,
) -> Quick | None:
    """Write down a yes that needs no place of its own, and return it; None where nothing is written.

    ``member`` and ``guest`` are as ``InShort`` has them. Nothing is written where a place is free, where
    they have answered before, where it is over or cancelled, and where the register's record is no longer in use.
    ``ask_whether_meant``: also where it is not meant for them, as ``queries.activities.may_answer`` says it, or where
    one chooses among shifts; else whoever calls has looked. Nothing with a history is written, so that nothing says
    who wrote: the row itself does.
    """
    if activity_id > MOST_LOCKS:
        return None
    row = Registration(activity_id=activity_id, part=part, way=way, at=now, key=uuid4(), **guest)
    further = {"member": member, "newcomer": newcomer, "ask_whether_meant": ask_whether_meant}
    written = _write(_values_of(row) | further)
    if written is None:
        return None
    row.pk, row.person_id, row.answer, row.to_tell, row.newcomer, will_be_told = written
    row._state.adding, row._state.db = False, connection.alias
    return Quick(row, will_be_told)


def _write(values: dict[str, Any]) -> _Written | None:
    """Take the turn and write, in one journey to the database, which is then one transaction.

    Each of the statements sees what is there when it begins: the last one all that the turn has waited for. Inside
    a greater transaction a turn that was of no use is given back, so that two of them never wait for each other.
    """
    if not connection.in_atomic_block:
        return _run(values)
    try:
        with transaction.atomic():
            written = _run(values)
            if written is None:
                raise _OfNoUse
    except _OfNoUse:
        return None
    return written


def _run(values: dict[str, Any]) -> _Written | None:
    row: Any = _PLANNED.first_row_after(ALONG_WITH_OTHERS, values)
    return row  # type: ignore[no-any-return]


def _values_of(row: Registration) -> dict[str, Any]:
    return {
        "activity": row.activity_id,
        "part": row.part_id,
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "way": str(row.way),
        "at": row.at,
        "key": row.key,
        "coming": str(Answer.COMING),
        "waiting": str(Answer.WAITING),
        "told_place": str(News.PLACE),
        "told_waiting": str(News.WAITING),
        "open": str(Invited.OPEN),
        "members": str(Invited.MEMBERS),
        "telling": telling_lock(row.activity_id),
    }
