"""How a unit stands on a day: a row for each obligation that binds it, from what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol, TypeAlias

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from gjennomslag.algorithms.recurrence import Always, Between, Form, Trend
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.catalogue import catalogue
from gjennomslag.plan.choices import Status
from gjennomslag.plan.evidence import Evidence
from gjennomslag.plan.filled import evidence_of, form_of
from gjennomslag.plan.measuring import Array, Measurements, Tree
from gjennomslag.plan.models import Obligation, Plan, PlanItem, Reading, ReadingDay
from gjennomslag.plan.queries.obligations import Numbers, numbers_of, obligations_of
from gjennomslag.plan.queries.plans import document_of
from gjennomslag.plan.queries.reports import reports_of, with_reports
from gjennomslag.plan.statuses import STATUSES, Codes, Flags, Measured, Moment, statuses


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One obligation in one unit on a day. ``share`` is set where the rule compares a part with a whole."""

    obligation: Obligation
    unit: Unit
    status: Status
    value: float
    whole: float | None
    late: float
    target: float | None
    form: Form
    evidence: Evidence

    @property
    def share(self) -> float | None:
        """The part of the whole, where there is one."""
        return self.value / self.whole if self.whole else None

    @property
    def goal(self) -> float | None:
        """What is asked for: the unit's own target, else the number of acts; None for as much as one can."""
        if isinstance(self.form, Between) and self.form.as_many_as_possible:
            return None
        return self.target if self.target is not None else (self.obligation.count or None)

    def as_data(self) -> dict[str, Any]:
        """The row as plain values for JSON."""
        return {
            "id": self.obligation.item.key,
            "unit": self.unit.code,
            "rule": self.obligation.sentence,
            "evidence": self.obligation.evidence,
            "from": self.obligation.first_day.isoformat(),
            "to": self.obligation.last_day.isoformat(),
            "status": self.status.value,
            "value": self.value,
            "whole": self.whole,
            "late": self.late,
            "target": self.goal,
        }


def standing_of(plan: Plan, unit: Unit, day: date, *, begun: bool = False, item: str | None = None) -> list[StatusRow]:
    """Return the unit's rows as they stood on the day, in the order of the plan. Empty before the first reading.

    ``begun`` leaves out windows that begin later; ``item`` keeps the rows of one item.
    """
    return standing_of_units(plan, [unit], day, begun=begun, item=item)


def standing_of_units(
    plan: Plan, units: Sequence[Unit], day: date, *, begun: bool = False, item: str | None = None
) -> list[StatusRow]:
    """Return the rows of several units of one kind, in the order of the plan, then of the units.

    Everything is told as it was known on the day: readings, reports and retired rules that came later are left out.
    A unit has no rows for windows in which it was not there to the end.
    """
    if not units:
        return []
    obligations = _obligations(plan, units[0].kind, day, begun=begun, item=item)
    return _rows(stands_of(plan, units, obligations, day), units)


@dataclass(frozen=True, slots=True)
class Stand:
    """One obligation in several units: what was measured and the statuses' codes, in the order of the units.

    ``bound`` tells which of the units the obligation asks anything of.
    """

    obligation: Obligation
    measured: Measured
    codes: Codes
    bound: Flags

    @property
    def form(self) -> Form:
        """What is asked for."""
        return form_of(self.obligation.sentence)

    @property
    def evidence(self) -> Evidence:
        """What is counted."""
        return evidence_of(self.obligation.evidence)

    def row(self, unit: Unit, place: int) -> StatusRow:
        """The row of the unit at the place."""
        return StatusRow(
            self.obligation,
            unit,
            STATUSES[self.codes[place]],
            float(self.measured.value[place]),
            _known(self.measured.whole[place]),
            float(self.measured.late[place]),
            _known(self.measured.target[place]),
            self.form,
            self.evidence,
        )


def stands_of(plan: Plan, units: Sequence[Unit], obligations: Sequence[Obligation], day: date) -> Iterator[Stand]:
    """Tell how the units, all of one kind that the obligations bind, stood on the day: nothing before a reading."""
    read = plan.reading_days.filter(day__lte=day).first()
    if read is None or not units:
        return
    ids = [unit.pk for unit in units]
    readings = _readings(ids, day, latest=not plan.reading_days.filter(day__gt=day).exists())
    yield from _stands(obligations, units, day, _Stored(readings, read, ids, day))


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
    return _rows(_stands(obligations, [unit], day, source), [unit])


class _Source(Protocol):
    """Where the numbers of some units come from, and until which day reports are known."""

    @property
    def known_on(self) -> date: ...

    def numbers(self, obligation: Obligation) -> Numbers: ...

    def blind(self, obligation: Obligation) -> bool:
        """Whether no room publishes the obligation's numbers."""


def _stands(obligations: Sequence[Obligation], units: Sequence[Unit], day: date, source: _Source) -> Iterator[Stand]:
    """Judge what is known of each obligation in each unit."""
    if not units or not obligations:
        return
    ids = [unit.pk for unit in units]
    reports = reports_of(obligations[0].item.plan_id, ids, source.known_on)
    baselines = _baselines(obligations)
    lives = _lives(units)
    for obligation in obligations:
        form, moment = form_of(obligation.sentence), _moment(obligation, day)
        baseline = np.full(len(units), np.nan)
        before = baselines.get(_same_rule(obligation, form.baseline)) if isinstance(form, Trend) else None
        if before is not None and before.first_day.year != obligation.first_day.year:
            baseline = _baseline(source.numbers(before), evidence_of(obligation.evidence), moment)
        measured = _measured(obligation, lives, moment, source, baseline)
        measured = with_reports(measured, reports, obligation=obligation, units=ids, day=day)
        codes = statuses(form, obligation.count, moment, measured)
        yield Stand(obligation, measured, codes, _bound(lives, moment))


def _same_rule(obligation: Obligation, year: int) -> tuple[object, ...]:
    return obligation.item_id, obligation.sentence, obligation.evidence, year


def _baselines(obligations: Sequence[Obligation]) -> dict[tuple[object, ...], Obligation]:
    """The windows of the baseline years that trends among the obligations are compared with, by rule and year."""
    found = {_same_rule(each, each.first_day.year): each for each in obligations}
    trends = [(each, form) for each in obligations if isinstance(form := form_of(each.sentence), Trend)]
    missing = {each.item_id for each, form in trends if _same_rule(each, form.baseline) not in found}
    if missing:
        further = Obligation.objects.filter(item__in=missing, retired_on__isnull=True)
        found |= {_same_rule(each, each.first_day.year): each for each in further}
    return found


def _measured(obligation: Obligation, lives: _Lives, moment: Moment, source: _Source, baseline: Array) -> Measured:
    numbers, unseen = source.numbers(obligation), source.blind(obligation)
    if isinstance(form_of(obligation.sentence), Always) and not unseen and np.isnan(numbers.whole).all():
        numbers = replace(numbers, whole=_days_lived(lives, moment))
    assessed = np.zeros(len(baseline), dtype=np.bool_)
    return Measured(numbers.value, numbers.whole, numbers.late, numbers.target, baseline, assessed, not unseen)


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


@dataclass(frozen=True, slots=True)
class _Lives:
    """From and until which days (as ordinals) units exist."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]


def _lives(units: Sequence[Unit]) -> _Lives:
    first = [unit.valid_from.toordinal() for unit in units]
    last = [(unit.valid_until or date.max).toordinal() for unit in units]
    return _Lives(np.array(first, dtype=np.int64), np.array(last, dtype=np.int64))


def _bound(lives: _Lives, moment: Moment) -> Flags:
    """Which units are asked for what the window asks, seen from the day.

    A unit answers for the windows that it lives to the end of, and for the running one while it lives. One that has
    ended is asked for nothing more; what it did counts for the units above it.
    """
    needed = min(moment.last, max(moment.day, moment.first)).toordinal()
    return (lives.first <= moment.last.toordinal()) & (lives.last >= needed)


def _days_lived(lives: _Lives, moment: Moment) -> Array:
    """How many days of the window, up to the day, each unit has existed, and so could have kept a rule."""
    until = np.minimum(lives.last, min(moment.day, moment.last).toordinal())
    days = until - np.maximum(lives.first, moment.first.toordinal()) + 1
    return np.maximum(days, 0).astype(np.float64)


def _obligations(plan: Plan, kind: str, day: date, *, begun: bool, item: str | None) -> list[Obligation]:
    rows = Obligation.objects.filter(item__plan=plan, unit_kinds__contains=[kind], unfolded_on__lte=day)
    rows = rows.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=day))
    if begun:
        rows = rows.filter(first_day__lte=day)
    if item is not None:
        rows = rows.filter(item__key=item)
    return list(rows.select_related("item").order_by("item__position", "first_day", "pk"))


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
    return {(obligation, unit): numbers for obligation, unit, *numbers in found}


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


def _moment(obligation: Obligation, day: date) -> Moment:
    frozen = obligation.frozen_on is not None and obligation.frozen_on <= day
    return Moment(obligation.first_day, obligation.last_day, day, frozen)


def _baseline(before: Numbers, evidence: Evidence, moment: Moment) -> Array:
    """What a trend is compared with: the share of the baseline year, or as much of its number as of the year is gone.

    A state, such as the number of members, does not grow through the year and is compared as a whole.
    """
    if evidence.whole is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(before.whole > 0, before.value / before.whole, np.nan)
    grows = not catalogue().indicators[evidence.part.key].state
    return before.value * (moment.elapsed if grows and moment.open else 1.0)
