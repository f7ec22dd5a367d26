"""Who must be erased, and what of them must stay (rule M2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from gjennomslag.organisation.choices import Topic
from gjennomslag.organisation.models import (
    Consent,
    ErasureRequest,
    Exclusion,
    Membership,
    OfficeHolding,
    Person,
    PersonMerge,
)
from gjennomslag.organisation.rules import newest_paid_year_erased_on, statutes
from gjennomslag.organisation.scope import active_on

MERGES_KEPT = timedelta(days=30)
ALARMING_SHARE, ALARMING_NUMBER = 0.05, 50


def time_to_regret() -> timedelta:
    """Return how long somebody who has resigned, or asked to be erased, can still come back: half the time allowed."""
    return timedelta(hours=statutes().resigned_hours / 2)


def left_the_party(now: datetime) -> list[int]:
    """Return the ids of those whose memberships have all ended, the last one noted as ended some hours ago.

    People without any membership (employees) and those who still hold an office are not among them.
    """
    today = timezone.localdate(now)
    running = Membership.objects.filter(person=OuterRef("pk")).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today))
    holding = OfficeHolding.objects.filter(active_on(today + timedelta(days=1)), person=OuterRef("pk"))
    ended = Membership.objects.filter(ended_on__lte=today, person__erased_at__isnull=True)
    candidates = ended.values("person_id").annotate(last=Max("ended_at")).values("person_id")
    candidates = candidates.filter(Q(last__isnull=True) | Q(last__lte=now - time_to_regret()))
    people = Person.objects.filter(pk__in=candidates, merged_into__isnull=True)
    return list(people.filter(~Exists(running), ~Exists(holding)).order_by("pk").values_list("pk", flat=True))


def asked_to_be_erased(now: datetime) -> list[int]:
    """Return the ids of those who asked some hours ago."""
    asked = ErasureRequest.objects.filter(asked_at__lte=now - time_to_regret())
    return list(asked.order_by("person_id").values_list("person_id", flat=True))


def merged_long_ago(now: datetime) -> list[int]:
    """Return the ids of records that were merged into another so long ago that it can no longer be undone."""
    old = PersonMerge.objects.filter(at__lte=now - MERGES_KEPT)
    return list(old.order_by("duplicate_id").values_list("duplicate_id", flat=True))


@dataclass(frozen=True, slots=True)
class Unpaid:
    """Those who must be erased for unpaid dues, of so many members."""

    ids: list[int]
    members: int

    @property
    def alarming(self) -> bool:
        """Say whether they are so many that somebody should look first."""
        return len(self.ids) > max(ALARMING_NUMBER, self.members * ALARMING_SHARE)


def unpaid_on(today: date) -> Unpaid:
    """Return the members whose oldest unpaid dues were due so long ago that they are to be erased by this day."""
    running = Membership.objects.filter(ended_on__isnull=True, primary=True)
    newest = newest_paid_year_erased_on(today)
    # Whoever joined in time owes the dues of the year after the newest; for others they are not due yet.
    owing = running.filter(member_since__lt=date(newest + 1, statutes().counts_for_next_year_from, 1))
    due = owing.filter(Q(person__last_paid_year__isnull=True) | Q(person__last_paid_year__lte=newest))
    return Unpaid(sorted(due.values_list("person_id", flat=True)), running.count())


def named_in_history(ids: Collection[int]) -> set[int]:
    """Return those whose names stay: they have held an office, or are excluded."""
    holding = OfficeHolding.objects.filter(person__in=ids).values_list("person_id", flat=True)
    excluded = Exclusion.objects.filter(person__in=ids, lifted_on__isnull=True).values_list("person_id", flat=True)
    return {*holding, *excluded}


def in_the_archive(ids: Collection[int]) -> set[int]:
    """Return those who have agreed to being kept in the archive, and have not asked to be erased."""
    agreed = Consent.objects.filter(
        person__in=ids, topic=Topic.ARCHIVE, given_at__isnull=False, withdrawn_at__isnull=True
    ).exclude(person__in=ErasureRequest.objects.values("person"))
    return set(agreed.values_list("person_id", flat=True))
