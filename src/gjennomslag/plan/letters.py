"""The letter on the first of the month: what is due in a branch, in plain words, to those who lead it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import NOBODY
from gjennomslag.plan.choices import Due, Status
from gjennomslag.plan.models import Plan
from gjennomslag.plan.our_plan_sheet import line_of
from gjennomslag.plan.queries.our_plan import sections_of

TOLD = (Due.OVERDUE, Due.WEEK, Due.MONTH, Due.HALF_YEAR)
MOST_LINES = 6
"""So many lines of each kind are told; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is due at the same time, the first lines of it in words, and how many more there are."""

    title: str
    lines: Sequence[Sequence[str]]
    more: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in the language of whoever it is for."""

    subject: str
    body: str

    def to(self, person: Person) -> EmailMessage:
        """Return the letter as a mail to the person."""
        return EmailMessage(self.subject, self.body, to=[str(person.email)])


def letter_to(person: Person, plan: Plan, unit: Unit, day: date) -> Letter | None:
    """Return the letter to somebody who leads the unit, or None where nothing is due before the half-year ends."""
    with override(person.language):
        found = {
            section.due: [each for each in section.rows if each.found.status is not Status.NOT_DUE]
            for section in sections_of(plan, unit, NOBODY, day)
        }
        told = [
            Told(f"{due.label} ({len(rows)})", [line_of(each) for each in rows[:MOST_LINES]], len(rows[MOST_LINES:]))
            for due in TOLD
            if (rows := found.get(due, ()))
        ]
        if not told:
            return None
        context = {
            "person": person,
            "unit": unit,
            "told": told,
            "done": len(found.get(Due.DONE, ())),
            "address": settings.SITE_ADDRESS + reverse("plan:our_plan", args=[unit.code]),
        }
        subject = _("What the plan asks of %(unit)s this month") % {"unit": unit.name}
        # What a template makes counts as safe HTML; this is plain text with words of units in it, and is not.
        return Letter(subject, "".join((render_to_string("plan/letter.txt", context), "")))
