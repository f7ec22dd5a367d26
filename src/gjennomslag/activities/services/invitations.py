"""Who an activity for a segment or for officers is meant for, kept in step with the register."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from gjennomslag.activities.choices import Invited
from gjennomslag.activities.models import Activity, Invitation
from gjennomslag.core import clock
from gjennomslag.core.history import writing
from gjennomslag.messaging.queries import people_in
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.rules import SEE_MEMBERS
from gjennomslag.organisation.scope import Grant, Scope, active_on

BATCH = 2000


def meant_for(activity: Activity) -> QuerySet[Person]:
    """Return whom the activity is meant for where it has a list; nobody where it is for all members, or open.

    A segment is taken of the unit's members and of those below it.
    """
    day, unit = clock.today(), activity.unit
    if activity.invited == Invited.OFFICERS:
        holders = active_on(day, "holdings__")
        return Person.objects.filter(holders, holdings__unit=unit, erased_at__isnull=True).distinct()
    if activity.invited == Invited.SEGMENT and activity.segment is not None:
        whole = Scope(None, [Grant(SEE_MEMBERS, unit.pk, unit.path, below=True, office="", unit_name="")], member=False)
        return people_in(activity.segment.definition, unit=unit, scope=whole, day=day)
    return Person.objects.none()


def refresh_invitations(*, activity: Activity) -> int:
    """Invite whom the activity is meant for, and nobody else; return how many are new.

    Those who have been told about it already stay invited.
    """
    with writing(by=None, why="invitations brought in step"):
        people = meant_for(activity)
        activity.invitations.filter(told_at__isnull=True).exclude(person__in=people).delete()
        new = people.exclude(pk__in=activity.invitations.values("person")).values_list("pk", flat=True)
        rows = [Invitation(activity=activity, person_id=pk) for pk in new]
        Invitation.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def refresh_coming(*, now: datetime) -> int:
    """Bring the invitations of all coming activities in step with the register, and return how many are new."""
    listed = Activity.objects.coming(now).filter(invited__in=[Invited.SEGMENT, Invited.OFFICERS])
    return sum(refresh_invitations(activity=each) for each in listed.select_related("unit", "segment"))


def note_told(*, activity: Activity, people: QuerySet[Person], now: datetime) -> int:
    """Note that these people have got a message about the activity. Repeating it changes nothing."""
    with writing(by=None, why="told about an activity"):
        rows = (Invitation(activity=activity, person_id=pk, told_at=now) for pk in people.values_list("pk", flat=True))
        made = Invitation.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
        activity.invitations.filter(person__in=people, told_at__isnull=True).update(told_at=now)
    return len(made)
