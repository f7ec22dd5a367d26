"""New members whom somebody was calling when they left office go back to the queue."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gjennomslag.calling.models import WelcomeCall
from gjennomslag.organisation.handovers import Handover, register_handover
from gjennomslag.organisation.models import Person, Unit


def register_own_handovers() -> None:
    """Register what callers may have taken."""
    label = _("New members who were being called, and go back to the queue")
    register_handover(Handover("calling.welcome", label, _count, _give_back, _leave_in_queue))


def _taken(unit: Unit, leaving: Collection[int]) -> QuerySet[WelcomeCall]:
    rows = WelcomeCall.objects.filter(caller__in=leaving, closed_at__isnull=True, held_until__isnull=False)
    return rows.filter(person__memberships__unit__path__startswith=unit.path, person__memberships__ended_on=None)


def _count(unit: Unit, leaving: Collection[int]) -> int:
    return _taken(unit, leaving).distinct().count()


def _give_back(unit: Unit, heirs: Mapping[int, int | None], by: Person) -> list[Any]:
    ids = list(_taken(unit, heirs.keys()).values_list("pk", flat=True))
    WelcomeCall.objects.filter(pk__in=ids).update(caller=None, held_until=None)
    return []


def _leave_in_queue(unit: Unit, rows: list[Any]) -> None:
    """Leave them there: anybody who may call takes them."""
