"""How obligations stand in many units at once, whatever their numbers come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.recurrence import Always, Between, Form, Trend, Within
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.catalogue import catalogue
from gjennomslag.plan.choices import Status
from gjennomslag.plan.evidence import Evidence
from gjennomslag.plan.filled import evidence_of, form_of
from gjennomslag.plan.measuring import Array
from gjennomslag.plan.models import Obligation
from gjennomslag.plan.queries.obligations import Numbers
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

    @property
    def deadline(self) -> date:
        """The last day that is in time: the window's, or later where a follow-up has days of its own."""
        last = self.obligation.last_day
        return self.form.due(last) if isinstance(self.form, Within) else last

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


@dataclass(frozen=True, slots=True)
class Lives:
    """Units, from and until which days (as ordinals) they exist, and where each stands by its id."""

    ids: Sequence[int]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    places: Mapping[int, int]


def lives_of(units: Sequence[Unit]) -> Lives:
    """Return the lives of the units in their order."""
    first = [unit.valid_from.toordinal() for unit in units]
    last = [(unit.valid_until or date.max).toordinal() for unit in units]
    return lives_from([unit.pk for unit in units], np.array(first, dtype=np.int64), np.array(last, dtype=np.int64))


def lives_from(ids: Sequence[int], first: NDArray[np.int64], last: NDArray[np.int64]) -> Lives:
    """Return the lives of units that are already known as arrays."""
    return Lives(ids, first, last, {pk: place for place, pk in enumerate(ids)})


class Source(Protocol):
    """Where the numbers of some units come from, and until which day reports are known."""

    @property
    def known_on(self) -> date: ...

    def numbers(self, obligation: Obligation) -> Numbers: ...

    def blind(self, obligation: Obligation) -> bool:
        """Whether no room publishes the obligation's numbers."""


def judge(obligations: Sequence[Obligation], lives: Lives, day: date, source: Source) -> Iterator[Stand]:
    """Tell how each obligation stands in each unit on the day, by the source's numbers and what was reported."""
    if not lives.ids or not obligations:
        return
    reports = reports_of(obligations[0].item.plan_id, lives.ids, source.known_on)
    baselines = _baselines(obligations)
    for obligation in obligations:
        form, moment = form_of(obligation.sentence), _moment(obligation, day)
        baseline = np.full(len(lives.ids), np.nan)
        before = baselines.get(_same_rule(obligation, form.baseline)) if isinstance(form, Trend) else None
        if before is not None and before.first_day.year != obligation.first_day.year:
            baseline = _baseline(source.numbers(before), evidence_of(obligation.evidence), moment)
        measured = _measured(obligation, lives, moment, source, baseline)
        measured = with_reports(measured, reports, obligation=obligation, places=lives.places, day=day)
        codes = statuses(form, obligation.count, moment, measured)
        yield Stand(obligation, measured, codes, _bound(lives, moment))


def _same_rule(obligation: Obligation, year: int) -> tuple[object, ...]:
    return obligation.item_id, obligation.sentence, obligation.evidence, year


def _baselines(obligations: Sequence[Obligation]) -> dict[tuple[object, ...], Obligation]:
    """The windows of the baseline years that trends among the obligations are compared with, by rule and year."""
    found = {_same_rule(each, each.first_day.year): each for each in obligations}
    trends = [(each, form) for each in obligations if isinstance(form := form_of(each.sentence), Trend)]
    missing = {(each.item_id, form.baseline) for each, form in trends if _same_rule(each, form.baseline) not in found}
    if missing:
        items, years = zip(*missing, strict=True)
        further = Obligation.objects.filter(item__in=items, first_day__year__in=years, retired_on__isnull=True)
        found |= {_same_rule(each, each.first_day.year): each for each in further}
    return found


def _measured(obligation: Obligation, lives: Lives, moment: Moment, source: Source, baseline: Array) -> Measured:
    numbers, unseen = source.numbers(obligation), source.blind(obligation)
    if isinstance(form_of(obligation.sentence), Always) and not unseen and np.isnan(numbers.whole).all():
        numbers = replace(numbers, whole=_days_lived(lives, moment))
    assessed = np.zeros(len(baseline), dtype=np.bool_)
    return Measured(numbers.value, numbers.whole, numbers.late, numbers.target, baseline, assessed, not unseen)


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def _bound(lives: Lives, moment: Moment) -> Flags:
    """Which units are asked for what the window asks, seen from the day.

    A unit answers for the windows that it lives to the end of, and for the running one while it lives. One that has
    ended is asked for nothing more; what it did counts for the units above it.
    """
    needed = min(moment.last, max(moment.day, moment.first)).toordinal()
    return (lives.first <= moment.last.toordinal()) & (lives.last >= needed)


def _days_lived(lives: Lives, moment: Moment) -> Array:
    """How many days of the window, up to the day, each unit has existed, and so could have kept a rule."""
    until = np.minimum(lives.last, min(moment.day, moment.last).toordinal())
    days = until - np.maximum(lives.first, moment.first.toordinal()) + 1
    lived: Array = np.maximum(days, 0).astype(np.float64)
    return lived


def _moment(obligation: Obligation, day: date) -> Moment:
    frozen = obligation.frozen_on is not None and obligation.frozen_on <= day
    return Moment(obligation.first_day, obligation.last_day, day, frozen)


def _baseline(before: Numbers, evidence: Evidence, moment: Moment) -> Array:
    """What a trend is compared with: the share of the baseline year, or as much of its number as of the year is gone.

    A state, such as the number of members, does not grow through the year and is compared as a whole.
    """
    if evidence.whole is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            share: Array = np.where(before.whole > 0, before.value / before.whole, np.nan)
        return share
    grows = not catalogue().indicators[evidence.part.key].state
    return before.value * (moment.elapsed if grows and moment.open else 1.0)
