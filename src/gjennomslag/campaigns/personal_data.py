"""What the campaigns room holds about people (rule M7): who leads, who took which task."""

from __future__ import annotations

from gjennomslag.core.personal_data import Held, OnErasure, declare
from gjennomslag.organisation.personal_data import ACCOUNTABILITY, INVOLVEMENT


def declare_personal_data() -> None:
    """Declare the links to people."""
    for table, name in (
        ("Campaign", "central_contact"),
        ("CampaignEvent", "central_contact"),
        ("Campaign", "changed_by"),
        ("CampaignEvent", "changed_by"),
        ("CheckIn", "by"),
        ("Breakthrough", "registered_by"),
        ("BreakthroughEvent", "registered_by"),
        ("Wall", "changed_by"),
    ):
        declare(Held(f"campaigns.{table}", name, {ACCOUNTABILITY: name}, OnErasure.UNLINK, about=False))
    taken = {INVOLVEMENT: "task person taken_on done_on"}
    declare(Held("campaigns.TaskTaken", "person", taken, OnErasure.DELETE))
