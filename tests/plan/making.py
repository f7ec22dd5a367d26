"""Plans and target sheets for tests."""

from __future__ import annotations

from datetime import date

from gjennomslag.organisation.models import Unit
from gjennomslag.plan.models import Plan, TargetSheet
from gjennomslag.plan.services.plans import load_plan
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
