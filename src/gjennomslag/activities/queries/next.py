"""The next thing a unit or a person can join: for thank-yous, welcome calls and letters."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from gjennomslag.activities.choices import Invited
from gjennomslag.activities.models import Activity, Registration
from gjennomslag.activities.queries.activities import belonging_to
from gjennomslag.activities.queries.feeds import coming_for, home_of
from gjennomslag.organisation.models import Person, Unit


def next_of(unit: Unit, now: datetime) -> Activity | None:
    """Return the unit's own next activity that members can be invited to, or None."""
    rows = Activity.objects.coming(now).filter(unit=unit, invited__in=[Invited.OPEN, Invited.MEMBERS])
    return rows.select_related("unit").first()


def next_for(person: Person | None, unit: Unit, now: datetime, after: Activity | None = None) -> Activity | None:
    """Return what the person can join next that has not begun: in the unit if there is anything, else anywhere.

    None as person stands for a guest, who is shown open activities alone. ``after`` is left out, and so is what the
    person has answered.
    """
    left_out = Q(pk=after.pk) if after is not None else Q(pk__in=[])
    here = Activity.objects.coming(now).filter(belonging_to(unit), starts_at__gt=now).exclude(left_out)
    if person is None:
        return here.filter(invited=Invited.OPEN).select_related("unit").first()
    mine = coming_for(person, home_of(person, now), now).filter(starts_at__gt=now).exclude(left_out)
    mine = mine.exclude(pk__in=Registration.objects.filter(person=person).values("activity"))
    return mine.filter(unit=unit).first() or mine.first()


def offers_for(person: Person, unit: Unit, now: datetime, *, most: int) -> list[Activity]:
    """Return what somebody can ask the member to come to, the unit's own first and then by time.

    It has not begun, is for the member's own units or those above, and they have not answered. What is held in shifts
    is left out: there one has to choose. So is what another branch that the member is in too holds for its members
    alone: whoever calls for this unit is not to read about it.
    """
    answered = Registration.objects.filter(person=person).values("activity")
    above = [unit.path[:end] for end in range(unit.steplen, len(unit.path), unit.steplen)]
    ours = Q(unit__path__startswith=unit.path) | Q(unit__path__in=above)
    rows = Activity.objects.coming(now).filter(
        Q(invited=Invited.OPEN) | (Q(invited=Invited.MEMBERS) & ours),
        unit__in=home_of(person, now).chain,
        by_shift=False,
        starts_at__gt=now,
    )
    found = list(rows.exclude(pk__in=answered).select_related("unit")[: most * 10])
    return sorted(found, key=lambda each: (each.unit_id != unit.pk, each.starts_at, each.pk))[:most]
