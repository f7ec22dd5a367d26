"""What the elected room publishes to plans: how many representatives there are."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from gjennomslag.core.indicators import Indicator, Page, Period, publish
from gjennomslag.elected.queries import sitting_on


def representatives(period: Period, body: str = "") -> Mapping[int, float]:
    """Return how many sit in some body, or in this one, on the period's last day, by the unit they are members of.

    That is where invitations to them count too (G4.P4), so that the one can be a share of the other.
    """
    return sitting_on(period.last, body)


def publish_indicators() -> None:
    """Publish what plans and boards may ask for."""
    page = Page("elected:unit", _("Write down who is elected"))
    indicator = Indicator(
        "elected.representatives", _("elected representatives"), representatives, frozenset({"body"}), page=page
    )
    publish(indicator)
