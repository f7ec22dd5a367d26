"""The plan as a document that people can read, each line with how a unit stands, and the units below side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language

from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Office, Unit
from gjennomslag.organisation.scope import active_on
from gjennomslag.plan.choices import ItemKind, Status
from gjennomslag.plan.document import Item
from gjennomslag.plan.models import Act, Plan, in_language
from gjennomslag.plan.queries.our_plan import RECENT_DAYS
from gjennomslag.plan.queries.plans import document_of
from gjennomslag.plan.queries.spreads import LineWindow, in_force_on, in_order, latest_windows, spreads_below
from gjennomslag.plan.queries.standing import standing_of, standing_of_units

BELOW = {
    UnitKind.NATIONAL: UnitKind.COUNTY,
    UnitKind.COUNTY: UnitKind.LOCAL,
}


@dataclass(frozen=True, slots=True)
class Line:
    """An item of the plan with its words and how it stands.

    ``windows`` have begun: of the unit's own those that are not long over, of those below the latest of each rule.
    """

    key: str
    kind: ItemKind
    title: str
    text: str
    levels: Sequence[str]
    office: str
    windows: Sequence[LineWindow]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A goal (none for the introduction) and the lines under it."""

    goal: Line | None
    lines: Sequence[Line]

    @property
    def counts(self) -> Sequence[tuple[Status, int]]:
        """How many of the chapter's obligations have each status, in the unit and below it."""
        counter: Counter[Status] = Counter()
        for line in (self.goal, *self.lines):
            for window in line.windows if line else ():
                if window.row is not None:
                    counter[window.row.status] += 1
                if window.spread is not None:
                    counter.update(dict(window.spread.counts))
        return in_order(counter)


def chapters_of(plan: Plan, unit: Unit, day: date) -> list[Chapter]:
    """Return the whole plan in its order, the introduction first, with how the unit stands on the day."""
    document = document_of(plan)
    windows = windows_by_item(plan, unit, day)
    language = get_language() or "nb"
    offices = {office.code: office.name_in(language) for office in Office.objects.all()}
    lines = [(item, _line(item, document.levels, offices, windows)) for item in document.items]
    goals = [line for item, line in lines if item.kind == ItemKind.GOAL]
    chapters = [Chapter(None, [line for item, line in lines if not item.goal and item.kind != ItemKind.GOAL])]
    chapters += [Chapter(goal, [line for item, line in lines if item.goal == goal.key]) for goal in goals]
    return [chapter for chapter in chapters if chapter.goal or chapter.lines]


def windows_by_item(plan: Plan, unit: Unit, day: date) -> dict[str, list[LineWindow]]:
    """Return the windows that matter on the day by the key of their item, in the order of the plan."""
    begun = in_force_on(plan, day)
    spreads = spreads_below(plan, unit, latest_windows(begun), day)
    own = {
        row.obligation.pk: row
        for row in standing_of(plan, unit, day, begun=True, closed_after=day - timedelta(RECENT_DAYS))
        if row.obligation.last_day >= day - timedelta(RECENT_DAYS) or row.status is Status.OVERDUE
    }
    windows: dict[str, list[LineWindow]] = defaultdict(list)
    for each in begun:
        if each.pk in own or each.pk in spreads:
            windows[each.item.key].append(LineWindow(each, own.get(each.pk), spreads.get(each.pk)))
    return windows


def _line(
    item: Item,
    levels: Mapping[str, Mapping[str, str]],
    offices: Mapping[str, str],
    windows: Mapping[str, Sequence[LineWindow]],
) -> Line:
    named = [in_language(dict(levels[level])) for level in item.levels if level in levels]
    title = in_language(dict(item.title))
    office = offices.get(item.office, "")
    kind = ItemKind(item.kind)
    return Line(item.key, kind, title, item.text, named, office, windows.get(item.key, []))


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A unit below among its like: how many lines it has of each status, and when it last told us something."""

    unit: Unit
    counts: Sequence[tuple[Status, int]]
    last_report: date | None

    @property
    def need(self) -> tuple[int, int, int]:
        """What the list is sorted by: most overdue, most due soon, longest silent."""
        counts = dict(self.counts)
        silent = 0 if self.last_report is None else self.last_report.toordinal()
        return -counts.get(Status.OVERDUE, 0), -counts.get(Status.DUE_SOON, 0), silent


@dataclass(frozen=True, slots=True)
class ItemBelow:
    """A line of the plan across the units below: how many of them have each status."""

    key: str
    title: str
    counts: Sequence[tuple[Status, int]]


@dataclass(frozen=True, slots=True)
class Below:
    """The units below a unit, those that need most first, and the plan's lines across them."""

    units: Sequence[Neighbour]
    items: Sequence[ItemBelow]


def units_below(plan: Plan, unit: Unit, day: date) -> Below:
    """Return how the units right below stand with the windows that are open on the day or overdue."""
    kind = BELOW.get(UnitKind(unit.kind))
    if kind is None:
        return Below([], [])
    below = list(Unit.objects.filter(path__startswith=unit.path, kind=kind).filter(active_on(day)))
    rows = [
        row
        for row in standing_of_units(plan, below, day, begun=True)
        if row.obligation.last_day >= day or row.status is Status.OVERDUE
    ]
    by_unit: dict[int, Counter[Status]] = defaultdict(Counter)
    by_item: dict[tuple[str, str], Counter[Status]] = {}
    for row in rows:
        by_unit[row.unit.pk][row.status] += 1
        item = row.obligation.item
        by_item.setdefault((item.key, str(item)), Counter())[row.status] += 1
    last = _last_reports(plan, below, day)
    units = [Neighbour(each, _counts(by_unit[each.pk]), last.get(each.pk)) for each in below]
    items = [ItemBelow(key, title, _counts(counts)) for (key, title), counts in by_item.items()]
    return Below(sorted(units, key=lambda each: each.need), items)


def _counts(counter: Counter[Status]) -> list[tuple[Status, int]]:
    return [(status, counter[status]) for status in Status if counter[status]]


def _last_reports(plan: Plan, units: Sequence[Unit], day: date) -> dict[int, date]:
    acts = Act.objects.filter(
        items__plan=plan, unit__in=[each.pk for each in units], reported_on__lte=day, withdrawn_on__isnull=True
    )
    return dict(acts.order_by("reported_on").values_list("unit_id", "reported_on"))
