"""What the page "Our plan" shows: the lines of one unit that matter now, the most pressing first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gjennomslag.organisation.models import Unit
from gjennomslag.plan.choices import Status
from gjennomslag.plan.models import Act, Plan, PlanItem
from gjennomslag.plan.models.acts import ActQuerySet
from gjennomslag.plan.queries.judging import StatusRow
from gjennomslag.plan.queries.standing import standing_of

RECENT_DAYS = 92
"""Windows that closed this long ago are still shown."""


ORDER = (
    Status.OVERDUE,
    Status.DUE_SOON,
    Status.ON_TRACK,
    Status.NOT_DUE,
    Status.MISSED,
    Status.MET,
    Status.MET_LATE,
    Status.SELF_ASSESSED,
    Status.NO_DATA,
)
"""What one can do something about stands first, what is done next, and what nothing counts yet last."""


@dataclass(frozen=True, slots=True)
class Section:
    """The lines that share a status."""

    status: Status
    rows: Sequence[StatusRow]

    @property
    def folded(self) -> bool:
        """Say whether the section is folded until one opens it, since nobody can see from it how things stand."""
        return self.status is Status.NO_DATA


def sections_of(plan: Plan, unit: Unit, day: date) -> list[Section]:
    """Return the unit's lines whose windows are open or closed not long ago, by status, the most pressing first."""
    rows = [
        row
        for row in standing_of(plan, unit, day, begun=True, closed_after=day - timedelta(RECENT_DAYS))
        if row.obligation.last_day >= day - timedelta(RECENT_DAYS) or row.status is Status.OVERDUE
    ]
    found = [Section(status, [row for row in rows if row.status is status]) for status in ORDER]
    return [section for section in found if section.rows]


def item_in_force(plan: Plan, key: str) -> PlanItem | None:
    """Return the plan's item with this key, unless it is retired."""
    return PlanItem.objects.filter(plan=plan, key=key, retired=False).first()


def acts_in(unit: Unit) -> ActQuerySet:
    """Return the unit's reports that have not been taken back."""
    acts: ActQuerySet = Act.objects.filter(unit=unit, withdrawn_on__isnull=True)
    return acts
