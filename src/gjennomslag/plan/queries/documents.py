"""The plan as a document that people can read, each line with how a unit stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language

from gjennomslag.organisation.models import Office, Unit
from gjennomslag.plan.choices import ItemKind, Status
from gjennomslag.plan.document import Item
from gjennomslag.plan.models import Plan, in_language
from gjennomslag.plan.queries.our_plan import RECENT_DAYS
from gjennomslag.plan.queries.plans import document_of
from gjennomslag.plan.queries.spreads import LineWindow, in_force_on, in_order, latest_windows, spreads_below
from gjennomslag.plan.queries.standing import standing_of


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
