"""What holds of every plan and everything that is done for it: random plans, days, reports and counts."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from gjennomslag.canvass.models import DayCount, Drive
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.choices import Assessment, Status
from gjennomslag.plan.models import Act, Plan, PlanItem, Reading, Tally
from gjennomslag.plan.queries.judging import StatusRow
from gjennomslag.plan.queries.standing import standing_of
from gjennomslag.plan.services.acts import report_act, withdraw_act
from gjennomslag.plan.services.plans import load_plan
from gjennomslag.plan.services.readings import read_plan
from tests.canvass.street import make_drive
from tests.party import Party
from tests.plan.making import SMALL_PLAN

FIRST, THEN = date(2026, 8, 15), date(2027, 2, 20)
SUBJECTS = ("for each branch, ", "for each county, ", "")
RULES = (
    "every half-year",
    "2 every quarter",
    "2 per year",
    "3 in the period",
    "once by 2026-06-30",
    "between 2026-03-01 and 2026-05-31",
    "as many as possible between 2026-01-01 and 2026-12-31",
    "trend up from 2026",
    "trend down from 2026",
    "standing",
)
SHARES = ("cover 50 %", "cover 90 % by 2026-12-31", "fresh within 12 months")
NUMBERS = ("canvass.conversations", "canvass.doors", "plan.reported", "campaigns.breakthroughs")


def random_plan(chance: random.Random) -> str:
    """Write a plan of six lines with random rules."""
    lines = []
    for number in range(6):
        rule, evidence = chance.choice(RULES), chance.choice(NUMBERS)
        if chance.random() < 0.3:
            rule, evidence = chance.choice(SHARES), "canvass.conversations of canvass.doors"
        lines += [
            f"  - id: M1.R{number}",
            "    kind: role",
            "    goal: M1",
            "    level: local",
            "    title: {nb: Linje, en: Line}",
            "    rules:",
            f"      {chance.choice(SUBJECTS)}{rule}: {evidence}",
        ]
    return SMALL_PLAN[: SMALL_PLAN.index("  - id: M1.L1")] + "\n".join(lines) + "\n"


def do_something(plan: Plan, party: Party, drives: dict[int, Drive], chance: random.Random, on: date) -> None:
    """Report, assess, take back and count, on random days up to the day."""
    items = list(PlanItem.objects.filter(plan=plan, kind="role"))
    for _each in range(chance.randrange(6)):
        day = on - timedelta(chance.randrange(150))
        unit = chance.choice([party.country, party.county, party.branch, party.sibling])
        act = report_act(
            unit=unit,
            items=[chance.choice(items)],
            day=day,
            text="Gjort",
            on=max(day, on - timedelta(chance.randrange(20))),
            by=party.turid,
            assessment=chance.choice([None, None, *Assessment]),
        )
        if chance.random() < 0.2:
            withdraw_act(act=act, on=on, by=party.turid)
    for unit_id, drive in drives.items():
        if chance.random() < 0.5:
            day = on - timedelta(chance.randrange(150))
            counts = {"doors": chance.randrange(20), "conversations": chance.randrange(10)}
            DayCount.objects.get_or_create(drive=drive, unit_id=unit_id, day=day, defaults=counts)


def told(rows: list[StatusRow]) -> list[tuple[Any, ...]]:
    """Return everything that rows say."""
    return [(row.obligation.pk, row.status, row.value, row.whole, row.late, row.target) for row in rows]


def everything(plan: Plan, units: list[Unit], day: date) -> dict[str, list[tuple[Any, ...]]]:
    return {unit.code: told(standing_of(plan, unit, day)) for unit in units}


def has_ground(row: StatusRow) -> bool:
    """Whether an act or a count in the unit or below it stands behind the status."""
    below = {"unit__path__startswith": row.unit.path}
    acts = Act.objects.filter(items=row.obligation.item, withdrawn_on__isnull=True, **below)
    if row.status is Status.SELF_ASSESSED:
        return acts.exclude(assessment="").exists()
    counted = DayCount.objects.filter(**below).exclude(doors=0, conversations=0)
    return acts.filter(assessment="").exists() or counted.exists()


@pytest.mark.parametrize("seed", range(8))
def test_promises(party: Party, seed: int) -> None:
    chance = random.Random(seed)
    drives = {unit.pk: make_drive(unit) for unit in (party.branch, party.sibling)}
    units = [party.country, party.county, party.branch, party.sibling]
    plan = load_plan(text=random_plan(chance), unit=party.country, on=date(2026, 1, 2), by=None).plan
    do_something(plan, party, drives, chance, FIRST - timedelta(1))
    read_plan(plan=plan, on=FIRST)
    first = everything(plan, units, FIRST)
    readings, tallies = sorted(map(str, Reading.objects.all())), list(Tally.objects.order_by("pk").values())

    # Reading twice changes nothing.
    read_plan(plan=plan, on=FIRST)
    assert sorted(map(str, Reading.objects.all())) == readings
    assert list(Tally.objects.order_by("pk").values()) == tallies

    # Seen later, a past day looks as it was read on that day.
    do_something(plan, party, drives, chance, THEN - timedelta(1))
    read_plan(plan=plan, on=THEN)
    assert everything(plan, units, FIRST) == first

    # Nothing is met, or assessed, without an act, a count or an assessment behind it.
    rows = [row for unit in units for row in standing_of(plan, unit, THEN)]
    kept = [row for row in rows if row.status in {Status.MET, Status.MET_LATE, Status.SELF_ASSESSED}]
    assert [(row.unit.code, row.obligation.sentence, row.status) for row in kept if not has_ground(row)] == []
