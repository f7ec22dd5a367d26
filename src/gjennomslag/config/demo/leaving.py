"""Who has left the invented party, as numbers, since people are erased when they leave; and how its members came in."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from gjennomslag.config.demo.steady import PLAN_BEGAN
from gjennomslag.organisation.choices import EndReason, ImportStatus
from gjennomslag.organisation.models import FormerMembers, MemberImport, MemberSource, Person, Unit

YEARS = 5
LEAVE_A_YEAR = 0.05
LONGEST_MONTHS = 40
IMPORTED_DAYS_AGO = 11
_WHY: Mapping[str, int] = {EndReason.RESIGNED: 55, EndReason.UNPAID: 41, EndReason.DIED: 4}


def let_members_leave(
    units: Mapping[str, Unit],
    members: Mapping[str, Sequence[Person]],
    today: date,
    chance: random.Random,
    *,
    steady: Collection[str],
) -> None:
    """Let about one in twenty have left in each of the last years; in ``steady`` units nobody in the plan's."""
    last = today.year * 12 + today.month - 2
    counts: Counter[tuple[str, int, int, str]] = Counter()
    for code, belonging in members.items():
        founded = units[code].valid_from.year * 12 + units[code].valid_from.month
        for _ in range(int(len(belonging) * LEAVE_A_YEAR * YEARS + chance.random())):
            left = last - chance.randrange(YEARS * 12)
            if code in steady:
                left = min(left, PLAN_BEGAN.year * 12 - 1)
            since = max(left - chance.randint(1, LONGEST_MONTHS), founded)
            if since < left:
                counts[code, since, left, chance.choices(list(_WHY), list(_WHY.values()))[0]] += 1
    FormerMembers.objects.bulk_create(
        FormerMembers(
            unit=units[code],
            joined_month=_first_of(since),
            since_month=_first_of(since),
            ended_month=_first_of(left),
            left_month=_first_of(left),
            ended_why=why,
            people=people,
        )
        for (code, since, left, why), people in counts.items()
    )


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def note_an_import(country: Unit, by: Person, members: int, today: date) -> None:
    """Note that the party's members came in with a file some days ago. The file itself is deleted, as it always is."""
    source = MemberSource.objects.create(unit=country, name="Hypersys", complete=True)
    record = MemberImport.objects.create(
        source=source,
        unit=country,
        by=by,
        file_name="medlemmer.csv",
        status=ImportStatus.DONE,
        progress=100,
        counts={"rows": members, "new": 0, "changed": 31, "moved": 6, "left": 4, "unchanged": members - 41},
    )
    given = timezone.make_aware(datetime.combine(today - timedelta(days=IMPORTED_DAYS_AGO), time(9, 20)))
    MemberImport.objects.filter(pk=record.pk).update(given_at=given, touched_at=given)
