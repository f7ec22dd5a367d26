"""Writes about obligations: unfolding a plan's rules into windows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha1

from django.db import transaction

from gjennomslag.algorithms.recurrence import windows
from gjennomslag.plan.binding import kinds_bound
from gjennomslag.plan.document import PlanDocument
from gjennomslag.plan.grammar import fill_parameters
from gjennomslag.plan.models import Obligation, Plan, PlanItem
from gjennomslag.plan.queries.plans import document_of


def unfold_plan(*, plan: Plan, on: date) -> int:
    """Bring the plan's obligations in step with its rules as they hold on the day; return how many are new.

    Windows that are closed keep the rule they had; where an item has none yet, its past is unfolded as well, so
    that what was done before the plan was loaded counts. Doing it again changes nothing.
    """
    document = document_of(plan)
    with transaction.atomic():
        items = dict(PlanItem.objects.filter(plan=plan, retired=False).values_list("key", "pk"))
        running = Obligation.objects.filter(item__plan=plan, retired_on__isnull=True)
        existing = {each.fingerprint: each for each in running}
        with_past = {each.item_id for each in existing.values()}
        wanted = {
            each.fingerprint: each
            for each in _unfolded(document, items, on)
            if each.last_day >= on or each.item_id not in with_past
        }
        gone = [each.pk for key, each in existing.items() if key not in wanted and each.last_day >= on]
        Obligation.objects.filter(pk__in=gone).update(retired_on=on)
        new = [each for key, each in wanted.items() if key not in existing]
        Obligation.objects.bulk_create(new, batch_size=2000)
    return len(new)


def _unfolded(document: PlanDocument, items: dict[str, int], on: date) -> Iterator[Obligation]:
    values = {key: parameter.value for key, parameter in document.parameters.items()}
    for item in document.items:
        for binding in item.bindings:
            sentence = " ".join(fill_parameters(binding.sentence, values).split())
            kinds = [kind.value for kind in kinds_bound(binding.rule.subject, item)]
            for window in windows(binding.rule.form, document.period, document.calendar):
                obligation = Obligation(
                    item_id=items[item.key],
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
