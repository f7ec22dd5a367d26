"""Campaigns and breakthroughs for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from gjennomslag.campaigns.choices import CampaignKind
from gjennomslag.campaigns.models import Breakthrough, Campaign, Material, Task
from gjennomslag.campaigns.services.breakthroughs import save_breakthrough, set_wall
from gjennomslag.campaigns.services.campaigns import add_day, add_material, save_campaign, save_task
from gjennomslag.campaigns.services.copies import copy_campaign
from tests.party import Party

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def plan(party: Party, title: str = "Billigere buss", **values: Any) -> Campaign:
    """Make a campaign of the branch, with a task, a link and a day."""
    fields: dict[str, Any] = {
        "unit": party.branch,
        "starts_on": FIRST,
        "ends_on": LAST,
        "wanted": "Halv pris på buss",
    } | values
    by, on = fields.pop("by", party.turid), fields.pop("on", FIRST)
    campaign = save_campaign(by=by, on=on, title=title, kind=fields.pop("kind", CampaignKind.CAMPAIGN), **fields)
    save_task(campaign=campaign, by=by, title="Del innlegget", minutes=5)
    add_material(campaign=campaign, by=by, title="Plakat", address="https://example.org/plakat")
    add_day(campaign=campaign, by=by, day=LAST, title="Budsjettvedtak")
    return campaign


def first(party: Party) -> Campaign:
    """Make a campaign of the branch, once."""
    return Campaign.objects.filter(unit=party.branch).order_by("pk").first() or plan(party)


def task_of(party: Party) -> Task:
    """Make a task of a campaign of the branch."""
    return first(party).tasks.earliest("pk")


def file_of(party: Party) -> Material:
    """Make a file among the materials."""
    file = ContentFile(b"plakat", name="plakat.pdf")
    return add_material(campaign=first(party), by=party.turid, title="Plakat", file=file)


def central_to_copy(party: Party) -> Campaign:
    """Make a campaign of the country that the branch has no copy of."""
    return plan(party, "Sentral", unit=party.country, by=party.secretary)


def copied(party: Party) -> Campaign:
    """Make the branch's copy of a central campaign."""
    return copy_campaign(central=central_to_copy(party), unit=party.branch, by=party.turid, on=FIRST)


def win(party: Party, title: str = "Halv pris på buss", **values: Any) -> Breakthrough:
    """Register a breakthrough of the branch."""
    fields: dict[str, Any] = {"unit": party.branch, "won_on": LAST, "what": "Bussen koster halvparten."} | values
    return save_breakthrough(by=party.turid, title=title, **fields)


def branch_with_wall(party: Party) -> str:
    """Open the branch's wall."""
    set_wall(unit=party.branch, open_to_all=True, by=party.turid)
    return party.branch.code
