"""How obligations stand: one rule for one branch on a page and for all units at night.

Nothing is ever met without an act: numbers count acts, and where no room publishes a number only what people have
reported counts. What nobody publishes and nobody has reported says "no data".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.recurrence import (
    Always,
    Cover,
    Direction,
    EachTime,
    Form,
    Fresh,
    Gate,
    InPeriod,
    Once,
    Standing,
    Trend,
    Within,
    YearlyTarget,
)
from gjennomslag.plan.choices import Status

SOON_DAYS = 21
"""How long before the end of a window it is due soon."""
PACE = 0.9
"""The part of an even pace that still counts as on track."""

Numbers: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Codes: TypeAlias = NDArray[np.int8]

CODES = {status: number for number, status in enumerate(Status)}
STATUSES = tuple(Status)


@dataclass(frozen=True)
class Moment:
    """A window seen from a day. ``frozen`` says that nothing more is read for it."""

    first: date
    last: date
    day: date
    frozen: bool = False

    @property
    def begun(self) -> bool:
        """Whether the window's first day has come."""
        return self.day >= self.first

    @property
    def open(self) -> bool:
        """Whether the window's last day has not passed."""
        return self.day <= self.last

    @property
    def soon(self) -> bool:
        """Whether the window is open and ends soon."""
        return self.open and (self.last - self.day).days <= SOON_DAYS

    @property
    def days_gone(self) -> int:
        """Days of the window up to today, today included."""
        return (min(self.day, self.last) - self.first).days + 1

    @property
    def elapsed(self) -> float:
        """The part of the window that is gone (0–1)."""
        return self.days_gone / ((self.last - self.first).days + 1)


@dataclass(frozen=True)
class Measured:
    """What was read for n units. Unknown wholes, targets and baselines are NaN.

    ``assessed`` tells where the unit itself has said how it stands; ``published`` whether a room counts at all.
    """

    value: Numbers
    whole: Numbers
    late: Numbers
    target: Numbers
    baseline: Numbers
    assessed: Flags
    published: bool

    @property
    def share(self) -> Numbers:
        """Part of whole; NaN where there is no whole or nothing in it."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.whole > 0, self.value / self.whole, np.nan)


def statuses(form: Form, count: int, moment: Moment, measured: Measured) -> Codes:
    """Return each unit's status as a code (an index into ``STATUSES``)."""
    size = measured.value.shape
    if not moment.begun:
        return np.full(size, CODES[Status.NOT_DUE], dtype=np.int8)
    if isinstance(form, Standing):
        return _standing(moment, measured)
    if isinstance(form, YearlyTarget):
        found = _target(form, moment, measured)
    elif isinstance(form, Trend):
        found = _trend(form, moment, measured)
    elif isinstance(form, Always):
        days = np.where(np.isnan(measured.whole), moment.days_gone, measured.whole)
        held = (days > 0) & (measured.value >= days)
        found = _state(held, moment, behind=Status.OVERDUE)
    elif isinstance(form, Within | EachTime | Cover | Fresh | Gate):
        found = _share(form, moment, measured)
    else:
        found = _counted(form, count, moment, measured)
    unknown = np.where(measured.assessed, CODES[Status.SELF_ASSESSED], CODES[Status.NO_DATA])
    blind = (not measured.published) & (measured.value == 0) & (measured.late == 0)
    return np.where(blind, unknown, found).astype(np.int8)


def _codes(conditions: list[tuple[Flags | bool, Status]], otherwise: Status, size: tuple[int, ...]) -> Codes:
    """The first status whose condition holds, per unit.

    Written from the last to the first, and what holds for all at once is not spread out: a page asks for a hundred
    rules in one unit, and a night for one rule in all.
    """
    codes = np.full(size, CODES[otherwise], dtype=np.int8)
    for condition, status in reversed(conditions):
        if isinstance(condition, bool):
            if condition:
                codes.fill(CODES[status])
        else:
            codes[condition] = CODES[status]
    return codes


def _closed(moment: Moment) -> Status:
    """What a window that was not kept is called once it is over: missed when nothing can be added any more."""
    return Status.MISSED if moment.frozen else Status.OVERDUE


def _counted(form: Form, count: int, moment: Moment, measured: Measured) -> Codes:
    done = measured.value >= count
    late = (not moment.open) & (measured.value + measured.late >= count)
    still_possible = isinstance(form, Once | InPeriod)
    return _codes(
        [
            (done, Status.MET),
            (late, Status.MET_LATE),
            (moment.soon, Status.DUE_SOON),
            (moment.open, Status.ON_TRACK),
            (still_possible, Status.OVERDUE),
        ],
        _closed(moment),
        measured.value.shape,
    )


def _state(holds: Flags, moment: Moment, *, behind: Status) -> Codes:
    """A state that must hold to the end: kept only when the window is over."""
    if moment.open:
        return _codes([(holds, Status.ON_TRACK)], behind, holds.shape)
    return _codes([(holds, Status.MET)], _closed(moment), holds.shape)


def _share(form: Within | EachTime | Cover | Fresh | Gate, moment: Moment, measured: Measured) -> Codes:
    goal = form.share if isinstance(form, Cover | Gate) else 1.0
    if isinstance(form, Within):
        # What happened on the last day may still be followed up in time after the window.
        moment = replace(moment, last=form.due(moment.last))
    share = measured.share
    # There is time to reach a share as long as the window is open; the others must hold on every day.
    behind = Status.DUE_SOON if isinstance(form, Cover | Gate) else Status.OVERDUE
    holds = share >= goal
    if isinstance(form, Cover) and form.last is not None and moment.open:
        holds |= share >= goal * moment.elapsed * PACE
    found = _state(holds, moment, behind=behind)
    return np.where(np.isnan(share), CODES[Status.NOT_DUE], found).astype(np.int8)


def _target(form: YearlyTarget, moment: Moment, measured: Measured) -> Codes:
    missing = np.isnan(measured.target)
    unset = Status.OVERDUE if form.set_by is not None and moment.day > form.set_by else Status.NOT_DUE
    pace = measured.value >= measured.target * moment.elapsed * PACE
    return _codes(
        [
            (missing, unset),
            (measured.value >= measured.target, Status.MET),
            (moment.open & pace, Status.ON_TRACK),
            (moment.open, Status.DUE_SOON),
        ],
        _closed(moment),
        measured.value.shape,
    )


def _trend(form: Trend, moment: Moment, measured: Measured) -> Codes:
    now = np.where(np.isnan(measured.whole), measured.value, measured.share)
    better = now >= measured.baseline if form.direction is Direction.UP else now <= measured.baseline
    found = _state(better, moment, behind=Status.DUE_SOON)
    return np.where(np.isnan(measured.baseline), CODES[Status.NOT_DUE], found).astype(np.int8)


def _standing(moment: Moment, measured: Measured) -> Codes:
    waiting = Status.DUE_SOON if moment.soon else Status.NOT_DUE
    return _codes(
        [(measured.assessed, Status.SELF_ASSESSED), (moment.open, waiting)], Status.NO_DATA, measured.value.shape
    )
