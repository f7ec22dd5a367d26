"""Activities of a unit, of a member, and of the public, with how many come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, Count, Exists, Max, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from gjennomslag.activities.choices import Answer, Invited
from gjennomslag.activities.models import Activity, ActivityQuerySet, ActivityTemplate, Invitation, Part, Registration
from gjennomslag.activities.rules import ORGANISE, takes_answers
from gjennomslag.core import clock
from gjennomslag.core.norwegian import sort_key
from gjennomslag.organisation.models import Membership, Person, Unit
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.scope import Scope, active_on


@dataclass(frozen=True, slots=True)
class Counted:
    """An activity with how many people come and wait, each counted once however many shifts they come to."""

    activity: Activity
    coming: int
    waiting: int

    @property
    def left(self) -> int | None:
        """Return for how many there is room, or None where there is no limit."""
        capacity = self.activity.capacity
        return None if capacity is None or self.activity.by_shift else max(0, capacity - self.coming)


def one_person(answers: str = "") -> Coalesce:
    """Return what is the same for all answers of one person, as ``Registration.who`` is, for the database to count.

    ``answers`` is the way to the answers, with the underscores that go on from it.
    """
    left = [NullIf(f"{answers}{name}", Value("")) for name in ("email", "phone")]
    ids = [Cast(f"{answers}{name}", CharField()) for name in ("person_id", "key")]
    return Coalesce(ids[0], *left, ids[1], output_field=CharField())


def counted(rows: QuerySet[Activity]) -> list[Counted]:
    """Return the activities with how many come, in two queries. Only those that are shown are counted."""
    found = list(rows.select_related(None).select_related("unit"))
    given = Registration.objects.filter(activity__in=[each.pk for each in found]).exclude(answer=Answer.DECLINED)
    numbers = given.order_by().values_list("activity_id", "answer").annotate(people=Count(one_person(), distinct=True))
    by_answer = {(activity_id, answer): number for activity_id, answer, number in numbers}
    return [
        Counted(each, by_answer.get((each.pk, Answer.COMING), 0), by_answer.get((each.pk, Answer.WAITING), 0))
        for each in found
    ]


def for_member(person: Person, scope: Scope) -> Q:
    """Return the condition that keeps activities that the person may see, wherever in the party they are held.

    Those open to all; those for the members of a unit they are in, or of a unit above it; those for a list where they
    are on it; those they have answered; and those they may organise. When and where the branch next door meets is its
    own business.
    """
    on_list = Exists(Invitation.objects.filter(activity=OuterRef("pk"), person=person))
    for_members = Q(invited=Invited.MEMBERS, unit__path__in=_paths_to(person))
    answered = Exists(Registration.objects.filter(activity=OuterRef("pk"), person=person))
    return Q(invited=Invited.OPEN) | for_members | on_list | answered | scope.condition(ORGANISE, "unit__")


def _paths_to(person: Person) -> set[str]:
    """Return the paths of the units that the person is a member of, and of those above."""
    step = Unit.steplen
    running = Membership.objects.filter(running_on(clock.today()), person=person).values_list("unit__path", flat=True)
    return {path[:end] for path in running for end in range(step, len(path) + 1, step)}


def to_answer(rows: ActivityQuerySet) -> ActivityQuerySet:
    """Return the activities with no more of them than what decides whether and how one may answer.

    When a letter has gone out, hundreds answer in a second; what the page shows besides is read when it is shown.
    """
    needed = ("unit__path", "invited", "capacity", "by_shift", "cancelled_at", "ends_at")
    return rows.select_related(None).select_related("unit").only(*needed).order_by("pk")


def seen_by(person: Person | None, scope: Scope) -> ActivityQuerySet:
    """Return the activities that somebody may see: the open ones, for those who have not signed in."""
    rows = Activity.objects.select_related("unit", "contact", "goal_item")
    return rows.filter(for_member(person, scope) if person is not None else Q(invited=Invited.OPEN))


def belonging_to(unit: Unit) -> Q:
    """Return the condition that an activity is for the unit's own: its own, and those from above that reach it.

    What the units above hold for a list is left out; whoever is on it sees it among their own.
    """
    paths = [unit.path[: unit.steplen * level] for level in range(1, unit.depth)]
    # As ids: the database then looks among these units' activities alone, and not through all that is to come.
    above = list(Unit.objects.filter(path__in=paths).values_list("pk", flat=True))
    return Q(unit=unit) | Q(unit__in=above, invited__in=[Invited.OPEN, Invited.MEMBERS])


def past_of(rows: ActivityQuerySet, unit: Unit, now: datetime) -> ActivityQuerySet:
    """Return those of the activities that the unit has held, the latest first."""
    return rows.filter(unit=unit, ends_at__lte=now).order_by("-starts_at", "-pk")


def open_in(unit: Unit) -> ActivityQuerySet:
    """Return what the unit and the units below it hold for everyone, cancelled or not."""
    rows = Activity.objects.filter(invited=Invited.OPEN).select_related("unit")
    return rows if unit.depth == 1 else rows.filter(unit__path__startswith=unit.path)


def answers_of(person: Person, activities: Iterable[Activity]) -> dict[int, Answer]:
    """Return what the person has answered, by the activity's id. Coming to a shift goes before waiting."""
    rows = Registration.objects.filter(person=person, activity__in=list(activities))
    order = {Answer.DECLINED: 0, Answer.WAITING: 1, Answer.COMING: 2}
    found: dict[int, Answer] = {}
    for activity_id, given in rows.values_list("activity_id", "answer"):
        answer = Answer(given)
        if activity_id not in found or order[answer] > order[found[activity_id]]:
            found[activity_id] = answer
    return found


def may_answer(activity: Activity, person: Person | None, now: datetime) -> bool:
    """Say whether the person, or anyone where None, may answer: it is not over, and it is meant for them."""
    if not takes_answers(cancelled=activity.cancelled, ends_at=activity.ends_at, now=now):
        return False
    if activity.invited == Invited.OPEN:
        return True
    if person is None:
        return False
    if activity.invited == Invited.MEMBERS:
        return person.memberships.filter(ended_on__isnull=True, unit__path__startswith=activity.unit.path).exists()
    return activity.invitations.filter(person=person).exists()


def people_coming(activity: Activity) -> list[Registration]:
    """Return everyone who has answered, those who come first, then those who wait in their order."""
    rows = activity.registrations.select_related("person", "part").order_by("part__starts_at", "at", "pk")
    order = {Answer.COMING: 0, Answer.WAITING: 1, Answer.DECLINED: 2}
    return sorted(rows, key=lambda each: order[Answer(each.answer)])


def people_at_door(activity: Activity) -> list[Registration]:
    """Return who is expected or has come, by name."""
    rows = activity.registrations.select_related("person", "part").exclude(answer=Answer.DECLINED)
    return sorted(rows, key=lambda each: (sort_key(each.called), each.pk))


def part_numbers(activity: Activity) -> list[tuple[Part, int, int | None]]:
    """Return each day or shift, in the order of time, with how many come and for how many there is room.

    None means that there is no limit. The order is asked for here, since what is counted in groups loses the model's.
    """
    coming = Count("registrations", Q(registrations__answer=Answer.COMING))
    return [
        (part, part.number, None if part.capacity is None else max(0, part.capacity - part.number))
        for part in activity.parts.annotate(number=Coalesce(coming, 0)).order_by("starts_at", "pk")
    ]


def span_of_parts(activity: Activity) -> tuple[datetime, datetime] | None:
    """Return from when to when the activity's days and shifts last, or None where it has none."""
    span = activity.parts.aggregate(first=Min("starts_at"), last=Max("ends_at"))
    return (span["first"], span["last"]) if span["first"] else None


def answers_to_all(activity: Activity) -> list[Registration]:
    """Return those who come to, or wait for, the whole activity and have chosen no shift, the first to answer first."""
    rows = activity.registrations.filter(part__isnull=True).exclude(answer=Answer.DECLINED)
    return list(rows.select_related("person").order_by("at", "pk"))


def registration_with(pk: int | None) -> Registration | None:
    """Return the registration with its activity, or None."""
    if pk is None:
        return None
    rows = Registration.objects.select_related("activity__unit", "activity__contact", "part", "person")
    return rows.filter(pk=pk).first()


def template_with(code: str) -> ActivityTemplate | None:
    """Return the template in use with this code, or None."""
    return ActivityTemplate.objects.filter(code=code, retired=False).first()


def all_templates() -> list[ActivityTemplate]:
    """Return every template, those out of use last."""
    return list(ActivityTemplate.objects.order_by("retired", "order", "code"))


def any_template(code: str) -> ActivityTemplate | None:
    """Return the template with this code, in use or not, or None."""
    return ActivityTemplate.objects.filter(code=code).first()


def templates_for(members: int) -> tuple[Sequence[ActivityTemplate], Sequence[ActivityTemplate]]:
    """Return the templates in use: those that fit a unit with so many members, and those meant for larger ones."""
    rows = list(ActivityTemplate.objects.filter(retired=False))
    return [each for each in rows if each.from_members <= members], [
        each for each in rows if each.from_members > members
    ]


def activity_with(pk: int) -> Activity | None:
    """Return the activity with this id, whoever may see it, or None: for those who hold a signed token."""
    return for_holder(pk).first()


def for_holder(activity_id: int) -> ActivityQuerySet:
    """Return the rows with the activity of this id, whoever may see it: for those who hold a signed token."""
    return Activity.objects.select_related("unit", "contact", "goal_item").filter(pk=activity_id)


def answer_to(activity: Activity, person: Person) -> Answer | None:
    """Return what the person has answered, or None."""
    return answers_of(person, [activity]).get(activity.pk)


def waiting_before(registration: Registration) -> int:
    """Return how many wait for a place before this one."""
    earlier = Q(at__lt=registration.at) | Q(at=registration.at, pk__lt=registration.pk)
    rows = Registration.objects.filter(activity=registration.activity_id, part=registration.part_id)
    return rows.filter(earlier, answer=Answer.WAITING).count()


def others_of(registration: Registration) -> list[Registration]:
    """Return the other shifts of the activity that the same person comes to or waits for."""
    rows = Registration.objects.filter(activity=registration.activity_id, part__isnull=False).exclude(
        pk=registration.pk
    )
    if registration.person_id is not None:
        same = rows.filter(person=registration.person_id)
    elif registration.email:
        same = rows.filter(email=registration.email, person__isnull=True)
    else:
        same = rows.filter(phone=registration.phone, person__isnull=True)
    return list(same.exclude(answer=Answer.DECLINED).select_related("part").order_by("part__starts_at"))


def possible_contacts(unit: Unit, day: date) -> list[Person]:
    """Return who can be the contact person: those who hold an office in the unit."""
    holders = Person.objects.filter(active_on(day, "holdings__"), holdings__unit=unit, erased_at__isnull=True)
    return list(holders.distinct())


def members_below(unit: Unit, day: date) -> int:
    """Return how many members the unit and the units below it have."""
    rows = Membership.objects.filter(running_on(day), primary=True)
    inside = rows if unit.depth == 1 else rows.filter(unit__path__startswith=unit.path)
    return inside.count()


def others_in_series(activity: Activity) -> list[Activity]:
    """Return the other times that the activity is held, cancelled or not, in the order of time."""
    if activity.series is None:
        return []
    return list(Activity.objects.filter(series=activity.series).exclude(pk=activity.pk).order_by("starts_at", "pk"))


def following_in_series(activity: Activity) -> list[Activity]:
    """Return those after it in its series that are not cancelled."""
    others = others_in_series(activity)
    return [each for each in others if each.starts_at > activity.starts_at and not each.cancelled]


def also_coming(activity: Activity, person: Person | None, now: datetime) -> list[Activity]:
    """Return the other times that are still to come and meant for the same people, and for this person where named."""
    others = [
        each
        for each in others_in_series(activity)
        if takes_answers(cancelled=each.cancelled, ends_at=each.ends_at, now=now)
        and (each.invited, each.segment_id) == (activity.invited, activity.segment_id)
    ]
    if not others or activity.invited in {Invited.OPEN, Invited.MEMBERS}:
        return others
    named = Invitation.objects.filter(activity__in=others, person=person).values_list("activity", flat=True)
    listed = set(named)
    return [each for each in others if each.pk in listed]


def invited_to(activity: Activity) -> tuple[int, int]:
    """Return how many are on the activity's list, and how many a message about it has gone to."""
    told = Count("pk", Q(told_at__isnull=False))
    numbers = activity.invitations.aggregate(listed=Count("pk"), told=told)
    return numbers["listed"], numbers["told"]


def coming_to(activity: Activity) -> int:
    """Return how many have a place."""
    return activity.registrations.filter(answer=Answer.COMING).count()


def parts_among(activity: Activity, ids: Sequence[int]) -> list[Part]:
    """Return the activity's days or shifts with these ids."""
    return list(activity.parts.filter(pk__in=ids))
