"""How a unit stands on a day: a row for each obligation that binds it, from what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeAlias

import numpy as np
from django.db.models import Q

from gjennomslag.algorithms.recurrence import Between, Form, InPeriod, Once, Trend, YearlyTarget
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.catalogue import catalogue
from gjennomslag.plan.choices import Status
from gjennomslag.plan.evidence import Evidence
from gjennomslag.plan.filled import evidence_of, form_of
from gjennomslag.plan.models import ActItem, Obligation, Plan, Reading
from gjennomslag.plan.statuses import STATUSES, Codes, Measured, Moment, statuses


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
    """
    if not units:
        return []
    obligations = _obligations(plan, units[0].kind, day, begun=begun, item=item)
    return [
        stand.row(unit, place) for stand in stands_of(plan, units, obligations, day) for place, unit in enumerate(units)
    ]


@dataclass(frozen=True, slots=True)
class Stand:
    """One obligation in several units: what was measured and the statuses' codes, in the order of the units."""

    obligation: Obligation
    form: Form
    evidence: Evidence
    measured: Measured
    codes: Codes

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
    unpublished = set(read.unpublished)
    ids = [unit.pk for unit in units]
    readings = _readings(ids, day)
    reports = _reports(plan, ids, day)
    baselines = {(each.item_id, each.sentence, each.evidence, each.first_day.year): each.pk for each in obligations}
    for obligation in obligations:
        form, evidence = form_of(obligation.sentence), evidence_of(obligation.evidence)
        moment = _moment(obligation, day)
        baseline = None
        if isinstance(form, Trend) and obligation.first_day.year != form.baseline:
            baseline = baselines.get((obligation.item_id, obligation.sentence, obligation.evidence, form.baseline))
        found = [readings.get((obligation.pk, pk)) for pk in ids]
        before = [readings.get((baseline, pk)) for pk in ids] if baseline else None
        blind = any(str(number) in unpublished for number in evidence.numbers)
        if moment.frozen:
            blind = obligation.frozen_unpublished
        measured = _measured(found, before, evidence, moment, published=not blind)
        measured = _with_reports(
            measured=measured, reports=reports, obligation=obligation, form=form, units=ids, day=day
        )
        yield Stand(obligation, form, evidence, measured, statuses(form, obligation.count, moment, measured))


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def _obligations(plan: Plan, kind: str, day: date, *, begun: bool, item: str | None) -> list[Obligation]:
    rows = Obligation.objects.filter(item__plan=plan, unit_kinds__contains=[kind], unfolded_on__lte=day)
    rows = rows.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=day))
    if begun:
        rows = rows.filter(first_day__lte=day)
    if item is not None:
        rows = rows.filter(item__key=item)
    return list(rows.select_related("item").order_by("item__position", "first_day", "pk"))


def _readings(units: list[int], day: date) -> dict[tuple[int, int], Reading]:
    """What was read for the units, by obligation and unit: by units alone, so that one index leads straight there."""
    held = Q(replaced_on__isnull=True) | Q(replaced_on__gt=day)
    rows = Reading.objects.filter(held, unit__in=units, day__lte=day)
    return {(each.obligation_id, each.unit_id): each for each in rows}


@dataclass(frozen=True, slots=True)
class _Report:
    """A unit's report about an item: the day it is about, the day it was made, and whether it is an assessment."""

    day: date
    made_on: date
    assessment: bool


Reports: TypeAlias = dict[tuple[int, int], list[_Report]]


def _reports(plan: Plan, units: list[int], day: date) -> Reports:
    """What the units had reported by the day, by item and unit."""
    known = Q(act__withdrawn_on__isnull=True) | Q(act__withdrawn_on__gt=day)
    rows = ActItem.objects.filter(known, item__plan=plan, act__unit__in=units, act__reported_on__lte=day)
    reports: Reports = {}
    for item_id, unit_id, on, made_on, assessment in rows.values_list(
        "item_id", "act__unit_id", "act__day", "act__reported_on", "act__assessment"
    ):
        reports.setdefault((item_id, unit_id), []).append(_Report(on, made_on, bool(assessment)))
    return reports


def _in_time(reports: Iterable[_Report], obligation: Obligation, first: date, last: date) -> list[_Report]:
    """The reports about the days, without those made after the window was frozen."""
    frozen = obligation.frozen_on or date.max
    return [each for each in reports if first <= each.day <= last and each.made_on <= frozen]


def _with_reports(
    *, measured: Measured, reports: Reports, obligation: Obligation, form: Form, units: Sequence[int], day: date
) -> Measured:
    """Add what the units have reported themselves to what was measured."""
    inside = min(day, obligation.last_day)
    counted = obligation.count > 0 and not isinstance(form, YearlyTarget)
    acts, late, marks = np.zeros(len(units)), np.zeros(len(units)), np.zeros(len(units), dtype=np.bool_)
    for place, unit in enumerate(units):
        made = reports.get((obligation.item_id, unit), ())
        for each in _in_time(made, obligation, obligation.first_day, inside):
            marks[place] |= each.assessment
            acts[place] += counted and not each.assessment
        after = _in_time(made, obligation, obligation.last_day + timedelta(1), day)
        if isinstance(form, Once | InPeriod):
            late[place] = sum(not each.assessment for each in after)
    return replace(measured, value=measured.value + acts, late=measured.late + late, assessed=marks)


def _moment(obligation: Obligation, day: date) -> Moment:
    frozen = obligation.frozen_on is not None and obligation.frozen_on <= day
    return Moment(obligation.first_day, obligation.last_day, day, frozen)


def _measured(
    found: list[Reading | None],
    before: list[Reading | None] | None,
    evidence: Evidence,
    moment: Moment,
    *,
    published: bool,
) -> Measured:
    def column(rows: list[Reading | None], name: str, missing: float) -> np.ndarray[Any, np.dtype[np.float64]]:
        values = [missing if row is None else getattr(row, name) for row in rows]
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)

    # A whole that was not told of is an empty one: units without anything to tell have no row.
    empty = 0.0 if evidence.whole is not None else np.nan
    measured = Measured(
        value=column(found, "value", 0.0),
        whole=column(found, "whole", empty),
        late=column(found, "late", 0.0),
        target=column(found, "target", np.nan),
        baseline=np.full(len(found), np.nan),
        assessed=np.zeros(len(found), dtype=np.bool_),
        published=published,
    )
    if before is None:
        return measured
    old, whole = column(before, "value", 0.0), column(before, "whole", empty)
    grows = evidence.whole is None and not catalogue().indicators[evidence.part.key].state
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(whole > 0, old / whole, np.nan)
    baseline = share if evidence.whole is not None else old * (moment.elapsed if grows and moment.open else 1.0)
    return replace(measured, baseline=baseline)
