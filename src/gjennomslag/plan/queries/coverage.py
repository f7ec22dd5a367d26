"""The picture of own measures: which units have some under which of the plan's goals (I13, I14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import active_on
from gjennomslag.plan.models import Plan, PlanItem, UnitPlanVersion
from gjennomslag.plan.queries.unit_plans import adoption_days, goals_of, lines_by_unit_and_goal

BOUND = (UnitKind.COUNTY, UnitKind.LOCAL)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A unit with its number of own measures under each goal, and the units below it that cover each goal.

    ``below`` is, per goal, how many of the ``branches`` below have a measure of their own there; ``full`` is how many
    have one under every goal.
    """

    unit: Unit
    adopted_on: date | None
    drafting: bool
    own: Sequence[int]
    branches: int
    below: Sequence[int]
    full: int

    @property
    def covers_all(self) -> bool:
        """Whether the unit itself has a measure under every goal."""
        return bool(self.own) and all(self.own)

    @property
    def need(self) -> tuple[bool, int, int, str]:
        """What the rows are sorted by: without a plan first, then those that cover fewest goals."""
        return self.adopted_on is not None, sum(map(bool, self.own)), self.full, self.unit.path


@dataclass(frozen=True, slots=True)
class Coverage:
    """The goals, a row for each unit right below, those that need help first, and the sums over the branches."""

    goals: Sequence[PlanItem]
    own: CoverageRow
    rows: Sequence[CoverageRow]


def coverage_of(above: Plan, unit: Unit, day: date) -> Coverage:
    """Return how own measures cover the goals: the unit itself, and each county or branch right below it.

    The same number of queries however many units there are.
    """
    goals = goals_of(above)
    ids = [goal.pk for goal in goals]
    numbers = lines_by_unit_and_goal(above, day)
    adopted = adoption_days(above, day)
    drafting = set(
        UnitPlanVersion.objects.filter(plan__above=above, number__isnull=True).values_list("plan__unit", flat=True)
    )
    tree = list(Unit.objects.filter(active_on(day), path__startswith=unit.path, kind__in=[unit.kind, *BOUND]))
    branches = [
        (each.path, [bool(numbers.get(each.pk, {}).get(goal)) for goal in ids])
        for each in tree
        if each.kind == UnitKind.LOCAL
    ]

    def row(each: Unit) -> CoverageRow:
        below = [covered for path, covered in branches if path.startswith(each.path) and path != each.path]
        return CoverageRow(
            each,
            adopted.get(each.pk),
            each.pk in drafting,
            [numbers.get(each.pk, {}).get(goal, 0) for goal in ids],
            len(below),
            [sum(covered[place] for covered in below) for place in range(len(ids))],
            sum(all(covered) for covered in below) if ids else 0,
        )

    right_below = [each for each in tree if each.depth == unit.depth + 1]
    return Coverage(goals, row(unit), sorted(map(row, right_below), key=lambda each: each.need))
