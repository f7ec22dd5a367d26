"""What is expected of branches of a size, and how they do beside it (G2.S3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from gjennomslag.activities.models import ExpectedActivity
from gjennomslag.activities.queries.counts import held
from gjennomslag.core.indicators import Period
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Membership, Unit
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.rules import months_after

BRANCHES = (UnitKind.LOCAL, UnitKind.STUDENT, UnitKind.SUB_GROUP)


@dataclass(frozen=True, slots=True)
class BesideExpected:
    """A branch's last half year beside what is expected of its size.

    For units above branches, how many of the branches below do as much as expected, and of how many.
    """

    rows: Sequence[ExpectedActivity]
    row: ExpectedActivity | None
    held: int
    branches: int
    doing: int

    @property
    def lacking(self) -> int:
        """Return how many more activities are expected of the branch."""
        return max(0, self.row.half_year - self.held) if self.row else 0


def expected_table() -> list[ExpectedActivity]:
    """Return the table, the smallest branches first."""
    return list(ExpectedActivity.objects.all())


def beside_expected(unit: Unit, members: int, day: date) -> BesideExpected | None:
    """Return how the unit's last half year looks beside the table; None where there is none, or nobody to ask it of.

    Board meetings and other administration do not count. A branch counts what it has held itself.
    """
    rows = expected_table()
    if not rows:
        return None
    numbers = held(Period(months_after(day, -6) + timedelta(days=1), day), nature="political")
    if unit.kind in BRANCHES:
        row = _row_for(rows, members)
        return BesideExpected(rows, row, int(numbers.get(unit.pk, 0)), 0, 0) if row else None
    running = Membership.objects.filter(
        running_on(day), primary=True, unit__path__startswith=unit.path, unit__kind__in=BRANCHES
    )
    asked = dict(running.values_list("unit_id").annotate(number=Count("pk")))
    found = {pk: row for pk, number in asked.items() if (row := _row_for(rows, number)) is not None}
    if not found:
        return None
    doing = sum(numbers.get(pk, 0) >= row.half_year for pk, row in found.items())
    return BesideExpected(rows, None, 0, len(found), doing)


def _row_for(rows: Sequence[ExpectedActivity], members: int) -> ExpectedActivity | None:
    """Return the last row that a branch of this size reaches."""
    return next((row for row in reversed(rows) if row.members_from <= members), None)
