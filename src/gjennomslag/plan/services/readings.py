"""The nightly reading: what every obligation stands at in every unit, kept only where it has changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from math import isnan

import numpy as np
from django.db import connection, transaction
from django.db.models import Q
from numpy.typing import NDArray

from gjennomslag.algorithms.recurrence import Form, InPeriod, Once, YearlyTarget
from gjennomslag.plan.binding import counts_below
from gjennomslag.plan.evidence import Evidence
from gjennomslag.plan.filled import evidence_of, form_of
from gjennomslag.plan.measuring import Array, Measurements, Tree
from gjennomslag.plan.models import Obligation, Plan, ReadingDay
from gjennomslag.plan.queries.targets import targets_of
from gjennomslag.plan.services.obligations import unfold_plan

GRACE_DAYS = 14
"""How long after its end a window is still read, so that late uploads count by the day they happened."""
BACKFILL_DAYS = 90
"""How long after a plan is first loaded its past can be entered."""


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """How much was read and written."""

    obligations: int
    changed: int


def read_plan(*, plan: Plan, on: date) -> ReadOutcome:
    """Measure every open obligation of the plan in all units, and keep what differs from the last reading.

    Windows are read until ``GRACE_DAYS`` after their end (and at least until ``BACKFILL_DAYS`` after the plan was
    first loaded), then frozen. Reading a day twice changes nothing; a day before the latest reading is refused with
    ``ValueError``, because the past is kept as it was read. What units have reported themselves is not read here:
    whoever asks how a unit stands adds it.
    """
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        latest = plan.reading_days.first()
        if latest is not None and latest.day > on:
            raise ValueError(f"the plan was already read on {latest.day}")
        unfold_plan(plan=plan, on=on)
        tree = Tree(on)
        measurements = Measurements(tree)
        due = list(
            Obligation.objects.filter(
                Q(retired_on__isnull=True), item__plan=plan, frozen_on__isnull=True, first_day__lte=on
            )
        )
        changed = _store(due, _measure(due, tree, measurements, on), on)
        _freeze(plan, due, measurements.unpublished, on)
        ReadingDay.objects.update_or_create(
            plan=plan, day=on, defaults={"unpublished": sorted(measurements.unpublished)}
        )
    return ReadOutcome(len(due), changed)


@dataclass(frozen=True, slots=True)
class _Told:
    """What there is to tell of one obligation: a place in each column for each unit that has anything."""

    obligation: int
    units: NDArray[np.int64]
    value: Array
    whole: Array
    late: Array
    target: Array

    def rows(self) -> Iterator[tuple[object, ...]]:
        """The units' rows for the database."""
        columns = (self.units, self.value, self.whole, self.late, self.target)
        for unit, value, whole, late, target in zip(*(column.tolist() for column in columns), strict=True):
            yield self.obligation, unit, value, _or_none(whole), late, _or_none(target)


def _measure(due: list[Obligation], tree: Tree, measurements: Measurements, on: date) -> list[_Told]:
    """Measure everything before anything is written: a connection that copies rows in cannot be asked questions."""
    told = []
    for obligation in due:
        read = _Read(obligation, form_of(obligation.sentence), evidence_of(obligation.evidence), on)
        value = read.value(measurements)
        whole = read.whole(measurements)
        late = read.late(measurements, value)
        target = read.target(tree)
        anything = (value != 0) | (np.nan_to_num(whole) != 0) | (late != 0) | ~np.isnan(target)
        here = anything & tree.is_kind(obligation.unit_kinds)
        told.append(_Told(obligation.pk, tree.ids[here], value[here], whole[here], late[here], target[here]))
    return told


def _or_none(number: float) -> float | None:
    return None if isnan(number) else number


@dataclass(frozen=True, slots=True)
class _Read:
    """One obligation as it is read on a day."""

    obligation: Obligation
    form: Form
    evidence: Evidence
    on: date

    @property
    def until(self) -> date:
        return min(self.on, self.obligation.last_day)

    def value(self, measurements: Measurements) -> Array:
        below = counts_below(self.form, self.evidence.part)
        return measurements.of(self.evidence.part, self.obligation.first_day, self.until, below=below)

    def whole(self, measurements: Measurements) -> Array:
        if self.evidence.whole is None:
            return np.full(measurements.tree.size, np.nan)
        below = counts_below(self.form, self.evidence.whole)
        return measurements.of(self.evidence.whole, self.obligation.first_day, self.until, below=below)

    def late(self, measurements: Measurements, value: Array) -> Array:
        """What was done after the window, of deliverables that were not delivered in it."""
        after = self.obligation.last_day + timedelta(1)
        if not isinstance(self.form, Once | InPeriod) or self.on < after:
            return np.zeros(len(value))
        below = counts_below(self.form, self.evidence.part)
        late = measurements.of(self.evidence.part, after, self.on, below=below)
        return np.where(value >= self.obligation.count, 0.0, late)

    def target(self, tree: Tree) -> Array:
        if not isinstance(self.form, YearlyTarget):
            return np.full(tree.size, np.nan)
        numbers = targets_of(self.evidence.part.key, self.obligation.last_day.year)
        known = {pk: float(number.in_force) for pk, number in numbers.items() if number.in_force is not None}
        return np.where(np.isin(tree.ids, list(known)), tree.spread(known), np.nan)


def _freeze(plan: Plan, due: list[Obligation], unpublished: set[str], on: date) -> None:
    loaded = plan.versions.earliest("number").loaded_on
    if on < loaded + timedelta(BACKFILL_DAYS):
        return
    over = [each for each in due if each.last_day + timedelta(GRACE_DAYS) < on]
    for obligation in over:
        numbers = evidence_of(obligation.evidence).numbers
        obligation.frozen_on = on
        obligation.frozen_unpublished = any(str(number) in unpublished for number in numbers)
    Obligation.objects.bulk_update(over, ["frozen_on", "frozen_unpublished"], batch_size=2000)


_DIFFERS = """
    NOT EXISTS (
        SELECT FROM read_now now WHERE now.obligation_id = held.obligation_id AND now.unit_id = held.unit_id
          AND (now.value, now.whole, now.late, now.target)
              IS NOT DISTINCT FROM (held.value, held.whole, held.late, held.target))
"""
_OF_THIS_READING = "held.replaced_on IS NULL AND held.obligation_id IN (SELECT id FROM read_obligations)"
_STATEMENTS = (
    # A second reading of the same day takes the place of the first.
    f"DELETE FROM plan_reading held WHERE {_OF_THIS_READING} AND held.day = %(day)s AND {_DIFFERS}",  # noqa: S608
    f"UPDATE plan_reading held SET replaced_on = %(day)s WHERE {_OF_THIS_READING} AND {_DIFFERS}",  # noqa: S608
    """
    INSERT INTO plan_reading (obligation_id, unit_id, day, value, whole, late, target)
    SELECT now.obligation_id, now.unit_id, %(day)s, now.value, now.whole, now.late, now.target
    FROM read_now now LEFT JOIN plan_reading held
      ON held.obligation_id = now.obligation_id AND held.unit_id = now.unit_id AND held.replaced_on IS NULL
    WHERE held.id IS NULL
    """,
)


def _store(due: list[Obligation], told: list[_Told], on: date) -> int:
    """Write the rows that differ from what holds, close those that no longer hold, and return how many changed."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE read_obligations (id bigint PRIMARY KEY) ON COMMIT DROP")
        cursor.execute(
            "CREATE TEMP TABLE read_now (obligation_id bigint, unit_id bigint, value double precision,"
            " whole double precision, late double precision, target double precision) ON COMMIT DROP"
        )
        with cursor.copy("COPY read_obligations FROM STDIN") as copy:
            for obligation in due:
                copy.write_row((obligation.pk,))
        with cursor.copy("COPY read_now FROM STDIN") as copy:
            for row in chain.from_iterable(each.rows() for each in told):
                copy.write_row(row)
        cursor.execute("ANALYZE read_now")
        changed = 0
        for statement in _STATEMENTS:
            cursor.execute(statement, {"day": on})
            changed += cursor.rowcount
        cursor.execute("DROP TABLE read_now")
        cursor.execute("DROP TABLE read_obligations")
    return changed
