"""Plans and target sheets for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from gjennomslag.organisation.models import Person, Unit
from gjennomslag.plan.choices import Adopter, MeasurePriority, Sharing
from gjennomslag.plan.models import Plan, TargetSheet, UnitPlanVersion
from gjennomslag.plan.services.plans import load_plan
from gjennomslag.plan.services.targets import open_target_sheet
from gjennomslag.plan.services.unit_plans import Adoption, Measure, add_measure, adopt_draft, begin_draft

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


SMALL_PLAN = """\
key: liten-plan
title: {nb: Liten plan, en: Small plan}
languages: [nb, en]
period: {from: 2026-01-01, to: 2029-12-31}
adopted: {on: 2025-11-22, by: {nb: Landsstyret, en: The national board}}
elections:
  - {kind: local, on: 2027-09-13}
levels:
  local: {nb: Lokallag, en: Local branches}
parameters:
  rounds:
    value: half-year
    title: {nb: Hvor ofte vi går ut, en: How often we go out}
items:
  - id: M1
    kind: goal
    level: all
    title: {nb: Flere på dørene, en: More at the doors}
  - id: M1.L1
    kind: role
    goal: M1
    level: local
    title: {nb: Banke på dører, en: Knock on doors}
    rules:
      for each branch, every $rounds: canvass.conversations
      for each branch, standing: canvass.doors
"""


def make_small_plan(unit: Unit) -> Plan:
    """Load a plan with one item that asks for two things of branches."""
    return load_plan(text=SMALL_PLAN, unit=unit, on=date(2026, 1, 2), by=None).plan


def make_own_plan(
    unit: Unit,
    above: Plan,
    by: Person,
    *,
    adopted: date | None = date(2026, 3, 1),
    measures: Mapping[str, str] = MappingProxyType({"Banke på 400 dører": "M1"}),
    deadline: date = date(2026, 9, 1),
    sharing: Sharing = Sharing.NAMELESS,
) -> UnitPlanVersion:
    """Draft a plan of the unit's own with measures and their goals' keys; adopt it unless ``adopted`` is None."""
    draft = begin_draft(unit=unit, above=above, on=date(2026, 2, 1), by=by)
    goals = {item.key: item for item in above.items.filter(kind="goal")}
    for title, goal in measures.items():
        supports = list(above.items.filter(key=f"{goal}.L1"))
        measure = Measure(goals[goal], title, MeasurePriority.FIRST, None, deadline, supports)
        add_measure(draft=draft, measure=measure, by=by)
    if adopted is None:
        return draft
    adoption = Adoption(adopted, Adopter.BOARD, minutes="Sak 4: Styret vedtok planen.")
    return adopt_draft(draft=draft, adoption=adoption, sharing=sharing, on=adopted, by=by)
