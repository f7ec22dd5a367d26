"""What the calling room holds about people (rule M7). The contacts themselves are the register's."""

from __future__ import annotations

from gjennomslag.core.personal_data import Held, OnErasure, declare
from gjennomslag.organisation.personal_data import ACCOUNTABILITY, FOLLOW_UP, INVOLVEMENT


def declare_personal_data() -> None:
    """Declare the links to people."""
    campaign = {
        FOLLOW_UP: "campaign person unit attempts outcome not_before wrong_number held_until closed_at closed_why",
        INVOLVEMENT: "answers",
    }
    declare(
        Held("calling.CampaignCall", "person", campaign, OnErasure.DELETE),
        Held("calling.CampaignCall", "caller", {ACCOUNTABILITY: "caller"}, OnErasure.UNLINK, about=False),
        Held("calling.Campaign", "responsible", {ACCOUNTABILITY: "responsible"}, OnErasure.UNLINK, about=False),
        Held("calling.CampaignEvent", "responsible", {ACCOUNTABILITY: "responsible"}, OnErasure.UNLINK, about=False),
    )
    fields = {FOLLOW_UP: "person attempts not_before wrong_number held_until reminded_on closed_at closed_why"}
    declare(
        Held("calling.WelcomeCall", "person", fields, OnErasure.DELETE),
        Held("calling.WelcomeCall", "caller", {ACCOUNTABILITY: "caller"}, OnErasure.UNLINK, about=False),
    )
