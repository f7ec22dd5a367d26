"""Writes about plans: loading a file, and changing a parameter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gjennomslag.core.history import writing
from gjennomslag.elections.choices import ElectionKind
from gjennomslag.elections.services import record_elections
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.plan.document import PlanDocument
from gjennomslag.plan.loader import load_document
from gjennomslag.plan.models import Deviation, Plan, PlanItem, PlanVersion
from gjennomslag.plan.queries.plans import document_of
from gjennomslag.plan.services.targets import open_target_sheet


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a plan did: the plan, the version in force, and whether it is new."""

    plan: Plan
    version: int
    changed: bool


class PlanOfAnotherUnitError(ValueError):
    """A plan with this key belongs to another unit."""


def load_plan(*, text: str, unit: Unit, on: date, by: Person | None) -> Loaded:
    """Load a plan file as the unit's plan. Loading the same text again changes nothing; a changed one is a new version.

    Elections that are not recorded yet are recorded; nothing that units have committed to is touched. Raises
    ``PlanFaultsError`` with every fault of the file, or ``PlanOfAnotherUnitError``; then nothing is written.
    """
    document = load_document(text)
    with writing(by=by, why="plan loaded"):
        plan = _save_plan(document, unit)
        last = plan.versions.first()
        if last is not None and last.text == text:
            return Loaded(plan, last.number, changed=False)
        number = last.number + 1 if last else 1
        PlanVersion.objects.create(plan=plan, number=number, text=text, loaded_on=on, loaded_by=by)
        _save_items(plan, document)
        elections = [(ElectionKind(election.kind), election.day) for election in document.calendar.elections]
        record_elections(elections=elections, by=by)
        for series in document.targets:
            open_target_sheet(
                plan=plan, indicator=series.indicator, titles=series.title, national=series.national, by=by
            )
    return Loaded(plan, number, changed=True)


def set_parameter(*, plan: Plan, parameter: str, value: str, reason: str, on: date, by: Person) -> Deviation:
    """Give a parameter of the plan another value from this day on. Closed windows keep what they were measured by.

    Raises ``KeyError`` for a parameter the plan does not have, and ``PlanFaultsError`` where the value makes a rule
    of the plan unreadable; then nothing is written.
    """
    if parameter not in document_of(plan).parameters:
        raise KeyError(parameter)
    document_of(plan, {parameter: value})
    with writing(by=by, why="parameter changed"):
        return Deviation.objects.create(
            plan=plan, parameter=parameter, value=value, reason=reason, decided_on=on, decided_by=by
        )


def _save_plan(document: PlanDocument, unit: Unit) -> Plan:
    values = {
        "titles": dict(document.title),
        "first_day": document.period.first,
        "last_day": document.period.last,
        "adopted_on": document.adopted_on,
        "adopted_by": dict(document.adopted_by),
    }
    plan = Plan.objects.select_for_update().filter(key=document.key).first()
    if plan is None:
        return Plan.objects.create(key=document.key, unit=unit, **values)
    if plan.unit_id != unit.pk:
        raise PlanOfAnotherUnitError(plan.unit.name)
    for name, value in values.items():
        setattr(plan, name, value)
    plan.save()
    return plan


def _save_items(plan: Plan, document: PlanDocument) -> None:
    keys = [item.key for item in document.items]
    PlanItem.objects.filter(plan=plan).exclude(key__in=keys).update(retired=True)
    PlanItem.objects.bulk_create(
        [
            PlanItem(plan=plan, key=item.key, kind=item.kind, titles=dict(item.title), position=position)
            for position, item in enumerate(document.items)
        ],
        update_conflicts=True,
        unique_fields=["plan", "key"],
        update_fields=["kind", "titles", "position", "retired"],
    )
