"""Writes about obligations: unfolding a plan's rules into windows."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gjennomslag.plan.models import Obligation, Plan, PlanItem
from gjennomslag.plan.queries.obligations import obligations_of
from gjennomslag.plan.queries.plans import document_of


def unfold_plan(*, plan: Plan, on: date) -> int:
    """Bring the plan's obligations in step with its rules as they hold on the day; return how many are new.

    Windows that are closed keep the rule they had; where an item has none yet, its past is unfolded as well, so
    that what was done before the plan was loaded counts. Doing it again changes nothing.
    """
    document = document_of(plan)
    with transaction.atomic():
        items = {item.key: item for item in PlanItem.objects.filter(plan=plan, retired=False)}
        running = Obligation.objects.filter(item__plan=plan, retired_on__isnull=True)
        existing = {each.fingerprint: each for each in running}
        with_past = {each.item_id for each in existing.values()}
        wanted = {
            each.fingerprint: each
            for each in obligations_of(document, items, on)
            if each.last_day >= on or each.item_id not in with_past
        }
        gone = [each.pk for key, each in existing.items() if key not in wanted and each.last_day >= on]
        Obligation.objects.filter(pk__in=gone).update(retired_on=on)
        new = [each for key, each in wanted.items() if key not in existing]
        Obligation.objects.bulk_create(new, batch_size=2000)
    return len(new)
