"""How a branch is doing: who stays, who joins and leaves, who pays, whom somebody has talked with, and who takes part.

Numbers only, never names. Each is counted for a unit with everything below it, in a fixed number of queries. Only
primary memberships count, so that nobody counts twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from gjennomslag.core.charts import Bar, DrawnBars, draw_bars
from gjennomslag.organisation.choices import ContactOutcome, EndReason, Involvement
from gjennomslag.organisation.models import FormerMembers, MemberContact, Membership, Unit, YearCount
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.queries.units import children_of
from gjennomslag.organisation.rules import months_after, statutes

COHORTS = 6
FROZEN_YEARS = 5


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who joined in one year, and how many of them are still in the party."""

    year: int
    joined: int
    stayed: int

    @property
    def percent(self) -> int:
        """Return how many of a hundred have stayed, rounded down: nobody is counted who has left."""
        return self.stayed * 100 // self.joined if self.joined else 0


@dataclass(frozen=True, slots=True)
class Branch:
    """One of the units directly below, in numbers."""

    unit: Unit
    members: int
    joined: int
    paid: int
    reached: int

    @property
    def reached_percent(self) -> int:
        """Return of how many in a hundred somebody has talked with within a year."""
        return self.reached * 100 // self.members if self.members else 0


@dataclass(frozen=True, slots=True)
class Health:
    """Everything on the page. ``reached`` are counts of members talked with in the last 90 days, year, or ever."""

    members: int
    joined: int
    left: Sequence[tuple[str, int]]
    owing: int
    paid: int
    cohorts: Sequence[Cohort]
    reached_90: int
    reached_year: int
    reached_ever: int
    asked: int
    active: int
    frozen: Sequence[tuple[int, int]]
    branches: Sequence[Branch]
    year: int
    follow_up_at_most: int

    @property
    def lost(self) -> int:
        """Return how many have left in a year."""
        return sum(number for _, number in self.left)

    @property
    def never_reached(self) -> int:
        """Return with how many nobody has talked as far as the register knows."""
        return self.members - self.reached_ever

    @property
    def longer_ago(self) -> int:
        """Return how many somebody talked with more than a year ago."""
        return self.reached_ever - self.reached_year

    @property
    def drawing(self) -> DrawnBars:
        """Return the share of each year's new members who have stayed, as bars."""
        return draw_bars([Bar(str(each.year), each.percent, current=each.year == self.year) for each in self.cohorts])

    @property
    def too_large(self) -> bool:
        """Say whether there are more members than a branch can follow up, and fewer than half were reached in a year.

        A large branch that does reach its members needs no alarm.
        """
        return self.members > self.follow_up_at_most and self.reached_year * 2 < self.members


def health_of(unit: Unit, day: date) -> Health:
    """Return how the unit and everything below it is doing on the day."""
    running = Membership.objects.filter(running_on(day), primary=True, unit__path__startswith=unit.path)
    first = date(day.year, 1, 1)
    late = date(day.year, statutes().counts_for_next_year_from, 1)
    counted = running.aggregate(
        members=Count("pk"),
        owing=Count("pk", filter=Q(member_since__lt=late)),
        paid=Count("pk", filter=Q(member_since__lt=late, person__last_paid_year__gte=day.year)),
        asked=Count("pk", filter=~Q(person__involvement="")),
        active=Count("pk", filter=Q(person__involvement__in=[Involvement.ACTIVE, Involvement.SOME_TASKS])),
    )
    cohorts = _cohorts(unit, day)
    return Health(
        **counted,
        joined=next((each.joined for each in cohorts if each.year == day.year), 0),
        left=_left(unit, day),
        cohorts=cohorts,
        reached_90=_reached(running, day, 3),
        reached_year=_reached(running, day, 12),
        reached_ever=_reached(running, day, None),
        frozen=_frozen(unit),
        branches=_branches(unit, running, day, first),
        year=day.year,
        follow_up_at_most=statutes().follow_up_at_most,
    )


def _reached(running: QuerySet[Membership], day: date, months: int | None) -> int:
    return running.filter(_was_reached(day, months)).count()


def _was_reached(day: date, months: int | None) -> Exists:
    talked = MemberContact.objects.filter(person=OuterRef("person"), outcome=ContactOutcome.REACHED)
    if months is not None:
        since = timezone.make_aware(datetime.combine(months_after(day, -months), time.min))
        talked = talked.filter(at__gte=since)
    return Exists(talked)


def _cohorts(unit: Unit, day: date) -> list[Cohort]:
    """Return the newest years' new members, oldest first, those who have been erased counted too."""
    oldest = date(day.year - COHORTS + 1, 1, 1)
    here = Membership.objects.filter(
        primary=True, joined_on=F("member_since"), member_since__range=(oldest, day), unit__path__startswith=unit.path
    )
    still = Membership.objects.filter(running_on(day), primary=True, person=OuterRef("person"))
    joined = dict(here.values_list("member_since__year").annotate(number=Count("person", distinct=True)))
    stayed = dict(
        here.filter(Exists(still)).values_list("member_since__year").annotate(number=Count("person", distinct=True))
    )
    former = FormerMembers.objects.filter(
        joined_month=F("since_month"), since_month__gte=oldest, unit__path__startswith=unit.path
    )
    gone = dict(former.values_list("since_month__year").annotate(number=Sum("people")))
    return [
        Cohort(year, joined.get(year, 0) + gone.get(year, 0), stayed.get(year, 0))
        for year in range(oldest.year, day.year + 1)
    ]


def _left(unit: Unit, day: date) -> list[tuple[str, int]]:
    """Return how many have left the party in a year, by reason and most first. Those who moved have not left."""
    since = months_after(day, -12)
    ended = Membership.objects.filter(
        primary=True, ended_on__gt=since, ended_on__lte=day, unit__path__startswith=unit.path
    )
    former = FormerMembers.objects.filter(ended_month__gt=since, unit__path__startswith=unit.path)
    numbers: dict[str, int] = {}
    for rows, total in ((ended, Count("pk")), (former, Sum("people"))):
        for why, number in rows.exclude(ended_why=EndReason.TRANSFERRED).values_list("ended_why").annotate(total):
            numbers[why] = numbers.get(why, 0) + number
    return [(str(EndReason(why).label), numbers[why]) for why in sorted(numbers, key=lambda why: (-numbers[why], why))]


def _frozen(unit: Unit) -> list[tuple[int, int]]:
    """Return the counts at 31 December, newest first, as they were counted then."""
    rows = YearCount.objects.filter(unit__path__startswith=unit.path).values_list("year")
    return list(rows.annotate(total=Sum("members")).order_by("-year")[:FROZEN_YEARS])


def _branches(unit: Unit, running: QuerySet[Membership], day: date, first: date) -> list[Branch]:
    children = children_of(unit, day)
    if not children:
        return []
    rows = running.values_list("unit__path").annotate(
        members=Count("pk"),
        joined=Count("pk", filter=Q(member_since__gte=first, joined_on=F("member_since"))),
        paid=Count("pk", filter=Q(person__last_paid_year__gte=day.year)),
        reached=Count("pk", filter=Q(_was_reached(day, 12))),
    )
    sums = {child.path: [0, 0, 0, 0] for child in children}
    for path, *numbers in rows:
        mine = sums.get(path[: len(unit.path) + unit.steplen])
        if mine is not None:
            mine[:] = [before + number for before, number in zip(mine, numbers, strict=True)]
    return [Branch(child, *sums[child.path]) for child in children]


def members_by_postal_code(unit: Unit, day: date) -> list[tuple[str, str, int]]:
    """Return the unit's own members by where they live, as (postal code, place, members), most first."""
    rows = Membership.objects.filter(running_on(day), primary=True, unit=unit).exclude(person__postal_code="")
    counted = rows.values_list("person__postal_code", "person__postal_place").annotate(number=Count("pk"))
    together: dict[str, tuple[str, int]] = {}
    for code, place, number in counted.order_by("person__postal_code", "person__postal_place"):
        known = together.get(code, (place, 0))
        together[code] = (known[0] or place, known[1] + number)
    return sorted(((code, *found) for code, found in together.items()), key=lambda row: (-row[2], row[0]))
