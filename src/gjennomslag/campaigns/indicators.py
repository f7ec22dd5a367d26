"""What the campaigns room publishes to plans and boards."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gjennomslag.campaigns.queries import numbers
from gjennomslag.core.indicators import Indicator, Page, publish


def publish_indicators() -> None:
    """Publish breakthroughs and campaigns."""
    publish(
        Indicator(
            "campaigns.breakthroughs",
            _("Breakthroughs"),
            numbers.breakthroughs,
            frozenset({"contribution", "outcome"}),
            examples=numbers.breakthroughs_behind,
            page=Page("campaigns:breakthroughs", _("Register a breakthrough")),
        )
    )
    page = Page("campaigns:campaigns", _("Plan a campaign"))
    for key, label, measure, parameters in (
        ("campaigns.started", _("Campaigns"), numbers.campaigns_started, {"contributor", "goal", "region"}),
        ("campaigns.tagged", _("Campaigns with a theme"), numbers.campaigns_tagged, {"theme"}),
        ("campaigns.local_started", _("Local campaigns"), numbers.local_campaigns, set()),
        ("campaigns.local_supported", _("Local campaigns with a contact"), numbers.local_campaigns_supported, set()),
        ("campaigns.major_events", _("Major events"), numbers.major_events, set()),
        ("campaigns.major_events_with_call", _("Major events with a call"), numbers.major_events_with_call, set()),
        ("campaigns.election_plans_published", _("Election plans"), numbers.election_plans_published, {"election"}),
    ):
        behind = numbers.campaigns_behind
        publish(Indicator(key, label, measure, frozenset(parameters), examples=behind, page=page))
