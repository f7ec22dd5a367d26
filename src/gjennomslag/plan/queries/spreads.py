"""How the units below a unit stand with what the plan asks of them, counted by status."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Q

from gjennomslag.algorithms.recurrence import Form
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import active_on
from gjennomslag.plan.choices import Status
from gjennomslag.plan.evidence import Evidence
from gjennomslag.plan.filled import form_of
from gjennomslag.plan.models import Obligation, Plan
from gjennomslag.plan.queries.standing import Stand, StatusRow, stands_of
from gjennomslag.plan.statuses import STATUSES


@dataclass(frozen=True, slots=True)
class Spread:
    """How many of the units below have each status with an obligation, and what they have done together."""

    obligation: Obligation
    form: Form
    evidence: Evidence
    counts: Sequence[tuple[Status, int]]
    value: float

    @property
    def units(self) -> int:
        """The number of units that the obligation binds."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class LineWindow:
    """A window of a line of the plan: how the unit itself stands, and how those below it do, where they are bound."""

    obligation: Obligation
    row: StatusRow | None
    spread: Spread | None

    @property
    def form(self) -> Form:
        """What is asked for."""
        return form_of(self.obligation.sentence)


def in_force_on(plan: Plan, day: date, *, item: str | None = None) -> list[Obligation]:
    """Return the plan's obligations that have begun and hold on the day, in its order, the earlier windows first."""
    rows = Obligation.objects.filter(item__plan=plan, unfolded_on__lte=day, first_day__lte=day)
    rows = rows.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=day))
    if item is not None:
        rows = rows.filter(item__key=item)
    return list(rows.select_related("item").order_by("item__position", "first_day", "last_day", "pk"))


def latest_windows(obligations: Sequence[Obligation]) -> list[Obligation]:
    """Return the last window of each rule among obligations that are given in the order of their windows."""
    latest = {(each.item_id, each.sentence, each.evidence, tuple(each.unit_kinds)): each for each in obligations}
    return list(latest.values())


def spreads_below(plan: Plan, unit: Unit, obligations: Sequence[Obligation], day: date) -> dict[int, Spread]:
    """Return how the units below stood on the day, by obligation id. Obligations that bind none of them are absent."""
    counted: dict[int, Counter[Status]] = defaultdict(Counter)
    values: dict[int, float] = defaultdict(float)
    seen: dict[int, Stand] = {}
    for _units, stand in stands_below(plan, unit, obligations, day):
        pk = stand.obligation.pk
        codes, numbers = np.unique(stand.codes, return_counts=True)
        counted[pk].update({STATUSES[code]: int(number) for code, number in zip(codes, numbers, strict=True)})
        values[pk] += float(stand.measured.value.sum() + stand.measured.late.sum())
        seen[pk] = stand
    return {
        pk: Spread(stand.obligation, stand.form, stand.evidence, in_order(counted[pk]), values[pk])
        for pk, stand in seen.items()
    }


def stands_below(
    plan: Plan, unit: Unit, obligations: Sequence[Obligation], day: date
) -> Iterator[tuple[Sequence[Unit], Stand]]:
    """Give each obligation with the units of one kind below that it binds, and how these stood on the day."""
    kinds = {kind for each in obligations for kind in each.unit_kinds}
    for kind, units in _units_by_kind(unit, kinds, day).items():
        bound = [each for each in obligations if kind in each.unit_kinds]
        for stand in stands_of(plan, units, bound, day):
            yield units, stand


def in_order(counts: Counter[Status]) -> list[tuple[Status, int]]:
    """Return the counts in the order of the statuses, the most pressing first, without those that are 0."""
    return [(status, counts[status]) for status in Status if counts[status]]


def _units_by_kind(unit: Unit, kinds: Collection[str], day: date) -> dict[str, list[Unit]]:
    below = Unit.objects.filter(path__startswith=unit.path, kind__in=kinds).exclude(pk=unit.pk)
    found: dict[str, list[Unit]] = defaultdict(list)
    for each in below.filter(active_on(day)):
        found[each.kind].append(each)
    return found
