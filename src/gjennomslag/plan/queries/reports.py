"""What units have reported themselves, put beside what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias

import numpy as np
from django.db.models import Q

from gjennomslag.algorithms.recurrence import InPeriod, Once, YearlyTarget
from gjennomslag.plan.filled import form_of
from gjennomslag.plan.models import ActItem, Obligation
from gjennomslag.plan.statuses import Measured


@dataclass(frozen=True, slots=True)
class Report:
    """A unit's report about an item: the day it is about, the day it was made, and whether it is an assessment."""

    day: date
    made_on: date
    assessment: bool


Reports: TypeAlias = dict[int, dict[int, list[Report]]]
"""Reports by item and unit."""


def reports_of(plan: int, units: Sequence[int], day: date) -> Reports:
    """Return what the units had reported by the day and not taken back."""
    known = Q(act__withdrawn_on__isnull=True) | Q(act__withdrawn_on__gt=day)
    rows = ActItem.objects.filter(known, item__plan=plan, act__unit__in=units, act__reported_on__lte=day)
    reports: Reports = {}
    for item_id, unit_id, on, made_on, assessment in rows.values_list(
        "item_id", "act__unit_id", "act__day", "act__reported_on", "act__assessment"
    ):
        reports.setdefault(item_id, {}).setdefault(unit_id, []).append(Report(on, made_on, bool(assessment)))
    return reports


def with_reports(
    measured: Measured, reports: Reports, *, obligation: Obligation, places: Mapping[int, int], day: date
) -> Measured:
    """Add what the units have reported themselves about the days up to ``day`` to what was measured.

    ``places`` says where each unit stands in the arrays.
    """
    made_by_unit = reports.get(obligation.item_id)
    if not made_by_unit:
        return measured
    form, inside = form_of(obligation.sentence), min(day, obligation.last_day)
    counted = obligation.count > 0 and not isinstance(form, YearlyTarget)
    acts, late, marks = np.zeros(len(places)), np.zeros(len(places)), np.zeros(len(places), dtype=np.bool_)
    for unit, made in made_by_unit.items():
        place = places[unit]
        for each in _in_time(made, obligation, obligation.first_day, inside):
            marks[place] |= each.assessment
            acts[place] += counted and not each.assessment
        after = _in_time(made, obligation, obligation.last_day + timedelta(1), day)
        if isinstance(form, Once | InPeriod):
            late[place] = sum(not each.assessment for each in after)
    return replace(measured, value=measured.value + acts, late=measured.late + late, assessed=marks)


def _in_time(reports: Iterable[Report], obligation: Obligation, first: date, last: date) -> list[Report]:
    """The reports about the days, without those made after the window was frozen."""
    frozen = obligation.frozen_on or date.max
    return [each for each in reports if first <= each.day <= last and each.made_on <= frozen]
