"""Reads about units' own plans: the version in force, the draft, how each measure stands, and examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Count, Max, Q, QuerySet

from gjennomslag.algorithms.recurrence import Once
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.queries import members_on
from gjennomslag.plan.choices import ItemKind, Sharing, Status
from gjennomslag.plan.models import (
    Act,
    ActUnitItem,
    Plan,
    PlanItem,
    PlanTemplate,
    UnitLine,
    UnitPlan,
    UnitPlanVersion,
)
from gjennomslag.plan.queries.plans import document_of
from gjennomslag.plan.statuses import STATUSES, Measured, Moment, statuses

LEVELS = {UnitKind.NATIONAL: "central", UnitKind.COUNTY: "county"}
SIZES = (15, 50, 150)
"""Numbers of members that part units by size: units on one side of all of them are of a size."""
MOST_EXAMPLES = 6


def goals_of(plan: Plan) -> list[PlanItem]:
    """Return the plan's goals in their order."""
    return list(plan.items.filter(kind=ItemKind.GOAL, retired=False))


def own_plan_of(unit: Unit, above: Plan) -> UnitPlan | None:
    """Return the unit's own plan within the plan above, drafted or adopted."""
    return UnitPlan.objects.filter(unit=unit, above=above).first()


def draft_of(unit: Unit, above: Plan) -> UnitPlanVersion | None:
    """Return the draft that is being written, if there is one."""
    drafts = UnitPlanVersion.objects.filter(plan__unit=unit, plan__above=above, number__isnull=True)
    return drafts.select_related("plan", "begun_by").first()


def adopted_versions(unit: Unit, above: Plan) -> list[UnitPlanVersion]:
    """Return the versions the unit has adopted, the newest first."""
    versions = UnitPlanVersion.objects.filter(plan__unit=unit, plan__above=above, number__isnull=False)
    return list(versions.select_related("plan", "recorded_by"))


def versions_in_force(day: date) -> QuerySet[UnitPlanVersion]:
    """Return, for every unit's plan, the version that was in force on the day."""
    adopted = UnitPlanVersion.objects.filter(adopted_on__lte=day)
    return adopted.order_by("plan_id", "-number").distinct("plan_id")


def version_in_force(unit: Unit, above: Plan, day: date) -> UnitPlanVersion | None:
    """Return the version of the unit's own plan that is in force on the day."""
    versions = UnitPlanVersion.objects.filter(plan__unit=unit, plan__above=above, adopted_on__lte=day)
    return versions.select_related("plan", "recorded_by").first()


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A measure of the unit's own as it stands on a day. ``done_on`` is the day of the last act for it."""

    line: UnitLine
    status: Status
    done_on: date | None

    @property
    def deadline(self) -> date:
        """The day by which the unit has said that it will be done."""
        return self.line.deadline


@dataclass(frozen=True, slots=True)
class GoalSection:
    """A goal above, what the unit itself wants to achieve under it, and its own measures."""

    goal: PlanItem
    aim: str
    rows: Sequence[OwnRow]


def lines_of(version: UnitPlanVersion) -> list[UnitLine]:
    """Return the version's measures in order, each with its goal, its office and the items it serves."""
    return list(version.lines.select_related("goal", "office", "item").prefetch_related("supports"))


def own_rows(version: UnitPlanVersion, day: date) -> list[OwnRow]:
    """Return how each measure of an adopted version stands on the day, from what the unit has reported."""
    lines = lines_of(version)
    known = Q(act__withdrawn_on__isnull=True) | Q(act__withdrawn_on__gt=day)
    acts = ActUnitItem.objects.filter(known, item__in=[line.item_id for line in lines], act__reported_on__lte=day)
    days: dict[int, list[date]] = defaultdict(list)
    for item, on in acts.filter(act__assessment="").values_list("item_id", "act__day"):
        days[item].append(on)
    return [_row(line, version, days[line.item_id], day) for line in lines]


def own_rows_of(unit: Unit, above: Plan, day: date) -> list[OwnRow]:
    """Return how each measure of the unit's plan in force stands on the day. Empty before the first adoption."""
    version = version_in_force(unit, above, day)
    return own_rows(version, day) if version else []


def _row(line: UnitLine, version: UnitPlanVersion, done: Sequence[date], day: date) -> OwnRow:
    begins = min(version.adopted_on or day, line.deadline)
    in_time = sum(each <= line.deadline for each in done)
    unknown = np.full(1, np.nan)
    measured = Measured(
        value=np.full(1, float(in_time)),
        whole=unknown,
        late=np.full(1, float(len(done) - in_time)),
        target=unknown,
        baseline=unknown,
        assessed=np.zeros(1, dtype=np.bool_),
        published=True,
    )
    code = statuses(Once(line.deadline), 1, Moment(begins, line.deadline, day), measured)[0]
    return OwnRow(line, STATUSES[code], max(done, default=None))


def sections_by_goal(version: UnitPlanVersion, rows: Sequence[OwnRow], goals: Sequence[PlanItem]) -> list[GoalSection]:
    """Return the version's rows under their goals, in the order of the plan above."""
    return [
        GoalSection(goal, version.aims.get(goal.key, ""), [row for row in rows if row.line.goal_id == goal.pk])
        for goal in goals
    ]


@dataclass(frozen=True, slots=True)
class Changes:
    """What one version changed in the one before: the titles of measures."""

    added: Sequence[str]
    changed: Sequence[str]
    removed: Sequence[str]


def changes_between(before: UnitPlanVersion, after: UnitPlanVersion) -> Changes:
    """Return which measures are new, changed and left out. Links to items above are not compared."""

    def words(version: UnitPlanVersion) -> dict[int, tuple[object, ...]]:
        rows = version.lines.values_list("item", "title", "goal", "priority", "office", "deadline")
        return {item: tuple(rest) for item, *rest in rows}

    old, new = words(before), words(after)
    return Changes(
        [str(said[0]) for item, said in new.items() if item not in old],
        [str(said[0]) for item, said in new.items() if item in old and old[item] != said],
        [str(said[0]) for item, said in old.items() if item not in new],
    )


def line_in_force(unit: Unit, above: Plan, item: int, day: date) -> UnitLine | None:
    """Return what a measure of the unit's own says in the version in force, if it is still in it."""
    version = version_in_force(unit, above, day)
    return version.lines.filter(item=item).select_related("goal", "item").first() if version else None


def acts_for_own(item: int) -> list[Act]:
    """Return what has been reported for a measure of the unit's own and not taken back, the newest first."""
    acts = Act.objects.filter(pk__in=ActUnitItem.objects.filter(item=item).values("act"), withdrawn_on__isnull=True)
    return list(acts.select_related("reported_by"))


def items_to_serve(plan: Plan, goal: PlanItem, unit: Unit) -> list[PlanItem]:
    """Return the items above that an own measure under a goal can make concrete.

    These are the goal's priorities, and what the plan asks of units of this kind.
    """
    level = LEVELS.get(UnitKind(unit.kind), "local")
    keys = [
        item.key
        for item in document_of(plan).items
        if item.goal == goal.key
        and (
            item.kind == ItemKind.PRIORITY or (item.kind in (ItemKind.MEASURE, ItemKind.ROLE) and level in item.levels)
        )
    ]
    return list(plan.items.filter(retired=False, key__in=keys))


def template_in_force(plan: Plan) -> PlanTemplate | None:
    """Return the template that the centre has published last."""
    return plan.templates.first()


@dataclass(frozen=True, slots=True)
class MeasureExample:
    """A measure another unit has adopted. ``unit`` is empty where it shares without its name."""

    title: str
    unit: str
    members: tuple[int, int | None]


def size_of(members: int) -> tuple[int, int | None]:
    """Return the size a unit is of: from how many members, and up to how many (None: no end)."""
    edges = (0, *SIZES)
    place = sum(members >= edge for edge in SIZES)
    return edges[place], (SIZES[place] - 1 if place < len(SIZES) else None)


def examples_for(unit: Unit, above: Plan, goal: PlanItem, day: date) -> list[MeasureExample]:
    """Return measures that units of the unit's own kind have adopted under a goal, those of its size first.

    Only what units have chosen to share, newest first within a size, one of a wording, at most six.
    """
    members = members_on(day)
    low, _ = size_of(members.get(unit.pk, 0))
    shared = UnitLine.objects.filter(version__in=versions_in_force(day).values("pk"), goal=goal)
    shared = shared.filter(version__plan__above=above, version__plan__unit__kind=unit.kind)
    shared = shared.exclude(version__plan__sharing=Sharing.CLOSED).exclude(version__plan__unit=unit)
    rows = shared.order_by("-version__adopted_on", "pk").values_list(
        "title", "version__plan__unit", "version__plan__unit__name", "version__plan__sharing"
    )
    found: dict[str, MeasureExample] = {}
    for title, unit_id, name, sharing in rows:
        shown = name if sharing == Sharing.NAMED else ""
        found.setdefault(title.casefold(), MeasureExample(title, shown, size_of(members.get(unit_id, 0))))
    return sorted(found.values(), key=lambda each: abs(_step(each.members[0]) - _step(low)))[:MOST_EXAMPLES]


def _step(low: int) -> int:
    return (0, *SIZES).index(low)


def lines_by_unit_and_goal(above: Plan, day: date) -> Mapping[int, Mapping[int, int]]:
    """Return how many measures each unit has adopted under each goal, by unit and goal id, in force on the day."""
    rows = (
        UnitLine.objects.filter(version__in=versions_in_force(day).values("pk"), version__plan__above=above)
        .values_list("version__plan__unit", "goal")
        .annotate(number=Count("pk"))
        .order_by()
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for unit, goal, number in rows:
        found[unit][goal] = number
    return found


def adoption_days(above: Plan, day: date) -> Mapping[int, date]:
    """Return the day on which each unit last adopted its own plan, by unit id."""
    rows = UnitPlanVersion.objects.filter(plan__above=above, adopted_on__lte=day)
    return dict(rows.values_list("plan__unit").annotate(last=Max("adopted_on")).order_by())
