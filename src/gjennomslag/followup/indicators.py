"""What the follow-up room publishes to plans: contact with units, visits, guidance, and help in time.

Contact counts for the unit that was contacted, since that is whom the plan says it of. Help counts for the unit that
is to give it; guidance for the one that gives it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gjennomslag.core import display
from gjennomslag.core.indicators import Example, Indicator, Page, Period, publish
from gjennomslag.followup.choices import Asker, Origin, Way
from gjennomslag.followup.queries import (
    by_handler,
    contact_examples,
    contacts_in,
    guidance_given_in,
    help_opened_in,
)
from gjennomslag.organisation.choices import UnitKind

REGIONAL_TEAM = "regional_team"


def contacts(period: Period, topic: str | None = None) -> Mapping[int, float]:
    """Return how often somebody from above was in touch with each unit about the topic (G1.F1a, G1.F1b, G1.F2)."""
    conditions: dict[str, Any] = {"topics__contains": [topic]} if topic else {}
    return contacts_in(period, **conditions)


def central_visits(period: Period, occasion: str | None = None, by: str | None = None) -> Mapping[int, float]:
    """Return how often somebody from head office visited each unit in person (G1.S3a, G1.S3b)."""
    conditions: dict[str, Any] = {"way": Way.VISIT}
    if occasion:
        conditions["occasion"] = occasion
    if by == REGIONAL_TEAM:
        conditions["regional_team"] = True
    return contacts_in(period, made_by=UnitKind.NATIONAL, **conditions)


def guidance_sessions(period: Period, topic: str | None = None) -> Mapping[int, float]:
    """Return how many guidance sessions each unit has given (G1.S4b)."""
    return guidance_given_in(period, topic)


def guidance_offers(period: Period, topic: str | None = None) -> Mapping[int, float]:
    """Return how often each unit has offered help to one below it (G1.S4b)."""
    return by_handler(help_opened_in(period, Origin.OFFERED, **({"topic": topic} if topic else {})))


def requests(period: Period, asker: str | None = None, matter: str | None = None) -> Mapping[int, float]:
    """Return how many requests for help each unit was to answer (G1.F1c, G2.F3b, G4.S13, G4.F3)."""
    return by_handler(help_opened_in(period, Origin.ASKED, **_asked(asker, matter)))


def requests_answered(
    period: Period, asker: str | None = None, matter: str | None = None, days: str = "14"
) -> Mapping[int, float]:
    """Return how many of them were answered within so many days, the last included."""
    rows = help_opened_in(period, Origin.ASKED, **_asked(asker, matter))
    return by_handler(rows.filter(answered_on__lte=F("opened_on") + timedelta(int(days))))


def help_to_representatives(period: Period) -> Mapping[int, float]:
    """Return how many requests from representatives each unit has answered (G4.F3, G4.L2a)."""
    return by_handler(help_opened_in(period, Origin.ASKED, asker=Asker.REPRESENTATIVE, answered_on__isnull=False))


def _asked(asker: str | None, matter: str | None) -> dict[str, str]:
    return {name: value for name, value in (("asker", asker), ("matter", matter)) if value}


def contacts_behind(period: Period, units: Sequence[int]) -> list[Example]:
    """Return the newest contacts with the units, each with the page where it is written down."""
    return [
        Example(f"{unit.name}, {display.day(day)}", reverse("followup:unit", args=[unit.code]))
        for unit, day in contact_examples(period, units)
    ]


def publish_indicators() -> None:
    """Publish the room's numbers."""
    page = Page("followup:unit", _("Answer requests for help"))
    publish(Indicator("followup.contacts", _("Contact with units"), contacts, frozenset({"topic"}), contacts_behind))
    publish(
        Indicator(
            "followup.central_visits", _("Visits from head office"), central_visits, frozenset({"occasion", "by"})
        )
    )
    publish(Indicator("followup.guidance_sessions", _("Guidance sessions"), guidance_sessions, frozenset({"topic"})))
    publish(Indicator("followup.guidance_offers", _("Offers of help"), guidance_offers, frozenset({"topic"})))
    asked = frozenset({"asker", "matter"})
    publish(Indicator("followup.requests", _("Requests for help"), requests, asked, page=page))
    answered = _("Requests answered in time")
    publish(Indicator("followup.requests_answered", answered, requests_answered, asked | {"days"}, page=page))
    helped = _("Help to representatives")
    publish(Indicator("followup.help_to_representatives", helped, help_to_representatives, page=page))
