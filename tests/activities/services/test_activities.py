"""Planning, changing, repeating and cancelling."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from gjennomslag.activities import letters
from gjennomslag.activities.choices import Invited, News
from gjennomslag.activities.models import Activity, ActivityTemplate, Part, Registration
from gjennomslag.activities.repeating import Repeat
from gjennomslag.activities.rules import ATTENDANCE_KEPT, GUESTS_KEPT
from gjennomslag.activities.services.activities import (
    add_part,
    cancel_activity,
    change_activity,
    drop_part,
    facts_from,
    fit_to_parts,
    forget_people,
    plan_activity,
    tick_task,
)
from gjennomslag.activities.services.invitations import refresh_coming
from gjennomslag.activities.services.kits import install_templates
from gjennomslag.messaging.services import save_segment
from gjennomslag.organisation.models import Person
from tests.activities.making import come, make_activity, make_shifts
from tests.party import Party, hold


def at(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=timezone.get_default_timezone())


def test_a_repeated_activity_keeps_its_time_of_day_through_summer_time(party: Party) -> None:
    install_templates(by=None)
    template = ActivityTemplate.objects.get(code="member-meeting")
    starts = at(2027, 3, 16, 18)
    Person.objects.filter(pk=party.turid.pk).update(language="nn")
    party.turid.refresh_from_db()
    facts = facts_from(template, by=party.turid)
    assert (facts["ask"], facts_from(template)["ask"]) == ("Kom og sei kva du meiner", "Kom og si hva du mener")
    facts |= {"place": "Huset", "starts_at": starts, "ends_at": starts + timedelta(hours=2)}
    first = plan_activity(
        unit=party.branch, by=party.turid, template=template, repeat=Repeat.FORTNIGHTLY, times=3, **facts
    )
    made = list(Activity.objects.all())
    assert [timezone.localtime(each.starts_at).time() for each in made] == [time(18)] * 3
    assert [str(timezone.localtime(each.starts_at).utcoffset()) for each in made] == ["1:00:00", "2:00:00", "2:00:00"]
    assert {each.series for each in made} == {first.series}
    assert [each.tasks.count() for each in made] == [4, 4, 4]
    due = [task.due_on for task in made[2].tasks.all()]
    assert next(task.text for task in made[2].tasks.all()) == "Vel sak og innleiar"
    assert due[0] == made[2].starts_at.date() - timedelta(days=21)


def test_changing_the_rest_of_a_series_moves_them_by_as_many_days_and_tells_everyone(party: Party) -> None:
    starts = at(timezone.localdate().year + 1, 1, 5, 18)
    plan: dict[str, Any] = {"repeat": Repeat.WEEKLY, "times": 3}
    first = make_activity(party.branch, starts_at=starts, ends_at=starts + timedelta(hours=1), **plan)
    second, third = Activity.objects.filter(series=first.series).exclude(pk=first.pk)
    places = [come(each, party.member) for each in (first, third)]
    moved = change_activity(
        activity=second,
        by=party.turid,
        following=True,
        starts_at=second.starts_at + timedelta(days=1, hours=1),
        ends_at=second.ends_at + timedelta(days=1, hours=1),
    )
    assert moved == {second.pk, third.pk}
    third.refresh_from_db()
    assert (timezone.localtime(third.starts_at), third.sequence) == (starts + timedelta(days=15, hours=1), 1)
    for place in places:
        place.refresh_from_db()
    assert [place.to_tell for place in places] == [News.PLACE, News.CHANGED]


def test_a_change_that_moves_nothing_tells_nobody(party: Party) -> None:
    activity = make_activity(party.branch)
    come(activity, party.member)
    assert change_activity(activity=activity, by=party.turid, ask="Kom!", summary="Vi prøver") == set()
    activity.refresh_from_db()
    assert (activity.sequence, activity.registrations.get().to_tell) == (1, News.PLACE)


def test_cancelling_tells_those_who_come_with_the_reason(party: Party) -> None:
    activity = make_activity(party.branch)
    come(activity, party.member)
    assert cancel_activity(activity=activity, why="Lekkasje", by=party.turid) == {activity.pk}
    assert cancel_activity(activity=activity, why="Igjen", by=party.turid) == set()
    activity.refresh_from_db()
    assert (activity.cancelled_why, activity.sequence) == ("Lekkasje", 1)
    assert activity.registrations.get().to_tell == News.CANCELLED


def test_a_shift_that_somebody_has_chosen_stays(party: Party) -> None:
    activity = make_activity(party.branch)
    taken, free = make_shifts(activity, party.turid, 3, 3)
    come(activity, party.member, part=taken)
    assert (drop_part(part=taken, by=party.turid), drop_part(part=free, by=party.turid)) == (False, True)
    assert list(activity.parts.all()) == [taken]


def test_days_and_shifts_move_nobody_until_the_leader_says_so(party: Party) -> None:
    activity = make_activity(party.branch, lasts=4)
    came_first, ends = come(activity, party.member), activity.ends_at
    letters.tell(now=timezone.now())
    hour = timedelta(hours=1)
    inside = Part(starts_at=activity.starts_at + hour, ends_at=activity.starts_at + 2 * hour)
    add_part(activity=activity, part=inside, by=party.turid)

    def now() -> tuple[datetime, datetime, str]:
        activity.refresh_from_db()
        came_first.refresh_from_db()
        return activity.starts_at, activity.ends_at, came_first.to_tell

    begins = activity.starts_at
    assert now() == (begins, ends, "")
    later = add_part(activity=activity, part=Part(starts_at=ends, ends_at=ends + hour), by=party.turid)
    assert now() == (begins, ends + hour, News.CHANGED)
    letters.tell(now=timezone.now())
    drop_part(part=later, by=party.turid)
    assert now() == (begins, ends + hour, "")
    fit_to_parts(activity=activity, by=party.turid)
    assert now() == (inside.starts_at, inside.ends_at, News.CHANGED)


def test_another_time_is_told_to_those_alone_who_come_to_all_of_it(party: Party) -> None:
    activity = make_activity(party.branch, lasts=1)
    (shift,) = make_shifts(activity, party.turid, 3)
    place = come(activity, party.member, part=shift)
    Registration.objects.update(to_tell="")
    later = Part(starts_at=activity.ends_at, ends_at=activity.ends_at + timedelta(hours=1))
    add_part(activity=activity, part=later, by=party.turid)
    place.refresh_from_db()
    assert place.to_tell == ""


def test_invitations_follow_the_segment_and_the_offices_until_it_begins(party: Party) -> None:
    segment = save_segment(
        unit=party.branch, name="Aktive", definition={"involvement": ["active"]}, below=False, by=party.turid
    )
    Person.objects.filter(pk=party.member.pk).update(involvement="active")
    meeting = make_activity(party.branch, invited=Invited.SEGMENT, segment=segment)
    board = make_activity(party.branch, invited=Invited.OFFICERS)
    assert [set(each.invitations.values_list("person", flat=True)) for each in (meeting, board)] == [
        {party.member.pk},
        {party.turid.pk},
    ]
    Person.objects.filter(pk=party.member.pk).update(involvement="informed")
    Person.objects.filter(pk=party.oda.pk).update(involvement="active")
    hold(party.member, "treasurer", party.branch)
    assert refresh_coming(now=timezone.now()) == 2
    assert [set(each.invitations.values_list("person", flat=True)) for each in (meeting, board)] == [
        {party.oda.pk},
        {party.turid.pk, party.member.pk},
    ]


def test_what_comes_before_counts_from_the_first_day_and_what_comes_after_from_the_last(party: Party) -> None:
    install_templates(by=None)
    template = ActivityTemplate.objects.get(code="stall")
    starts = at(timezone.localdate().year + 1, 5, 4, 10)
    stall = make_activity(party.branch, template=template, starts_at=starts, ends_at=starts + timedelta(days=3))
    days = [(due - starts.date()).days for due in stall.tasks.order_by("due_on").values_list("due_on", flat=True)]
    assert (template.days_before, days) == ([14, 7, 3, 0, -1], [-14, -7, -3, 0, 4])


def test_the_checklist_says_who_has_done_what(party: Party) -> None:
    install_templates(by=None)
    template = ActivityTemplate.objects.get(code="stall")
    task = make_activity(party.branch, template=template).tasks.earliest("due_on")
    tick_task(task=task, done=True, by=party.turid)
    task.refresh_from_db()
    assert (task.done_by, task.done_at is not None) == (party.turid, True)
    tick_task(task=task, done=False, by=party.turid)
    task.refresh_from_db()
    assert (task.done_by, task.done_at) == (None, None)


def test_guests_are_forgotten_after_two_weeks_and_members_after_four_years_but_the_number_stays(party: Party) -> None:
    activity = make_activity(party.branch, hours=-24)
    Activity.objects.filter(pk=activity.pk).update(ends_at=timezone.now() + timedelta(hours=1))
    for who in (party.member, party.turid, "Kari"):
        come(activity, who)
    activity.registrations.exclude(person=party.turid).update(came=True)

    def forget(days: int) -> list[str]:
        now = timezone.now() + timedelta(days=days)
        forget_people(now=now, guests_kept=GUESTS_KEPT, attendance_kept=ATTENDANCE_KEPT)
        return [each.called for each in activity.registrations.select_related("person")]

    assert sorted(forget(13)) == ["Kari", "Mona Medlem", "Turid Aasen"]
    assert forget(15) == ["Mona Medlem"]
    assert forget(5 * 366) == []
    activity.refresh_from_db()
    assert activity.headcount == 2


def test_what_the_centre_has_changed_outlives_an_upgrade(party: Party) -> None:
    assert install_templates(by=None) == ActivityTemplate.objects.count()
    stall = ActivityTemplate.objects.get(code="stall")
    stall.minutes, stall.changed_by = 45, party.secretary
    stall.save()
    ActivityTemplate.objects.filter(code="debate").update(minutes=1)
    install_templates(by=None)
    minutes = dict(ActivityTemplate.objects.values_list("code", "minutes"))
    assert (minutes["stall"], minutes["debate"]) == (45, 120)
