"""What is on for a member: in their own units and above, for a list they are on, and open to all nearby."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from gjennomslag.activities.choices import Answer, Invited
from gjennomslag.activities.models import Activity, ActivityQuerySet, CalendarKey, Invitation, Part, Registration
from gjennomslag.activities.sources import Listed
from gjennomslag.organisation.models import Membership, OfficeHolding, Person, Unit
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.scope import active_on

COUNTY_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Home:
    """Where a person belongs: the units they are in, all above these, and the counties around them."""

    own: frozenset[int]
    chain: frozenset[int]
    counties: tuple[str, ...]


def home_of(person: Person, now: datetime) -> Home:
    """Return where the person belongs, by memberships and offices, in two queries."""
    day = timezone.localtime(now).date()
    memberships = Membership.objects.filter(running_on(day), person=person).values_list("unit_id", "unit__path")
    holdings = OfficeHolding.objects.filter(active_on(day), person=person).values_list("unit_id", "unit__path")
    own = dict(memberships.union(holdings))
    step = Unit.steplen
    above = {path[:end] for path in own.values() for end in range(step, len(path) + 1, step)}
    chain = Unit.objects.filter(path__in=above).values_list("pk", flat=True)
    counties = {path[: step * COUNTY_DEPTH] for path in own.values() if len(path) >= step * COUNTY_DEPTH}
    return Home(frozenset(own), frozenset(chain), tuple(sorted(counties)))


@dataclass(frozen=True, slots=True)
class FeedRow:
    """Something to join, with the person's answer to it, if any. ``near`` says that it is another unit's."""

    listed: Listed
    activity: Activity | None
    answer: Answer | None
    near: bool


def coming_for(person: Person, home: Home, now: datetime) -> ActivityQuerySet:
    """Return what is meant for the person and not over, the next first."""
    return Activity.objects.coming(now).filter(_meant_for(person, home, now)).select_related("unit")


def shown_to(person: Person, home: Home, now: datetime) -> ActivityQuerySet:
    """Return what is meant for the person and not over, and what they had said yes to and is cancelled."""
    takes_place = Q(_meant_for(person, home, now), cancelled_at__isnull=True)
    said_yes = Q(pk__in=list(said_yes_to(person, now)))
    return Activity.objects.not_over(now).filter(takes_place | said_yes).select_related("unit")


def said_yes_to(person: Person, since: datetime) -> QuerySet[Registration, int]:
    """Return the ids of what the person comes to, or waits for a place at, and that is not over by then."""
    rows = Registration.objects.filter(person=person, activity__ends_at__gt=since).exclude(answer=Answer.DECLINED)
    return rows.order_by().values_list("activity_id", flat=True)


def _meant_for(person: Person, home: Home, now: datetime) -> Q:
    for_me = Q(unit__in=home.chain, invited__in=[Invited.OPEN, Invited.MEMBERS])
    return for_me | Q(pk__in=_naming(person, now))


def _naming(person: Person, since: datetime) -> list[int]:
    """Return the ids of what the person is on the list for or has answered, and that is not over by then.

    Fetched first: with them the database looks up these few and those of a few units, and not all that is to come.
    """
    invited = Invitation.objects.filter(person=person, activity__ends_at__gt=since).values_list("activity_id")
    answered = Registration.objects.filter(person=person, activity__ends_at__gt=since).values_list("activity_id")
    return [pk for (pk,) in invited.union(answered.order_by())]


def coming_near(home: Home, now: datetime) -> ActivityQuerySet:
    """Return what other units in the person's counties hold for everyone, the next first."""
    around = Q(pk__in=[])
    for path in home.counties:
        around |= Q(unit__path__startswith=path)
    rows = Activity.objects.coming(now).filter(around, invited=Invited.OPEN).exclude(unit__in=home.chain)
    return rows.select_related("unit")


def calendar_key_of(person: Person) -> CalendarKey | None:
    """Return the secret of the person's calendar, if they have made one."""
    return CalendarKey.objects.filter(person=person).first()


def calendar_of(key: UUID) -> Person | None:
    """Return whose calendar the secret opens, or None."""
    found = CalendarKey.objects.select_related("person").filter(key=key, person__erased_at__isnull=True).first()
    return found.person if found is not None else None


def in_calendar_of(person: Person, home: Home, since: datetime, most: int) -> list[tuple[Activity, list[Part], bool]]:
    """Return what stands in the person's calendar, with the shifts they have chosen, and whether they have said yes.

    What they have said no to is left out. What is cancelled stays, so that calendars hear of it.
    """
    answered = Registration.objects.filter(person=person, activity__ends_at__gt=since).select_related("part")
    chosen: dict[int, list[Part]] = {}
    answers: dict[int, set[str]] = {}
    for row in answered:
        answers.setdefault(row.activity_id, set()).add(row.answer)
        if row.part is not None and row.answer == Answer.COMING:
            chosen.setdefault(row.activity_id, []).append(row.part)
    declined = [pk for pk, given in answers.items() if given == {Answer.DECLINED}]
    for_me = Q(unit__in=home.chain, invited__in=[Invited.OPEN, Invited.MEMBERS])
    rows = Activity.objects.filter(for_me | Q(pk__in=_naming(person, since)), ends_at__gt=since)
    rows = rows.exclude(pk__in=declined).prefetch_related("parts").order_by("starts_at", "pk")
    found = []
    for each in rows[:most]:
        certain = Answer.COMING in answers.get(each.pk, set())
        found.append((each, chosen.get(each.pk, []) if certain else list(each.parts.all()), certain))
    return found
