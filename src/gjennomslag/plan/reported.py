"""The number for everything that no room counts: what units report themselves."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from gjennomslag.core.indicators import Indicator, Period, publish

REPORTED = "plan.reported"


def reported(_period: Period) -> Mapping[int, float]:
    """Return nothing: an act is reported for an item, and whoever tells how a unit stands adds it to that item."""
    return {}


def publish_reported() -> None:
    """Publish the number, so that a line that asks for it is due, and overdue, instead of having no data."""
    publish(Indicator(REPORTED, _("Acts reported by the unit"), reported))
