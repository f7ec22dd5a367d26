"""Reads about own channels: those of a unit, and numbers for all units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from gjennomslag.core.indicators import Period
from gjennomslag.messaging.choices import SOCIAL, ChannelKind
from gjennomslag.messaging.models import ChannelReading, OwnChannel
from gjennomslag.organisation.models import OfficeHolding, Person, Unit
from gjennomslag.organisation.scope import active_on


def _followers(day: date) -> Subquery:
    readings = ChannelReading.objects.filter(channel=OuterRef("pk"), day__lte=day).order_by("-day")
    return Subquery(readings.values("followers")[:1])


def channels_of(unit: Unit, day: date) -> QuerySet[OwnChannel]:
    """Return the unit's channels that are in use, each with its latest number of ``followers``."""
    rows = OwnChannel.objects.filter(unit=unit, ended_on__isnull=True).select_related("owner")
    return rows.annotate(followers=_followers(day))


def possible_owners(unit: Unit, day: date) -> QuerySet[Person]:
    """Return who may look after a channel: those who hold an office in the unit."""
    holdings = OfficeHolding.objects.filter(active_on(day), unit=unit)
    return Person.objects.filter(pk__in=holdings.values("person")).order_by("sort_name")


def _of_kind(kind: str | None) -> Q:
    if kind == "social":
        return Q(kind__in=SOCIAL)
    return Q(kind=ChannelKind(kind)) if kind else Q()


def _on(day: date, kind: str | None) -> QuerySet[OwnChannel]:
    running = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    return OwnChannel.objects.filter(running, _of_kind(kind), started_on__lte=day)


def own_channels(period: Period, kind: str | None = None) -> Mapping[int, float]:
    """Return how many channels of the kind each unit has on the period's last day. ``social`` takes in all such."""
    rows = _on(period.last, kind).values("unit_id").annotate(number=Count("pk"))
    return {row["unit_id"]: row["number"] for row in rows.order_by()}


def channel_followers(period: Period, kind: str | None = None) -> Mapping[int, float]:
    """Return how many follow each unit's channels on the period's last day, as last read by then."""
    rows = _on(period.last, kind).annotate(read=_followers(period.last)).filter(read__isnull=False)
    totals = rows.values("unit_id").annotate(number=Sum("read"))
    return {row["unit_id"]: row["number"] for row in totals.order_by()}
