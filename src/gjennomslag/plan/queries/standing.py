"""How a unit stands on a day: a row for each obligation that binds it, from what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np
from django.db.models import Q, QuerySet

from gjennomslag.algorithms.recurrence import InPeriod, Once
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.filled import evidence_of, form_of
from gjennomslag.plan.measuring import Measurements, Tree
from gjennomslag.plan.models import Obligation, Plan, PlanItem, Reading, ReadingDay
from gjennomslag.plan.queries.judging import Stand, StatusRow, judge, lives_of
from gjennomslag.plan.queries.obligations import Numbers, numbers_of, obligations_of, with_items
from gjennomslag.plan.queries.plans import document_of


def standing_of(
    plan: Plan,
    unit: Unit,
    day: date,
    *,
    begun: bool = False,
    item: str | None = None,
    closed_after: date | None = None,
) -> list[StatusRow]:
    """Return the unit's rows as they stood on the day, in the order of the plan. Empty before the first reading.

    ``begun`` leaves out windows that begin later; ``item`` keeps the rows of one item; ``closed_after`` leaves out
    windows that ended before that day and that nothing can be done about any more.
    """
    return standing_of_units(plan, [unit], day, begun=begun, item=item, closed_after=closed_after)


def standing_of_units(
    plan: Plan,
    units: Sequence[Unit],
    day: date,
    *,
    begun: bool = False,
    item: str | None = None,
    closed_after: date | None = None,
) -> list[StatusRow]:
    """Return the rows of several units of one kind, in the order of the plan, then of the units.

    Everything is told as it was known on the day: readings, reports and retired rules that came later are left out.
    A unit has no rows for windows in which it was not there to the end.
    """
    if not units:
        return []
    obligations = _obligations(plan, units[0].kind, day, begun=begun, item=item, closed_after=closed_after)
    return _rows(stands_of(plan, units, obligations, day), units)


def stands_of(
    plan: Plan, units: Sequence[Unit], obligations: Sequence[Obligation], day: date, *, known_on: date | None = None
) -> Iterator[Stand]:
    """Tell how the units, all of one kind that the obligations bind, stood on the day: nothing before a reading.

    ``known_on`` leaves out what was reported after that day.
    """
    read = plan.reading_days.filter(day__lte=day).first()
    if read is None or not units:
        return
    ids = [unit.pk for unit in units]
    readings = _readings(ids, day, latest=not plan.reading_days.filter(day__gt=day).exists())
    yield from judge(obligations, lives_of(units), day, _Stored(readings, read, ids, known_on or day))


def _rows(stands: Iterable[Stand], units: Sequence[Unit]) -> list[StatusRow]:
    return [stand.row(unit, place) for stand in stands for place, unit in enumerate(units) if stand.bound[place]]


def standing_recounted(plan: Plan, unit: Unit, day: date, *, today: date) -> list[StatusRow]:
    """Return the unit's rows as they stood on a day before the first reading, counted anew by what is known today.

    What was done by the day counts with its real date, whenever it was entered. Measures all units, so it is nothing
    for a page; writes nothing.
    """
    items = {each.key: each for each in PlanItem.objects.filter(plan=plan, retired=False)}
    unfolded = obligations_of(document_of(plan), items, day)
    obligations = [each for each in unfolded if unit.kind in each.unit_kinds]
    if unit.valid_from > day:
        return []
    source = _Recounted(Measurements(Tree(day)), unit.pk, day, today)
    return _rows(judge(obligations, lives_of([unit]), day, source), [unit])


def _obligations(
    plan: Plan, kind: str, day: date, *, begun: bool, item: str | None, closed_after: date | None
) -> list[Obligation]:
    rows = Obligation.objects.filter(item__plan=plan, unit_kinds__contains=[kind], unfolded_on__lte=day)
    rows = rows.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=day))
    if begun:
        rows = rows.filter(first_day__lte=day)
    if item is not None:
        rows = rows.filter(item__key=item)
    if closed_after is not None:
        closed = Q(frozen_on__isnull=False, last_day__lt=closed_after)
        rows = rows.exclude(closed, sentence__in=_never_late(rows.filter(closed)))
    return with_items(plan, rows.order_by("item__position", "first_day", "pk"))


def _never_late(rows: QuerySet[Obligation]) -> list[str]:
    """Which rules of the windows cannot be kept any more once a window is closed: all but deliverables.

    A plan has some hundred rules but after some years thousands of windows, so rules are told apart and not windows.
    """
    sentences = rows.order_by().values_list("sentence", flat=True).distinct()
    return [sentence for sentence in sentences if not isinstance(form_of(sentence), Once | InPeriod)]


Readings: TypeAlias = Mapping[tuple[int, int], tuple[float, float | None, float, float | None]]


def _readings(units: list[int], day: date, *, latest: bool) -> Readings:
    """What was read for the units, by obligation and unit.

    Asked by units alone, and on the latest reading for the rows that hold alone, so that one index leads straight
    there however long the history behind them is.
    """
    rows = Reading.objects.filter(unit__in=units, day__lte=day)
    rows = (
        rows.filter(replaced_on__isnull=True)
        if latest
        else rows.filter(Q(replaced_on__isnull=True) | Q(replaced_on__gt=day))
    )
    found = rows.values_list("obligation_id", "unit_id", "value", "whole", "late", "target")
    return {(row[0], row[1]): row[2:] for row in found}


@dataclass(frozen=True, slots=True)
class _Stored:
    """The numbers of some units from what was read by a day."""

    readings: Readings
    read: ReadingDay
    units: Sequence[int]
    known_on: date

    def numbers(self, obligation: Obligation) -> Numbers:
        # A whole that was not told of is an empty one: units without anything to tell have no row.
        whole = 0.0 if evidence_of(obligation.evidence).whole is not None else None
        nothing = (0.0, whole, 0.0, None)
        rows = [self.readings.get((obligation.pk, pk), nothing) for pk in self.units]
        table = np.array(rows, dtype=np.float64).T
        return Numbers(*table)

    def blind(self, obligation: Obligation) -> bool:
        if obligation.frozen_on is not None and obligation.frozen_on <= self.known_on:
            return obligation.frozen_unpublished
        return any(str(number) in self.read.unpublished for number in evidence_of(obligation.evidence).numbers)


@dataclass(frozen=True, slots=True)
class _Recounted:
    """The numbers of a unit measured anew, by what was done up to ``day``."""

    measurements: Measurements
    unit: int
    day: date
    known_on: date

    def numbers(self, obligation: Obligation) -> Numbers:
        found = numbers_of(obligation, self.measurements, self.day)
        place = self.measurements.tree.places_of([self.unit])
        return Numbers(found.value[place], found.whole[place], found.late[place], found.target[place])

    def blind(self, obligation: Obligation) -> bool:
        numbers = evidence_of(obligation.evidence).numbers
        return any(str(number) in self.measurements.unpublished for number in numbers)
