"""Sending the letter on the first of the month, once to each branch."""

from __future__ import annotations

from datetime import date

from gjennomslag.core.history import writing
from gjennomslag.core.mail import post
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.queries import holders_of
from gjennomslag.organisation.scope import active_on
from gjennomslag.plan.letters import letter_to
from gjennomslag.plan.models import MonthlyLetter, Plan
from gjennomslag.plan.rules import REPORT

CHAIR = "chair"
"""Who leads a branch; where nobody does, everyone there who may report gets the letter."""


def send_monthly_letters(*, plan: Plan, day: date) -> int:
    """Write to those who lead each branch what is due in it, and return how many branches got a letter.

    A branch gets one letter a month, and an address that does not work keeps no other branch from its own. Where a run
    is broken off or the mail server cannot be reached, the next run goes on with the branches that are left. Of the
    branch that was being written to just then nobody knows whether its letter went out: it is written to again, since
    to hear of a deadline twice is better than not at all. Branches without a leader who has a mail address, and those
    in which nothing is due, get none.
    """
    month = day.replace(day=1)
    written = MonthlyLetter.objects.filter(month=month).values("unit")
    branches = Unit.objects.filter(active_on(day), kind=UnitKind.LOCAL, path__startswith=plan.unit.path)
    return sum(_write(plan, unit, month, day) for unit in branches.exclude(pk__in=written).iterator(chunk_size=500))


def _write(plan: Plan, unit: Unit, month: date, day: date) -> bool:
    leading = [holding for holding in holders_of(REPORT, unit, day) if holding.unit_id == unit.pk]
    chairs = [holding for holding in leading if holding.office.code == CHAIR]
    found = {holding.person for holding in chairs or leading}
    people = sorted((each for each in found if each.email), key=lambda each: each.pk)
    letters = [(person, letter_to(person, plan, unit, day)) for person in people]
    posted = post(letter.to(person) for person, letter in letters if letter is not None)
    if not posted.failed:
        with writing(by=None, why="monthly letter"):
            MonthlyLetter.objects.get_or_create(unit=unit, month=month, defaults={"written_on": day})
    return bool(posted.sent)
