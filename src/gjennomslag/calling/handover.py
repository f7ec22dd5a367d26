"""What callers and leaders of campaigns have open when they leave office.

New members whom somebody was calling go back to the queue; a campaign gets the one who took over the office as leader.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gjennomslag.calling.models import Campaign, WelcomeCall
from gjennomslag.core import clock
from gjennomslag.organisation.handovers import Handover, register_handover
from gjennomslag.organisation.models import Person, Unit


def register_own_handovers() -> None:
    """Register what callers may have taken, and campaigns."""
    label = _("New members who were being called, and go back to the queue")
    register_handover(Handover("calling.welcome", label, _count, _give_back, _leave_in_queue))
    led = _("Call campaigns that get a new leader")
    register_handover(Handover("calling.campaigns", led, _count_led, _hand_over, _give_to_old_leader))


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


def _led(unit: Unit, leaving: Collection[int]) -> QuerySet[Campaign]:
    return Campaign.objects.filter(unit=unit, responsible__in=leaving, ends_on__gte=clock.today(), closed_at=None)


def _count_led(unit: Unit, leaving: Collection[int]) -> int:
    return _led(unit, leaving).count()


def _hand_over(unit: Unit, heirs: Mapping[int, int | None], by: Person) -> list[Any]:
    """Let the heir lead the campaign, or whoever notes the new board where nobody took over that office."""
    rows = []
    for campaign in _led(unit, heirs.keys()):
        before = campaign.responsible_id
        campaign.responsible_id = heirs[before] or by.pk if before else by.pk
        campaign.save(update_fields=["responsible"])
        rows.append([campaign.pk, before])
    return rows


def _give_to_old_leader(unit: Unit, rows: list[Any]) -> None:
    for pk, leader in rows:
        if Person.objects.filter(pk=leader).exists():
            Campaign.objects.filter(pk=pk, unit=unit).update(responsible=leader)
