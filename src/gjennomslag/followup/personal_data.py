"""What the follow-up room holds about people: who logged, asked, answered or settled (rule M7).

Contact is with a unit, and the forms ask not to name people.
"""

from __future__ import annotations

from gjennomslag.core.personal_data import Held, OnErasure, declare
from gjennomslag.organisation.personal_data import ACCOUNTABILITY


def declare_personal_data() -> None:
    """Declare the links to people; what was done stays when they are cut."""
    declare(
        *(
            Held(f"followup.{table}{suffix}", link, {ACCOUNTABILITY: f"{link} {shown}"}, OnErasure.UNLINK, about=False)
            for table, link, shown in (
                ("UnitContact", "logged_by", "logged_on note"),
                ("AssistanceRequest", "opened_by", "opened_on text"),
                ("AssistanceRequest", "answered_by", "answered_on answer"),
                ("AssistanceRequest", "settled_by", "settled_on outcome"),
            )
            for suffix in ("", "Event")
        )
    )
