"""The letter to a branch when new members have waited ten days for a call (G2.L2a)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext, override

from gjennomslag.calling.models import WelcomeCall
from gjennomslag.calling.rules import CALL, REMINDED_AFTER_DAYS
from gjennomslag.core.mail import post
from gjennomslag.organisation.models import Membership, Person, Unit
from gjennomslag.organisation.queries import holders_of


def remind_branches(*, day: date) -> int:
    """Write to those who can call in each branch where somebody has waited ten days, and return how many branches.

    Each new member is told of once. The letter has a number and a link, and no names. A branch where nobody can call
    gets none: the county sees it among those that need help. A branch is marked before its letters go out, so that
    whatever breaks on the way, nobody is written to twice.
    """
    waiting = Membership.objects.filter(
        primary=True,
        ended_on__isnull=True,
        member_since__lte=day - timedelta(days=REMINDED_AFTER_DAYS),
        person__in=WelcomeCall.objects.filter(closed_at__isnull=True, reminded_on__isnull=True).values("person"),
    )
    by_unit: dict[int, list[int]] = {}
    for unit_id, person_id in waiting.values_list("unit_id", "person_id"):
        by_unit.setdefault(unit_id, []).append(person_id)
    units = Unit.objects.in_bulk(by_unit)
    return sum(_remind(units[pk], people, day) for pk, people in sorted(by_unit.items()))


def _remind(unit: Unit, people: Iterable[int], day: date) -> bool:
    callers = {holding.person for holding in holders_of(CALL, unit, day) if holding.unit.depth > 2}
    with transaction.atomic():
        rows = WelcomeCall.objects.select_for_update().filter(person__in=list(people), reminded_on__isnull=True)
        number = len(rows)
        WelcomeCall.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=day)
    letters = [_letter(unit, caller, number) for caller in sorted(callers, key=lambda each: each.pk) if caller.email]
    if number:
        post(letters)
    return bool(letters and number)


def _letter(unit: Unit, caller: Person, number: int) -> EmailMessage:
    with override(caller.language):
        subject = ngettext(
            "%(number)s new member waits for your call", "%(number)s new members wait for your call", number
        ) % {"number": number}
        address = settings.SITE_ADDRESS + reverse("calling:welcome", args=[unit.code])
        context = {"unit": unit, "number": number, "address": address, "person": caller}
        return EmailMessage(subject, render_to_string("calling/reminder.txt", context), to=[str(caller.email)])
