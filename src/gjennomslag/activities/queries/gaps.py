"""Which branches have nothing planned that members can be invited to, and what would suit them (G2.L3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from gjennomslag.activities.choices import ADMINISTRATION, ActivityKind, Invited
from gjennomslag.activities.models import Activity, ActivityTemplate
from gjennomslag.activities.queries.activities import members_below, templates_for
from gjennomslag.activities.queries.counts import days_held
from gjennomslag.activities.sources import coming_elsewhere
from gjennomslag.core.indicators import Period
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.scope import active_on

LATELY = timedelta(days=60)
A_YEAR = timedelta(days=365)
SUGGESTED = 3
INTERESTS: Mapping[ActivityKind, frozenset[str]] = {
    ActivityKind.DOOR_KNOCKING: frozenset({"doors"}),
    ActivityKind.STALL: frozenset({"stands"}),
    ActivityKind.LISTENING_STALL: frozenset({"stands"}),
    ActivityKind.MORNING_ACTION: frozenset({"stands", "leaflets"}),
    ActivityKind.LEAFLETING: frozenset({"leaflets"}),
    ActivityKind.CAMPAIGN_DAY: frozenset({"stands", "doors", "leaflets"}),
    ActivityKind.SOCIAL: frozenset({"practical", "hosting"}),
    ActivityKind.DEBATE: frozenset({"speaking"}),
    ActivityKind.STUDY_CIRCLE: frozenset({"teaching"}),
}
"""Which words for what members can help with speak for which kind of activity."""


def next_by_unit(unit_ids: Sequence[int], now: datetime) -> dict[int, datetime]:
    """Return when each unit's next activity begins that members can be invited to. Units without one are absent."""
    rows = Activity.objects.not_cancelled().filter(unit__in=unit_ids, starts_at__gt=now)
    own = rows.filter(invited__in=[Invited.OPEN, Invited.MEMBERS]).order_by("-starts_at")
    found = dict(own.values_list("unit_id", "starts_at"))
    for each in coming_elsewhere(unit_ids, now):
        if not each.full:
            found[each.unit_id] = min(each.starts_at, found.get(each.unit_id, each.starts_at))
    return found


def branches_on(day: date) -> list[Unit]:
    """Return all local branches of the day, in the order of the tree."""
    return list(Unit.objects.filter(active_on(day), kind=UnitKind.LOCAL))


@dataclass(frozen=True, slots=True)
class BranchRow:
    """A branch with when its next activity begins; where it has none, when it last held one in the last year."""

    unit: Unit
    begins: datetime | None
    last_held: date | None


def rows_below(unit: Unit, now: datetime) -> list[BranchRow]:
    """Return the branches below the unit, those with nothing planned first and longest without before others."""
    day = timezone.localtime(now).date()
    branches = list(Unit.objects.filter(active_on(day), kind=UnitKind.LOCAL, path__startswith=unit.path))
    coming = next_by_unit([each.pk for each in branches], now)
    held = days_held({each.pk for each in branches if each.pk not in coming}, Period(day - A_YEAR, day))
    rows = [BranchRow(each, coming.get(each.pk), max(held.get(each.pk, ()), default=None)) for each in branches]
    return sorted(rows, key=lambda row: (row.begins is not None, row.begins or now, row.last_held or date.min))


def suggestions_for(unit: Unit, now: datetime) -> list[ActivityTemplate]:
    """Return three templates that suit the unit: its size, what its members say they can help with, and some change.

    What it has held in the last two months goes behind what it has not; meetings that the party sees to itself with are
    not suggested.
    """
    day = timezone.localtime(now).date()
    fitting, _larger = templates_for(members_below(unit, day))
    willing = _willing(unit, day)
    lately = set(Activity.objects.filter(unit=unit, starts_at__gt=now - LATELY).values_list("kind", flat=True))

    def worth(template: ActivityTemplate) -> tuple[bool, int, int]:
        speaking = sum(willing[word] for word in INTERESTS.get(ActivityKind(template.kind), frozenset()))
        return template.kind in lately, -speaking, template.order

    return sorted((each for each in fitting if each.kind not in ADMINISTRATION), key=worth)[:SUGGESTED]


def _willing(unit: Unit, day: date) -> Counter[str]:
    """Return how many of the unit's members have said that they can help with what."""
    people = Person.objects.filter(running_on(day, "memberships__"), memberships__unit=unit).exclude(interests=[])
    return Counter(word for interests in people.values_list("interests", flat=True) for word in interests)
