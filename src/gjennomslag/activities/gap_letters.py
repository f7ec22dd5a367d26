"""Telling a branch's leaders on the day it has nothing planned any more, with three suggestions (G2.L3)."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from gjennomslag.activities.models import ActivityTemplate
from gjennomslag.activities.queries.gaps import suggestions_for
from gjennomslag.activities.rules import ORGANISE
from gjennomslag.activities.services.gaps import mark_told, note_gaps
from gjennomslag.core.mail import post
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.queries import holders_of, units_with_ids

LEADS = ("chair", "deputy-chair", "secretary")


def tell_of_gaps(*, day: date, now: datetime) -> int:
    """Write to the leaders of every branch that has nothing planned any more; return how many branches were told.

    A branch is marked in its own transaction before letters go out, so that whatever breaks on the way, nobody is
    written to twice. It is told again only after it has had something planned.
    """
    waiting = note_gaps(day=day, now=now)
    units = units_with_ids(waiting)
    return sum(_tell(units[pk], day, now) for pk in waiting)


def _tell(unit: Unit, day: date, now: datetime) -> bool:
    leaders = [
        holding.person
        for holding in holders_of(ORGANISE, unit, day)
        if holding.unit_id == unit.pk and holding.office.code in LEADS and holding.person.email
    ]
    if not mark_told(unit_id=unit.pk, day=day):
        return False
    suggested = suggestions_for(unit, now) if leaders else []
    post(_letter(unit, leader, suggested) for leader in sorted(set(leaders), key=lambda each: each.pk))
    return bool(leaders)


def _letter(unit: Unit, leader: Person, suggested: list[ActivityTemplate]) -> EmailMessage:
    with override(leader.language):
        subject = _("%(unit)s has nothing planned") % {"unit": unit.name}
        lines = [
            _("Hi, %(name)s!") % {"name": leader.first_name},
            _("%(unit)s has no activity ahead that members can be invited to. Here are three that suit you:")
            % {"unit": unit.name},
            *(f"{each}: {_address('activities:plan', unit.code, each.code)}" for each in suggested),
            _("All templates: %(address)s") % {"address": _address("activities:new", unit.code)},
        ]
    return EmailMessage(subject, "\n\n".join(lines), to=[str(leader.email)])


def _address(name: str, *arguments: str) -> str:
    return settings.SITE_ADDRESS + reverse(name, args=arguments)
