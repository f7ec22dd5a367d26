"""What the page "Our plan" shows: what one unit has to do, by when it is due, the most pressing first."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _

from gjennomslag.core.indicators import Page, published
from gjennomslag.organisation.access import reachable
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import Scope
from gjennomslag.plan.choices import Due, ItemKind, Status
from gjennomslag.plan.document import Item
from gjennomslag.plan.models import Act, Plan, PlanItem, in_language
from gjennomslag.plan.models.acts import ActQuerySet
from gjennomslag.plan.queries.judging import StatusRow
from gjennomslag.plan.queries.plans import document_of
from gjennomslag.plan.queries.standing import standing_of
from gjennomslag.plan.queries.unit_plans import OwnRow, own_rows_of

RECENT_DAYS = 92
"""Windows that closed this long ago are still shown."""

_DUE = {
    Status.OVERDUE: Due.OVERDUE,
    Status.MISSED: Due.MISSED,
    Status.MET: Due.DONE,
    Status.MET_LATE: Due.DONE,
    Status.SELF_ASSESSED: Due.DONE,
    Status.NO_DATA: Due.NOT_COUNTED,
}
"""Statuses that say where a row stands, whatever its deadline. The others are still to be done."""
ALWAYS_SHOWN = frozenset({Due.WEEK, Due.MONTH, Due.HALF_YEAR})
"""Sections that say so where nothing is due; the others are left out."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """A line of the party's plan (``row``) or a measure of the unit's own (``own``): one of them is set.

    ``address`` leads to where it is done, with the verb ``label``, where a room has such a page and the reader may
    open it.
    """

    row: StatusRow | None = None
    own: OwnRow | None = None
    address: str = ""
    label: str | Promise = ""

    @property
    def found(self) -> StatusRow | OwnRow:
        """The one that is set."""
        found = self.row or self.own
        assert found is not None
        return found

    @property
    def title(self) -> str:
        """What it is called in the reader's language."""
        return str(self.row.obligation.item if self.row else self.own.line.title if self.own else "")


LONGEST_SECTION = 12
"""A section with more rows than this is folded by goal."""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of a long section that belong to one goal, and how many of them have each status."""

    title: str
    rows: Sequence[DueRow]

    @property
    def counts(self) -> Sequence[tuple[Status, int]]:
        """How many rows have each status, the most pressing first."""
        found = Counter(each.found.status for each in self.rows)
        return [(status, found[status]) for status in Status if found[status]]


@dataclass(frozen=True, slots=True)
class Section:
    """What is due at the same time: the nearest deadline first, and of one day last what does not concern us yet.

    ``groups`` hold the same rows by goal where there are too many of them to be read through; else there are none.
    """

    due: Due
    rows: Sequence[DueRow]
    groups: Sequence[Group] = ()

    @property
    def folded(self) -> bool:
        """Say whether the section is folded until one opens it, since nobody can see from it how things stand."""
        return self.due is Due.NOT_COUNTED


def sections_of(plan: Plan, unit: Unit, scope: Scope, day: date) -> list[Section]:
    """Return what the plan asks of the unit and what the unit has adopted itself, by when it is due.

    Windows that have begun, and measures of the unit's own, are left out once they are long over, unless they are
    overdue. Empty where there is nothing at all.
    """
    since = day - timedelta(RECENT_DAYS)
    asked = _asked(standing_of(plan, unit, day, begun=True, closed_after=since), unit, scope)
    rows = [each for each in [*asked, *_own(plan, unit, day)] if _matters(each.found, since, day)]
    rows.sort(key=lambda each: (each.found.deadline, each.found.status is Status.NOT_DUE))
    by_due: dict[Due, list[DueRow]] = {due: [] for due in Due}
    for each in rows:
        by_due[due_on(day, each.found.deadline, each.found.status)].append(each)
    goals = _Goals(plan)
    return [
        Section(due, found, goals.groups(found) if len(found) > LONGEST_SECTION else [])
        for due, found in by_due.items()
        if found or (rows and due in ALWAYS_SHOWN)
    ]


class _Goals:
    """Parts rows by the plan's goals, read from the plan once and only where some rows are to be parted."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.key: item for item in document_of(self._plan).items}

    def groups(self, rows: Sequence[DueRow]) -> list[Group]:
        """Return the rows under their goals, in the order of the plan, and last those of the rest of the plan."""
        goals = [key for key, item in self._items.items() if item.kind == ItemKind.GOAL]
        by_goal: dict[str, list[DueRow]] = {key: [] for key in goals}
        for each in rows:
            goal = self._goal_of(each)
            by_goal.setdefault(goal if goal in by_goal else "", []).append(each)
        return [
            Group(in_language(dict(self._items[goal].title)) if goal else _("The rest of the plan"), found)
            for goal, found in by_goal.items()
            if found
        ]

    def _goal_of(self, each: DueRow) -> str:
        key = each.own.line.goal.key if each.own else each.row.obligation.item.key if each.row else ""
        return self._items[key].goal or key if key in self._items else ""


def _asked(rows: Sequence[StatusRow], unit: Unit, scope: Scope) -> list[DueRow]:
    pages = [_page_of(row) for row in rows]
    addresses = {page: reverse(page.name, args=[unit.code]) for page in set(pages) if page is not None}
    may_open = reachable(scope, addresses.values())
    return [
        DueRow(row=row, address=addresses[page], label=page.label)
        if page is not None and addresses[page] in may_open
        else DueRow(row=row)
        for row, page in zip(rows, pages, strict=True)
    ]


def _page_of(row: StatusRow) -> Page | None:
    """Return where the row is done, while it is still to be done."""
    indicator = published(row.evidence.part.key)
    if indicator is None or _DUE.get(row.status) in (Due.DONE, Due.MISSED):
        return None
    return indicator.page


def _own(plan: Plan, unit: Unit, day: date) -> list[DueRow]:
    return [DueRow(own=row) for row in own_rows_of(unit, plan, day)]


def _matters(row: StatusRow | OwnRow, since: date, day: date) -> bool:
    """Whether a row still says anything: it is overdue, not long over, or was done not long ago."""
    if row.status is Status.NOT_DUE and row.deadline < day:
        return False
    done_lately = isinstance(row, OwnRow) and row.done_on is not None and row.done_on >= since
    return row.status is Status.OVERDUE or row.deadline >= since or done_lately


def due_on(day: date, deadline: date, status: Status) -> Due:
    """Say when something with this deadline and status is due, seen from a day. Weeks end on Sundays."""
    if status in _DUE:
        return _DUE[status]
    half = 6 if day.month <= 6 else 12
    ends = {
        Due.WEEK: day + timedelta(6 - day.weekday()),
        Due.MONTH: day.replace(day=monthrange(day.year, day.month)[1]),
        Due.HALF_YEAR: date(day.year, half, monthrange(day.year, half)[1]),
    }
    return next((due for due, last in ends.items() if deadline <= last), Due.LATER)


def item_in_force(plan: Plan, key: str) -> PlanItem | None:
    """Return the plan's item with this key, unless it is retired."""
    return PlanItem.objects.filter(plan=plan, key=key, retired=False).first()


def acts_in(unit: Unit) -> ActQuerySet:
    """Return the unit's reports that have not been taken back."""
    acts: ActQuerySet = Act.objects.filter(unit=unit, withdrawn_on__isnull=True)
    return acts
