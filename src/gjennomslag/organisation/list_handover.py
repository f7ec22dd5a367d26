"""Long lists that somebody asked for before they left office: nobody fetches them any more."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gjennomslag.organisation.handovers import Handover, register_handover
from gjennomslag.organisation.models import BulkRequest, Person, Unit


def register_own_handovers() -> None:
    """Register what the register itself knows of."""
    label = _("Lists of members that were asked for and are now refused")
    register_handover(Handover("organisation.lists", label, _count, _refuse, _leave_refused))


def _open(unit: Unit, leaving: Collection[int]) -> QuerySet[BulkRequest]:
    return BulkRequest.objects.filter(unit=unit, asked_by__in=leaving, fetched_at__isnull=True).exclude(
        answered_at__isnull=False, approved=False
    )


def _count(unit: Unit, leaving: Collection[int]) -> int:
    return _open(unit, leaving).count()


def _refuse(unit: Unit, heirs: Mapping[int, int | None], by: Person) -> list[Any]:
    """Refuse them: whoever follows asks anew, with a purpose of their own (rule M5)."""
    rows = _open(unit, heirs.keys())
    rows.exclude(asked_by=by).update(approved=False, answered_by=by, answered_at=timezone.now())
    rows.filter(asked_by=by).update(approved=False, answered_at=timezone.now())
    return []


def _leave_refused(unit: Unit, rows: list[Any]) -> None:
    """Leave them refused: asking again costs a click."""
