"""Writes about acts: reporting what was done, and how a measure stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.files.base import File

from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.plan.choices import Assessment
from gjennomslag.plan.models import Act, ActItem, ActUnitItem, PlanItem, UnitItem
from gjennomslag.plan.queries.backfill import PlannedAct


class NothingToServeError(ValueError):
    """An act serves at least one item, and items of running plans only."""


def report_act(
    *,
    unit: Unit,
    items: Sequence[PlanItem],
    day: date,
    text: str,
    on: date,
    by: Person,
    assessment: Assessment | None = None,
    link: str = "",
    file: File[bytes] | None = None,
    own_items: Sequence[UnitItem] = (),
) -> Act:
    """Report, signed by a person, that the unit did something on a day, or how it says that a measure stands.

    ``day`` is the real one, also long before the day ``on`` which it is reported. ``own_items`` are measures of the
    unit's own plan that the act serves. Raises ``NothingToServeError`` where it serves nothing.
    """
    if not items and not own_items:
        raise NothingToServeError
    with writing(by=by, why="act reported"):
        act = Act.objects.create(
            unit=unit,
            day=day,
            assessment=assessment or "",
            text=text,
            link=link,
            file=file or "",
            reported_on=on,
            reported_by=by,
        )
        ActItem.objects.bulk_create(ActItem(act=act, item=item) for item in items)
        ActUnitItem.objects.bulk_create(ActUnitItem(act=act, item=item) for item in own_items)
    return act


def enter_acts(*, acts: Sequence[PlannedAct], on: date, by: Person | None) -> int:
    """Enter checked acts of many units at once, all or none, each with its real day; return how many."""
    with writing(by=by, why="acts entered from a table"):
        made = Act.objects.bulk_create(
            Act(
                unit=each.unit,
                day=each.day,
                assessment=each.assessment,
                text=each.text,
                link=each.link,
                reported_on=on,
                reported_by=by,
            )
            for each in acts
        )
        ActItem.objects.bulk_create(ActItem(act=act, item=each.item) for act, each in zip(made, acts, strict=True))
    return len(made)


def withdraw_act(*, act: Act, on: date, by: Person) -> None:
    """Take back a report that was wrong. It stays in the history and no longer counts."""
    with writing(by=by, why="act withdrawn"):
        act.withdrawn_on = on
        act.save(update_fields=["withdrawn_on"])
