"""What the plan room holds about people: who loaded, decided, reported or committed (rule M7)."""

from __future__ import annotations

from gjennomslag.core.personal_data import Held, OnErasure, declare
from gjennomslag.organisation.personal_data import ACCOUNTABILITY


def declare_personal_data() -> None:
    """Declare the links to people; what was decided stays when they are cut."""
    declare(
        *(
            Held(f"plan.{table}", link, {ACCOUNTABILITY: f"{link} {shown}"}, OnErasure.UNLINK, about=False)
            for table, link, shown in (
                ("PlanVersion", "loaded_by", "loaded_on"),
                ("Deviation", "decided_by", "decided_on"),
                ("Act", "reported_by", "day text"),
                ("ActEvent", "reported_by", "day text"),
                ("PlanDraft", "changed_by", "changed_on"),
                ("PlanDraftEvent", "changed_by", "changed_on"),
                ("UnitPlanVersion", "begun_by", "begun_on"),
                ("UnitPlanVersion", "recorded_by", "adopted_on"),
                ("UnitPlanVersionEvent", "begun_by", "begun_on"),
                ("UnitPlanVersionEvent", "recorded_by", "adopted_on"),
                ("PlanTemplate", "published_by", "published_on"),
                ("PlanTemplateEvent", "published_by", "published_on"),
                ("TargetRevision", "decided_by", "reason"),
                ("Target", "committed_by", "committed"),
                ("TargetEvent", "committed_by", "committed"),
            )
        )
    )
