"""Plans and target sheets for tests."""

from __future__ import annotations

from datetime import date

from gjennomslag.organisation.models import Unit
from gjennomslag.plan.models import Plan, TargetSheet
from gjennomslag.plan.services.targets import open_target_sheet

CONVERSATIONS = "canvass.conversations"


def make_sheet(unit: Unit) -> TargetSheet:
    """Make a plan of the unit for 2026–2029 with targets for conversations."""
    plan = Plan.objects.create(
        key=f"plan-{unit.code}",
        unit=unit,
        titles={"nb": "Plan", "en": "Plan"},
        first_day=date(2026, 1, 1),
        last_day=date(2029, 12, 31),
        adopted_on=date(2025, 11, 22),
        adopted_by={"nb": "Landsstyret"},
    )
    return open_target_sheet(
        plan=plan,
        indicator=CONVERSATIONS,
        titles={"nb": "Samtaler", "en": "Conversations"},
        national={2026: 1000, 2027: 2000, 2028: 1000, 2029: 2000},
        by=None,
    )
