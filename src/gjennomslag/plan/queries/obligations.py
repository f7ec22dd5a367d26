"""A plan's rules unfolded into obligations, and an obligation measured in all units. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha1

import numpy as np
from django.db.models import QuerySet

from gjennomslag.algorithms.recurrence import Form, InPeriod, Once, Within, YearlyTarget, windows
from gjennomslag.plan.binding import counts_below, kinds_bound
from gjennomslag.plan.document import PlanDocument
from gjennomslag.plan.evidence import Evidence
from gjennomslag.plan.filled import evidence_of, form_of
from gjennomslag.plan.grammar import fill_parameters
from gjennomslag.plan.measuring import Array, Measurements, Tree
from gjennomslag.plan.models import Obligation, Plan, PlanItem
from gjennomslag.plan.queries.targets import targets_of


def obligations_of(document: PlanDocument, items: Mapping[str, PlanItem], on: date) -> Iterator[Obligation]:
    """Unfold every rule of the plan over its period, as it holds on the day, into obligations that are not saved."""
    values = {key: parameter.value for key, parameter in document.parameters.items()}
    for item in document.items:
        for binding in item.bindings:
            sentence = " ".join(fill_parameters(binding.sentence, values).split())
            kinds = [kind.value for kind in kinds_bound(binding.rule.subject, item)]
            for window in windows(binding.rule.form, document.period, document.calendar):
                obligation = Obligation(
                    item=items[item.key],
                    sentence=sentence,
                    evidence=str(binding.evidence),
                    first_day=window.first,
                    last_day=window.last,
                    count=window.count,
                    unit_kinds=kinds,
                    unfolded_on=on,
                )
                obligation.fingerprint = _fingerprint(obligation)
                yield obligation


def with_items(plan: Plan, rows: QuerySet[Obligation]) -> list[Obligation]:
    """Fetch obligations of the plan with their items: a thousand windows share two hundred items, each fetched once."""
    found = list(rows)
    items = PlanItem.objects.filter(plan=plan).in_bulk({each.item_id for each in found})
    for each in found:
        each.item = items[each.item_id]
    return found


def _fingerprint(obligation: Obligation) -> str:
    parts = (
        obligation.item_id,
        obligation.sentence,
        obligation.evidence,
        obligation.first_day,
        obligation.last_day,
        obligation.count,
        *obligation.unit_kinds,
    )
    return sha1("|".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Numbers:
    """An obligation's numbers in all units of a tree; unknown wholes and targets are NaN."""

    value: Array
    whole: Array
    late: Array
    target: Array


def numbers_of(obligation: Obligation, measurements: Measurements, on: date) -> Numbers:
    """Measure an obligation in all units, by what was done up to the day."""
    read = _Read(obligation, form_of(obligation.sentence), evidence_of(obligation.evidence), on)
    value = read.value(measurements)
    return Numbers(value, read.whole(measurements), read.late(measurements, value), read.target(measurements.tree))


@dataclass(frozen=True, slots=True)
class _Read:
    """One obligation as it is read on a day."""

    obligation: Obligation
    form: Form
    evidence: Evidence
    on: date

    @property
    def until(self) -> date:
        """The last day that is counted. What must follow on something counts from when its time is out."""
        on = self.form.triggers_due(self.on) if isinstance(self.form, Within) else self.on
        return min(on, self.obligation.last_day)

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
        return tree.spread(known, missing=np.nan)
