"""What the messaging room publishes to plans and boards."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gjennomslag.core.indicators import Indicator, Page, publish
from gjennomslag.messaging.queries import channels, numbers


def publish_indicators() -> None:
    """Publish letters sent and delivered, members asked and within reach, and own channels."""
    write = Page("messaging:letters", _("Write to members"))
    behind = numbers.letters_behind
    for key, label, measure, parameters in (
        ("messaging.sent", _("Letters sent"), numbers.letters_sent, {"kind", "network"}),
        ("messaging.archived", _("Letters in the archive"), numbers.letters_archived, {"kind", "days"}),
        ("messaging.delivered", _("Letters delivered"), numbers.letters_delivered, {"kind"}),
        ("messaging.calls_to_help", _("Calls to help"), numbers.calls_to_help, {"audience"}),
        ("messaging.members_asked", _("Members asked to help"), numbers.members_asked, set()),
        ("messaging.new_members_told", _("New members told"), numbers.new_members_told, {"topic", "days"}),
    ):
        publish(Indicator(key, label, measure, frozenset(parameters), examples=behind, page=write))
    publish(Indicator("messaging.members_reachable", _("Members within reach"), numbers.members_reachable))
    page = Page("messaging:channels", _("See your own channels"))
    social = frozenset({"kind"})
    publish(Indicator("messaging.own_channels", _("Own channels"), channels.own_channels, social, page=page))
    publish(
        Indicator(
            "messaging.channel_followers", _("Followers of own channels"), channels.channel_followers, social, page=page
        )
    )
