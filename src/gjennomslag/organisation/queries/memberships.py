"""How many members: on a day, joined, stayed, contacted, and at the end of a year.

All by unit and in one or two grouped queries for the whole party. Units without anybody are absent. Only primary
memberships count, so that nobody counts twice. People who have left are erased; ``FormerMembers`` says how many they
were, by month.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, TypedDict

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from gjennomslag.core.indicators import Period
from gjennomslag.organisation.choices import ContactOutcome
from gjennomslag.organisation.models import Dues, FormerMembers, Lot, MemberContact, Membership
from gjennomslag.organisation.rules import months_after, statutes


def running_on(day: date, prefix: str = "") -> Q:
    """Return the condition that a membership runs on the day. ``prefix`` leads to the membership."""
    begun = Q(**{f"{prefix}joined_on__lte": day})
    return begun & (Q(**{f"{prefix}ended_on__isnull": True}) | Q(**{f"{prefix}ended_on__gt": day}))


def running_with_id(pk: int) -> Membership | None:
    """Return the membership with its person and unit if it has not ended, or None."""
    return Membership.objects.filter(pk=pk, ended_on__isnull=True).select_related("person", "unit").first()


def _former_on(day: date) -> QuerySet[FormerMembers]:
    return FormerMembers.objects.filter(joined_month__lte=day, ended_month__gt=day)


def _added(*parts: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """Return the sum of the parts' numbers (``number``) by unit."""
    numbers: dict[int, int] = {}
    for part in parts:
        for row in part:
            numbers[row["unit_id"]] = numbers.get(row["unit_id"], 0) + row["number"]
    return numbers


def _counted(rows: QuerySet[Membership]) -> Iterable[Mapping[str, Any]]:
    return rows.values("unit_id").annotate(number=Count("pk"))


def _summed(rows: QuerySet[FormerMembers]) -> Iterable[Mapping[str, Any]]:
    return rows.values("unit_id").annotate(number=Sum("people"))


def members_on(day: date) -> dict[int, int]:
    """Return how many members each unit has on the day."""
    running = Membership.objects.filter(running_on(day), primary=True)
    return _added(_counted(running), _summed(_former_on(day)))


def joined_by_unit(period: Period) -> dict[int, int]:
    """Return how many joined the party in each unit in the period. Those who moved there do not count."""
    first_month = period.first.replace(day=1)
    joined = Membership.objects.filter(
        primary=True, joined_on=F("member_since"), member_since__range=(period.first, period.last)
    )
    former = FormerMembers.objects.filter(joined_month=F("since_month"), since_month__range=(first_month, period.last))
    return _added(_counted(joined), _summed(former))


def members_year_before(period: Period) -> dict[int, int]:
    """Return how many members each unit had a year before the period's last day."""
    return members_on(months_after(period.last, -12))


def members_retained(period: Period) -> dict[int, int]:
    """Return how many of those a year before the period's last day are still in the party, by the unit they were in."""
    before = months_after(period.last, -12)
    still = Membership.objects.filter(running_on(period.last), primary=True, person=OuterRef("person"))
    stayed = Membership.objects.filter(running_on(before), Exists(still), primary=True)
    return _added(_counted(stayed), _summed(_former_on(before).filter(left_month__gt=period.last)))


def drawn_by_lot(memberships: QuerySet[Membership], share: float) -> QuerySet[Membership]:
    """Return a fair draw of the memberships: this share (0–1) of the people, always the same ones."""
    return memberships.alias(lot=Lot("person")).filter(lot__lt=round(Lot.LOWEST * (1 - 2 * share)))


def contacted_by_unit(day: date, months: int) -> dict[int, int]:
    """Return how many of each unit's members on the day somebody has talked with in the months before."""
    since = timezone.make_aware(datetime.combine(months_after(day, -months), time.min))
    until = timezone.make_aware(datetime.combine(day, time.max))
    reached = MemberContact.objects.filter(
        person=OuterRef("person"), outcome=ContactOutcome.REACHED, at__range=(since, until)
    )
    return _added(_counted(Membership.objects.filter(running_on(day), Exists(reached), primary=True)))


class YearCountRow(TypedDict):
    """A unit's members at the end of a year, as ``YearCount`` keeps them."""

    unit_id: int
    members: int
    counting: int
    paid: int


def year_counts_of(year: int) -> Iterator[YearCountRow]:
    """Return every unit's members at the end of 31 December of the year, for ``YearCount`` to keep."""
    day = date(year, 12, 31)
    late = date(year, statutes().counts_for_next_year_from, 1)
    running = Membership.objects.filter(running_on(day), primary=True)
    paid = Dues.objects.filter(person=OuterRef("person"), year=year)
    members = members_on(day)
    counting = _added(
        _counted(running.filter(member_since__lt=late)), _summed(_former_on(day).filter(since_month__lt=late))
    )
    paying = _added(_counted(running.filter(Exists(paid))))
    for unit_id, number in members.items():
        yield YearCountRow(
            unit_id=unit_id, members=number, counting=counting.get(unit_id, 0), paid=paying.get(unit_id, 0)
        )
