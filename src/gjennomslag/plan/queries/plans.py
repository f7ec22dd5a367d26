"""Reads about plans: the document in force, with changed parameters put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from gjennomslag.elections.queries import election_calendar
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import active_on
from gjennomslag.plan.binding import kinds_bound
from gjennomslag.plan.document import Item, PlanDocument
from gjennomslag.plan.grammar import Subject
from gjennomslag.plan.loader import load_document
from gjennomslag.plan.models import Deviation, Plan


def deviations_of(plan: Plan) -> dict[str, str]:
    """Return the parameters that have been given another value, with the value that holds."""
    rows = Deviation.objects.filter(plan=plan).order_by("pk").values_list("parameter", "value")
    return dict(rows)


def document_of(plan: Plan, further: Mapping[str, str] | None = None) -> PlanDocument:
    """Return the plan's latest version with its changed parameters and the recorded elections.

    ``further`` tries out more values. Raises ``PlanFaultsError`` where values make a rule unreadable.
    """
    version = plan.versions.values_list("pk", "text").latest("number")
    changed = deviations_of(plan) | dict(further or {})
    document = _document(version[0], version[1], tuple(sorted(changed.items())))
    return replace(document, calendar=election_calendar())


@lru_cache(maxsize=32)
def _document(_version: int, text: str, changed: tuple[tuple[str, str], ...]) -> PlanDocument:
    return load_document(text, dict(changed))


def country() -> Unit | None:
    """Return the unit of the whole party."""
    return Unit.objects.filter(kind=UnitKind.NATIONAL).first()


def plan_on(day: date) -> Plan | None:
    """Return the whole party's plan that runs on the day, or its latest where none does."""
    plans = Plan.objects.filter(unit__kind=UnitKind.NATIONAL).select_related("unit")
    return plans.filter(first_day__lte=day, last_day__gte=day).first() or plans.first()


def plans_running(day: date) -> list[Plan]:
    """Return the plans whose numbers may still change: those of the day, and those that ended within a year."""
    return list(Plan.objects.filter(first_day__lte=day, last_day__gte=day - timedelta(365)))


def units_bound(subject: Subject, item: Item, day: date) -> list[str]:
    """Return the codes of the units of the day that answer for a rule about the subject, in the order of the tree."""
    units = Unit.objects.filter(active_on(day), kind__in=kinds_bound(subject, item))
    return list(units.values_list("code", flat=True))


def unit_with_code(code: str) -> Unit | None:
    """Return the unit with this code, if there is one."""
    return Unit.objects.filter(code=code).first()
