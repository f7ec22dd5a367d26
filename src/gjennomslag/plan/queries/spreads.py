"""How the units below a unit stand with what the plan asks of them, counted by status."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from django.db.models import Q

from gjennomslag.algorithms.recurrence import Form
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import active_on
from gjennomslag.plan.choices import Status
from gjennomslag.plan.evidence import Evidence
from gjennomslag.plan.filled import evidence_of, form_of
from gjennomslag.plan.models import ActItem, Obligation, Plan, Tally
from gjennomslag.plan.queries.judging import Stand, StatusRow
from gjennomslag.plan.queries.obligations import with_items
from gjennomslag.plan.queries.standing import stands_of
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
    return with_items(plan, rows.order_by("item__position", "first_day", "last_day", "pk"))


def latest_windows(obligations: Sequence[Obligation]) -> list[Obligation]:
    """Return the last window of each rule among obligations that are given in the order of their windows."""
    latest = {(each.item_id, each.sentence, each.evidence, tuple(each.unit_kinds)): each for each in obligations}
    return list(latest.values())


def spreads_below(plan: Plan, unit: Unit, obligations: Sequence[Obligation], day: date) -> dict[int, Spread]:
    """Return how the units below stood on the day, by obligation id. Obligations that bind none of them are absent.

    At the latest reading, what is added up is what it told, and on top of it the reports that have come in since.
    """
    read = plan.reading_days.filter(day__lte=day).first()
    if read is None:
        return {}
    if plan.reading_days.filter(day__gt=day).exists():
        added = _Added()
        for _units, stand in stands_below(plan, unit, obligations, day):
            added.add(stand, 1)
    else:
        added = _Added.of_tallies(Tally.objects.filter(unit=unit, obligation__in=obligations))
        _add_what_was_reported_since(added, plan, unit, obligations, read_on=read.day, day=day)
    by_id = {each.pk: each for each in obligations}
    return {pk: added.spread(by_id[pk]) for pk in added.counts}


@dataclass(slots=True)
class _Added:
    """Statuses counted and numbers added up, by obligation id."""

    counts: dict[int, Counter[Status]] = field(default_factory=lambda: defaultdict(Counter))
    values: dict[int, float] = field(default_factory=lambda: defaultdict(float))

    @classmethod
    def of_tallies(cls, tallies: Iterable[Tally]) -> _Added:
        added = cls()
        for tally in tallies:
            added.counts[tally.obligation_id].update({Status(key): number for key, number in tally.counts.items()})
            added.values[tally.obligation_id] += tally.value
        return added

    def add(self, stand: Stand, sign: int) -> None:
        """Add the units of a stand, or take them away with the sign −1."""
        pk = stand.obligation.pk
        codes, numbers = np.unique(stand.codes[stand.bound], return_counts=True)
        for code, number in zip(codes, numbers, strict=True):
            self.counts[pk][STATUSES[code]] += sign * int(number)
        done = stand.measured.value + stand.measured.late
        self.values[pk] += sign * float(done[stand.bound].sum())

    def spread(self, obligation: Obligation) -> Spread:
        form, evidence = form_of(obligation.sentence), evidence_of(obligation.evidence)
        return Spread(obligation, form, evidence, in_order(self.counts[obligation.pk]), self.values[obligation.pk])


def _add_what_was_reported_since(
    added: _Added, plan: Plan, unit: Unit, obligations: Sequence[Obligation], *, read_on: date, day: date
) -> None:
    """Replace how units stood at the reading, where they have reported or taken something back since."""
    since = Q(act__reported_on__gte=read_on) | Q(act__withdrawn_on__gte=read_on)
    acts = ActItem.objects.filter(since, item__plan=plan, act__unit__path__startswith=unit.path)
    units_by_item: dict[int, set[int]] = defaultdict(set)
    for item, reporter in acts.exclude(act__unit=unit).values_list("item_id", "act__unit_id"):
        units_by_item[item].add(reporter)
    for item, reporters in units_by_item.items():
        # Windows that have begun since are in no tally yet.
        of_item = [each for each in obligations if each.item_id == item and each.first_day <= read_on]
        for known_on, seen_on, sign in ((read_on - timedelta(1), read_on, -1), (day, day, 1)):
            for _units, stand in stands_below(plan, unit, of_item, seen_on, only=reporters, known_on=known_on):
                added.add(stand, sign)


def stands_below(
    plan: Plan,
    unit: Unit,
    obligations: Sequence[Obligation],
    day: date,
    *,
    only: Collection[int] | None = None,
    known_on: date | None = None,
) -> Iterator[tuple[Sequence[Unit], Stand]]:
    """Give each obligation with the units of one kind below that it binds, and how these stood on the day.

    ``only`` keeps the units with these ids, ``known_on`` leaves out what was reported after that day.
    """
    kinds = {kind for each in obligations for kind in each.unit_kinds}
    for kind, units in _units_by_kind(unit, kinds, day, only).items():
        bound = [each for each in obligations if kind in each.unit_kinds]
        for stand in stands_of(plan, units, bound, day, known_on=known_on):
            yield units, stand


def in_order(counts: Counter[Status]) -> list[tuple[Status, int]]:
    """Return the counts in the order of the statuses, the most pressing first, without those that are 0."""
    return [(status, counts[status]) for status in Status if counts[status]]


def _units_by_kind(
    unit: Unit, kinds: Collection[str], day: date, only: Collection[int] | None
) -> dict[str, list[Unit]]:
    below = Unit.objects.filter(path__startswith=unit.path, kind__in=kinds).exclude(pk=unit.pk)
    if only is not None:
        below = below.filter(pk__in=only)
    found: dict[str, list[Unit]] = defaultdict(list)
    for each in below.filter(active_on(day)):
        found[each.kind].append(each)
    return found
