"""One line of the plan opened: its windows, the units below, and the acts behind the number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gjennomslag.core.indicators import Example, Period, published
from gjennomslag.organisation.access import reachable
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import OPEN_TO_MEMBERS, Scope, active_on
from gjennomslag.plan.choices import Status
from gjennomslag.plan.filled import evidence_of
from gjennomslag.plan.models import Act, Obligation, Plan, PlanItem
from gjennomslag.plan.queries.judging import StatusRow
from gjennomslag.plan.queries.spreads import LineWindow, in_force_on, in_order, spreads_below, stands_below
from gjennomslag.plan.queries.standing import standing_of
from gjennomslag.plan.queries.targets import SHARED_KINDS
from gjennomslag.plan.rules import REPORT
from gjennomslag.plan.statuses import STATUSES

SHOWN_WINDOWS = 8
"""How many of the windows that have begun are shown, the newest first."""
SHOWN_ACTS = 50


@dataclass(frozen=True, slots=True)
class UnitBelow:
    """A unit right below with its own row, where it is bound, and how those further down stand."""

    unit: Unit
    row: StatusRow | None
    counts: Sequence[tuple[Status, int]]

    @property
    def need(self) -> tuple[int, int, int]:
        """What the list is sorted by: most overdue, most missed, most due soon."""
        counts = Counter(dict(self.counts))
        if self.row is not None:
            counts[self.row.status] += 1
        return -counts[Status.OVERDUE], -counts[Status.MISSED], -counts[Status.DUE_SOON]


@dataclass(frozen=True, slots=True)
class ShownAct:
    """A reported act; ``may_open`` tells whether the reader may see who reported it and its file, and take it back."""

    act: Act
    may_open: bool


@dataclass(frozen=True, slots=True)
class ShownActs:
    """The newest acts and how many there are in all."""

    acts: Sequence[ShownAct]
    total: int


def windows_of(plan: Plan, unit: Unit, item: str, day: date) -> tuple[list[LineWindow], list[StatusRow]]:
    """Return the line's windows that have begun, the newest first, and the unit's own that are to come."""
    own = {row.obligation.pk: row for row in standing_of(plan, unit, day, item=item)}
    begun = in_force_on(plan, day, item=item)
    shown = sorted(begun, key=lambda each: (each.last_day, each.first_day), reverse=True)[:SHOWN_WINDOWS]
    spreads = spreads_below(plan, unit, shown, day)
    windows = [LineWindow(each, own.get(each.pk), spreads.get(each.pk)) for each in shown]
    coming = [row for row in own.values() if row.obligation.first_day > day]
    return [each for each in windows if each.row or each.spread], coming


def units_right_below(plan: Plan, unit: Unit, obligation: Obligation, day: date) -> list[UnitBelow]:
    """Return the units right below with how they, or those under them, stand in the window: most need first."""
    children = Unit.objects.filter(path__startswith=unit.path, depth=unit.depth + 1, kind__in=SHARED_KINDS)
    further: dict[str, Counter[Status]] = defaultdict(Counter)
    statuses: dict[int, StatusRow] = {}
    for units, stand in stands_below(plan, unit, [obligation], day):
        for place, (each, code) in enumerate(zip(units, stand.codes, strict=True)):
            if not stand.bound[place]:
                continue
            if each.depth > unit.depth + 1:
                further[each.path[: len(unit.path) + Unit.steplen]][STATUSES[code]] += 1
            else:
                statuses[each.pk] = stand.row(each, place)
    found = [
        UnitBelow(each, statuses.get(each.pk), in_order(further[each.path]))
        for each in children.filter(active_on(day))
        if each.pk in statuses or further[each.path]
    ]
    return sorted(found, key=lambda each: each.need)


def acts_behind(item: PlanItem, unit: Unit, scope: Scope, *, obligation: Obligation | None = None) -> ShownActs:
    """Return what the unit and those below it have reported for the item and not taken back, the newest first.

    With an obligation, only acts of its window and after it. What was done is open to every member; who reported it
    and the file are for those who may report in the act's own unit.
    """
    acts = Act.objects.visible_to(scope, OPEN_TO_MEMBERS)
    acts = acts.filter(items=item, unit__path__startswith=unit.path, withdrawn_on__isnull=True)
    if obligation is not None:
        acts = acts.filter(day__gte=obligation.first_day, day__lte=obligation.last_day + timedelta(365))
    newest = acts.select_related("unit", "reported_by")[:SHOWN_ACTS]
    return ShownActs([ShownAct(act, scope.covers(act.unit, REPORT)) for act in newest], acts.count())


@dataclass(frozen=True, slots=True)
class ShownExample:
    """An act that a room has counted, with the address of its page where the reader may open it."""

    label: str
    address: str


def examples_behind(obligation: Obligation, unit: Unit, scope: Scope, day: date) -> list[ShownExample]:
    """Return acts behind the number in the unit and below, where the room that counts them can show them."""
    indicator = published(evidence_of(obligation.evidence).part.key)
    if indicator is None or indicator.examples is None:
        return []
    below = list(Unit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True))
    last = min(obligation.last_day, day)
    examples: Sequence[Example] = indicator.examples(Period(obligation.first_day, last), below)
    open_to_reader = reachable(scope, [each.address for each in examples])
    return [ShownExample(each.label, each.address if each.address in open_to_reader else "") for each in examples]
