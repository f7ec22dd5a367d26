"""What the calling room publishes to plans and boards."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from gjennomslag.calling.campaign_queries import (
    calls_for_branches,
    coverage,
    members_called,
    mobilisations,
    mobilisations_helped,
)
from gjennomslag.calling.queries import contacted_members, welcome_calls, welcome_counts
from gjennomslag.calling.rules import ATTEMPTS, WELCOME_DAYS
from gjennomslag.core.indicators import Indicator, Page, Period, publish


def welcomed_in_time(period: Period, *, days: int = WELCOME_DAYS, attempts: int = ATTEMPTS) -> Mapping[int, float]:
    """Return how many who joined in the period were welcomed in time: called, or reached in another way (G2.L2a)."""
    counts = welcome_counts(period, days=int(days), attempts=int(attempts))
    return {unit: each.called_in_time + each.another_way_in_time for unit, each in counts.items()}


def reached_in_time(period: Period, *, days: int = WELCOME_DAYS) -> Mapping[int, float]:
    """Return how many who joined in the period somebody talked with in time."""
    counts = welcome_counts(period, days=int(days), attempts=ATTEMPTS)
    return {unit: each.reached_in_time for unit, each in counts.items()}


def publish_indicators() -> None:
    """Publish welcome calls, who was welcomed and reached in time, and members contacted."""
    page = Page("calling:welcome", _("Call new members"))
    for key, label, measure, parameters in (
        ("calling.welcomed_in_time", _("New members called in time"), welcomed_in_time, {"days", "attempts"}),
        ("calling.reached_in_time", _("New members reached in time"), reached_in_time, {"days"}),
        ("calling.welcome_calls", _("Welcome calls"), welcome_calls, {"involvement"}),
    ):
        publish(Indicator(key, label, measure, frozenset(parameters), page=page))
    in_campaigns = Page("calling:campaigns", _("Call members"))
    called = _("Members called")
    publish(
        Indicator("calling.members_called", called, members_called, frozenset({"topic", "attempts"}), page=in_campaigns)
    )
    for name, words, counted in (
        ("calling.calls_for_branches", _("Calls on behalf of branches"), calls_for_branches),
        ("calling.mobilisations", _("Branches’ call campaigns to mobilise"), mobilisations),
        ("calling.mobilisations_helped", _("Of them with the county’s help"), mobilisations_helped),
        ("calling.coverage", _("Share reached in call campaigns"), coverage),
    ):
        publish(Indicator(name, words, counted, page=in_campaigns))
    contacted = _("Members contacted")
    publish(
        Indicator("calling.members_contacted", contacted, contacted_members, frozenset({"months"}), page=in_campaigns)
    )
