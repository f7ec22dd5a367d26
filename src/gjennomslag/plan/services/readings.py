"""The nightly reading: what every obligation stands at in every unit, kept only where it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Q

from gjennomslag.algorithms.recurrence import Within
from gjennomslag.plan.filled import evidence_of, form_of
from gjennomslag.plan.measuring import Measurements, Tree
from gjennomslag.plan.models import Obligation, Plan, ReadingDay
from gjennomslag.plan.queries.obligations import numbers_of
from gjennomslag.plan.services.obligations import unfold_plan
from gjennomslag.plan.services.stored_readings import Told, store
from gjennomslag.plan.services.tallies import keep_tallies

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
        measurements = Measurements(Tree(on))
        due = list(
            Obligation.objects.filter(
                Q(retired_on__isnull=True), item__plan=plan, frozen_on__isnull=True, first_day__lte=on
            ).select_related("item")
        )
        changed = store(_measure(due, measurements, on), on)
        closed = _just_frozen(plan, latest)
        _freeze(plan, due, measurements.unpublished, on)
        keep_tallies(due, closed, measurements, on)
        ReadingDay.objects.update_or_create(
            plan=plan, day=on, defaults={"unpublished": sorted(measurements.unpublished)}
        )
    return ReadOutcome(len(due), changed)


def _just_frozen(plan: Plan, latest: ReadingDay | None) -> list[Obligation]:
    """The windows that the last reading froze: what was reported later that day still counts."""
    if latest is None:
        return []
    return list(Obligation.objects.filter(item__plan=plan, frozen_on=latest.day).select_related("item"))


def _measure(due: list[Obligation], measurements: Measurements, on: date) -> list[Told]:
    """Measure everything before anything is written: a connection that copies rows in cannot be asked questions."""
    told = []
    tree = measurements.tree
    for obligation in due:
        read = numbers_of(obligation, measurements, on)
        anything = (read.value != 0) | (np.nan_to_num(read.whole) != 0) | (read.late != 0) | ~np.isnan(read.target)
        bound = tree.is_kind(obligation.unit_kinds) & tree.lived_in(obligation.first_day, obligation.last_day)
        here = anything & bound
        columns = (read.value[here], read.whole[here], read.late[here], read.target[here])
        told.append(Told(obligation.pk, tree.ids[here], *columns))
    return told


def _freeze(plan: Plan, due: list[Obligation], unpublished: set[str], on: date) -> None:
    loaded = plan.versions.earliest("number").loaded_on
    if on < loaded + timedelta(BACKFILL_DAYS):
        return
    over = [each for each in due if _last_reading(each) < on]
    for obligation in over:
        numbers = evidence_of(obligation.evidence).numbers
        obligation.frozen_on = on
        obligation.frozen_unpublished = any(str(number) in unpublished for number in numbers)
    Obligation.objects.bulk_update(over, ["frozen_on", "frozen_unpublished"], batch_size=2000)


def _last_reading(obligation: Obligation) -> date:
    """The last day on which the window is still read: what must follow on something may do so after its end."""
    form = form_of(obligation.sentence)
    end = form.due(obligation.last_day) if isinstance(form, Within) else obligation.last_day
    return end + timedelta(GRACE_DAYS)
