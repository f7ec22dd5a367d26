from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.algorithms.recurrence import (
    Always,
    Between,
    Cover,
    Direction,
    Every,
    Form,
    Fresh,
    Gate,
    InPeriod,
    MonthDay,
    Once,
    PerYear,
    Span,
    Standing,
    Trend,
    Within,
    YearlyTarget,
)
from gjennomslag.plan.choices import Status
from gjennomslag.plan.statuses import CODES, STATUSES, Measured, Moment, statuses

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
EARLY, MIDDLE, LATE, AFTER = date(2026, 1, 10), date(2026, 7, 2), date(2026, 12, 20), date(2027, 1, 5)
NAN = float("nan")


def measured(
    value: float = 0,
    whole: float = NAN,
    *,
    late: float = 0,
    target: float = NAN,
    baseline: float = NAN,
    assessed: bool = False,
    published: bool = True,
) -> Measured:
    def one(number: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array([number], dtype=np.float64)

    return Measured(
        one(value), one(whole), one(late), one(target), one(baseline), np.array([assessed]), published=published
    )


def status(form: Form, day: date, read: Measured, *, count: int = 0, frozen: bool = False) -> Status:
    return STATUSES[int(statuses(form, count, Moment(*YEAR, day, frozen), read)[0])]


PER_YEAR = PerYear(2)
COVERED = Cover(0.5, last=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("form", "day", "read", "count", "frozen", "expected"),
    [
        (PER_YEAR, date(2025, 12, 31), measured(), 2, False, Status.NOT_DUE),
        (PER_YEAR, MIDDLE, measured(1), 2, False, Status.ON_TRACK),
        (PER_YEAR, LATE, measured(1), 2, False, Status.DUE_SOON),
        (PER_YEAR, MIDDLE, measured(2), 2, False, Status.MET),
        (PER_YEAR, AFTER, measured(1), 2, False, Status.OVERDUE),
        (PER_YEAR, AFTER, measured(1), 2, True, Status.MISSED),
        (PER_YEAR, MIDDLE, measured(published=False), 2, False, Status.NO_DATA),
        (PER_YEAR, AFTER, measured(published=False), 2, True, Status.NO_DATA),
        (PER_YEAR, MIDDLE, measured(published=False, assessed=True), 2, False, Status.SELF_ASSESSED),
        # Reported acts count also where no room publishes the number.
        (PER_YEAR, MIDDLE, measured(2, published=False), 2, False, Status.MET),
        (PER_YEAR, MIDDLE, measured(1, published=False, assessed=True), 2, False, Status.ON_TRACK),
        (Once(), AFTER, measured(late=1), 1, False, Status.MET_LATE),
        (Once(), AFTER, measured(), 1, True, Status.OVERDUE),
        (InPeriod(2), AFTER, measured(1, late=1), 2, False, Status.MET_LATE),
        (COVERED, MIDDLE, measured(30, 100), 0, False, Status.ON_TRACK),
        (COVERED, MIDDLE, measured(10, 100), 0, False, Status.DUE_SOON),
        (COVERED, AFTER, measured(50, 100), 0, False, Status.MET),
        (COVERED, AFTER, measured(49, 100), 0, True, Status.MISSED),
        (COVERED, MIDDLE, measured(0, 0), 0, False, Status.NOT_DUE),
        (Within("t", 14), MIDDLE, measured(9, 10), 0, False, Status.OVERDUE),
        (Within("t", 14), MIDDLE, measured(10, 10), 0, False, Status.ON_TRACK),
        (Gate("a", 0.5), MIDDLE, measured(5, 10), 0, False, Status.ON_TRACK),
        (Gate("a", 0.5), MIDDLE, measured(4, 10), 0, False, Status.DUE_SOON),
        (Gate("a", 0.5), AFTER, measured(4, 10), 0, True, Status.MISSED),
        (Fresh(12), MIDDLE, measured(9, 10), 0, False, Status.OVERDUE),
        (Always(), MIDDLE, measured(183), 0, False, Status.ON_TRACK),
        (Always(), MIDDLE, measured(182), 0, False, Status.OVERDUE),
        (Always(), AFTER, measured(365), 0, False, Status.MET),
        (Always(), AFTER, measured(364), 0, True, Status.MISSED),
        (Always(), MIDDLE, measured(20, 20), 0, False, Status.ON_TRACK),
        (YearlyTarget(), MIDDLE, measured(500, target=1000), 0, False, Status.ON_TRACK),
        (YearlyTarget(), MIDDLE, measured(400, target=1000), 0, False, Status.DUE_SOON),
        (YearlyTarget(), MIDDLE, measured(1000, target=1000), 0, False, Status.MET),
        (YearlyTarget(), AFTER, measured(999, target=1000), 0, True, Status.MISSED),
        (YearlyTarget(set_by=date(2026, 3, 31)), MIDDLE, measured(5), 0, False, Status.OVERDUE),
        (YearlyTarget(set_by=date(2026, 3, 31)), EARLY, measured(), 0, False, Status.NOT_DUE),
        (Trend(Direction.UP, 2025), MIDDLE, measured(10, baseline=9), 0, False, Status.ON_TRACK),
        (Trend(Direction.UP, 2025), MIDDLE, measured(8, baseline=9), 0, False, Status.DUE_SOON),
        (Trend(Direction.DOWN, 2025), AFTER, measured(3, 10, baseline=0.4), 0, False, Status.MET),
        (Trend(Direction.UP, 2026), MIDDLE, measured(10), 0, False, Status.NOT_DUE),
        (Standing(), MIDDLE, measured(10), 0, False, Status.NOT_DUE),
        (Standing(), LATE, measured(10), 0, False, Status.DUE_SOON),
        (Standing(), AFTER, measured(10), 0, False, Status.NO_DATA),
        (Standing(), AFTER, measured(assessed=True), 0, True, Status.SELF_ASSESSED),
    ],
)
def test_statuses(  # noqa: PLR0917
    form: Form, day: date, read: Measured, count: int, frozen: bool, expected: Status
) -> None:
    assert status(form, day, read, count=count, frozen=frozen) is expected


FORMS: list[Form] = [
    PER_YEAR,
    Every(Span.YEAR),
    Once(),
    InPeriod(2),
    Between(MonthDay(1, 1), MonthDay(12, 31)),
    COVERED,
    Cover(1.0),
    Within("t", 14),
    Gate("a", 0.5),
    Fresh(12),
    Always(),
    YearlyTarget(),
    Trend(Direction.UP, 2025),
    Standing(),
]
AMOUNTS = st.one_of(st.just(0.0), st.floats(0, 1000))


@given(
    st.sampled_from(FORMS),
    st.dates(date(2025, 6, 1), date(2027, 6, 1)),
    st.tuples(AMOUNTS, AMOUNTS, AMOUNTS),
    st.booleans(),
)
def test_nothing_is_met_without_anything_done(
    form: Form, day: date, others: tuple[float, float, float], published: bool
) -> None:
    whole, target, baseline = others
    read = measured(0, whole, target=max(1, target), baseline=max(1, baseline), published=published)
    assert status(form, day, read, count=1) not in {Status.MET, Status.MET_LATE, Status.SELF_ASSESSED}


@given(st.sampled_from(FORMS), st.dates(date(2025, 6, 1), date(2027, 6, 1)), st.integers(1, 30))
def test_one_unit_reads_as_it_does_among_many(form: Form, day: date, size: int) -> None:
    generator = np.random.default_rng(size)
    value, whole, late, target, baseline = (generator.integers(0, 5, size).astype(float) for _ in range(5))
    marks = generator.integers(0, 2, size).astype(bool)

    def read(part: slice) -> list[int]:
        some = Measured(value[part], whole[part], late[part], target[part], baseline[part], marks[part], published=True)
        return [int(code) for code in statuses(form, 2, Moment(*YEAR, day), some)]

    together = read(slice(None))
    assert together == [read(slice(place, place + 1))[0] for place in range(size)]
    assert set(together) <= set(CODES.values())
