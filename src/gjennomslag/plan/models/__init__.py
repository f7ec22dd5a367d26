"""The tables of the plan room."""

from gjennomslag.plan.models.acts import Act, ActItem
from gjennomslag.plan.models.drafts import PlanDraft, PlanDraftQuerySet
from gjennomslag.plan.models.obligations import Obligation, Reading, ReadingDay, Tally
from gjennomslag.plan.models.plans import Deviation, Plan, PlanItem, PlanVersion, in_language
from gjennomslag.plan.models.targets import Target, TargetRevision, TargetSheet

__all__ = [
    "Act",
    "ActItem",
    "Deviation",
    "Obligation",
    "Plan",
    "PlanDraft",
    "PlanDraftQuerySet",
    "PlanItem",
    "PlanVersion",
    "Reading",
    "ReadingDay",
    "Tally",
    "Target",
    "TargetRevision",
    "TargetSheet",
    "in_language",
]
