"""The tables of the plan room."""

from gjennomslag.plan.models.acts import Act, ActItem
from gjennomslag.plan.models.drafts import PlanDraft, PlanDraftQuerySet
from gjennomslag.plan.models.letters import MonthlyLetter
from gjennomslag.plan.models.obligations import Obligation, Reading, ReadingDay, Tally
from gjennomslag.plan.models.plans import Deviation, Plan, PlanItem, PlanVersion, in_language
from gjennomslag.plan.models.targets import Target, TargetRevision, TargetSheet
from gjennomslag.plan.models.unit_plans import (
    ActUnitItem,
    PlanTemplate,
    UnitItem,
    UnitLine,
    UnitPlan,
    UnitPlanVersion,
)

__all__ = [
    "Act",
    "ActItem",
    "ActUnitItem",
    "Deviation",
    "MonthlyLetter",
    "Obligation",
    "Plan",
    "PlanDraft",
    "PlanDraftQuerySet",
    "PlanItem",
    "PlanTemplate",
    "PlanVersion",
    "Reading",
    "ReadingDay",
    "Tally",
    "Target",
    "TargetRevision",
    "TargetSheet",
    "UnitItem",
    "UnitLine",
    "UnitPlan",
    "UnitPlanVersion",
    "in_language",
]
