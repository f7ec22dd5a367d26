"""Campaigns and breakthroughs as numbers for plans and boards: by unit, each in one grouped query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from gjennomslag.campaigns.choices import CampaignKind, Outcome
from gjennomslag.campaigns.models import Breakthrough, Campaign
from gjennomslag.core.indicators import Example, Period
from gjennomslag.messaging.choices import LetterState
from gjennomslag.organisation.choices import UnitKind

_SHOWN = 50


def _by_unit(rows: QuerySet[Any]) -> Mapping[int, float]:
    counted = rows.order_by().values("unit_id").annotate(number=Count("pk"))
    return {row["unit_id"]: row["number"] for row in counted}


def breakthroughs(period: Period, outcome: str | None = None, contribution: str | None = None) -> Mapping[int, float]:
    """Return how many breakthroughs each unit has registered: won wholly or partly, unless an outcome is named.

    With a contribution only those count for which it is written down what the organisation did.
    """
    rows = _breakthroughs(period).filter(outcome__in=[outcome] if outcome else [Outcome.WON, Outcome.PARTLY])
    return _by_unit(rows.exclude(contribution="") if contribution else rows)


def _breakthroughs(period: Period) -> QuerySet[Breakthrough]:
    return Breakthrough.objects.filter(won_on__gte=period.first, won_on__lte=period.last)


def _started(period: Period) -> QuerySet[Campaign]:
    """Return the campaigns that began; what was called off by its first day never did."""
    rows = Campaign.objects.filter(starts_on__gte=period.first, starts_on__lte=period.last)
    held = rows.filter(Q(called_off_on__isnull=True) | Q(called_off_on__gt=F("starts_on")))
    return held.exclude(kind=CampaignKind.ELECTION_PLAN)


def campaigns_started(
    period: Period, goal: str | None = None, region: str | None = None, contributor: str | None = None
) -> Mapping[int, float]:
    """Return how many campaigns and marked days began in each unit.

    ``goal=set_before_start`` takes those whose wanted breakthrough stood there by the first day (G1.S6).
    """
    rows = _started(period)
    if goal:
        rows = rows.filter(wanted_since__lte=F("starts_on"))
    if region:
        rows = rows.filter(region=region)
    return _by_unit(rows.filter(contributors__contains=[contributor]) if contributor else rows)


def campaigns_tagged(period: Period, theme: str | None = None) -> Mapping[int, float]:
    """Return how many campaigns that began have a theme of policy: this one, or ``any``."""
    rows = _started(period)
    return _by_unit(rows.exclude(theme="") if theme in {None, "any"} else rows.filter(theme=theme))


def local_campaigns(period: Period) -> Mapping[int, float]:
    """Return how many campaigns began in each unit below the country."""
    return _by_unit(_started(period).exclude(unit__kind=UnitKind.NATIONAL))


def local_campaigns_supported(period: Period) -> Mapping[int, float]:
    """Return how many of those have a contact at head office (G1.S7)."""
    return _by_unit(_started(period).exclude(unit__kind=UnitKind.NATIONAL).filter(central_contact__isnull=False))


def major_events(period: Period) -> Mapping[int, float]:
    """Return how many major events began in each unit."""
    return _by_unit(_started(period).filter(major_event=True))


def major_events_with_call(period: Period) -> Mapping[int, float]:
    """Return for how many of those a call to help was sent to members."""
    sent = Q(call_letter__state__in=[LetterState.SENDING, LetterState.SENT])
    return _by_unit(_started(period).filter(sent, major_event=True))


def election_plans_published(period: Period, election: str | None = None) -> Mapping[int, float]:
    """Return how many plans for an election campaign each unit has published, for the election of a year if named."""
    rows = Campaign.objects.filter(
        kind=CampaignKind.ELECTION_PLAN,
        called_off_on__isnull=True,
        published_on__gte=period.first,
        published_on__lte=period.last,
    )
    return _by_unit(rows.filter(election=int(election)) if election else rows)


def campaigns_behind(period: Period, unit_ids: Sequence[int]) -> list[Example]:
    """Return the campaigns that began, the newest first, at most fifty."""
    rows = _started(period).filter(unit__in=unit_ids).select_related("unit")[:_SHOWN]
    return [
        Example(f"{each.title}, {each.unit.name}", reverse("campaigns:campaign", args=[each.unit.code, each.pk]))
        for each in rows
    ]


def breakthroughs_behind(period: Period, unit_ids: Sequence[int]) -> list[Example]:
    """Return the breakthroughs registered, the newest first, at most fifty."""
    rows = _breakthroughs(period).filter(unit__in=unit_ids).select_related("unit")[:_SHOWN]
    return [
        Example(f"{each.title}, {each.unit.name}", reverse("campaigns:breakthroughs", args=[each.unit.code]))
        for each in rows
    ]
