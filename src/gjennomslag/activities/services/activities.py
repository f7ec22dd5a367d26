"""Planning activities, changing, copying and cancelling them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, override

from gjennomslag.activities.choices import Answer, Invited, News
from gjennomslag.activities.models import Activity, ActivityTemplate, Part, Registration, Task
from gjennomslag.activities.queries.activities import one_person, span_of_parts
from gjennomslag.activities.repeating import Repeat, repeated
from gjennomslag.activities.services.invitations import refresh_invitations
from gjennomslag.activities.services.inviting import ready_segment
from gjennomslag.activities.services.places import fill_from_waiting_list
from gjennomslag.activities.services.turns import alone_with
from gjennomslag.core.history import writing
from gjennomslag.messaging.models import Segment
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.plan.models import PlanItem


class Facts(TypedDict, total=False):
    """What a leader says about an activity. See the model for what each means."""

    kind: str
    mode: str
    title: str
    summary: str
    ask: str
    goal_item: PlanItem | None
    goal: str
    place: str
    video_link: str
    starts_at: datetime
    ends_at: datetime
    invited: str
    segment: Segment | None
    audience: str
    host: str
    together_with: str
    capacity: int | None
    participatory: bool
    code_of_conduct: bool
    contact: Person | None
    contact_by: str
    thanks: str


MOVING = ("starts_at", "ends_at", "place", "video_link", "mode")
"""People who come must be told when one of these is another."""
SHOWN_IN_CALENDARS = (*MOVING, "title", "summary")


class PlannedBefore(Exception):
    """Somebody pressed twice, or went back and pressed again. ``activity`` is what was planned the first time."""

    def __init__(self, activity: Activity) -> None:
        super().__init__()
        self.activity = activity


def plan_activity(
    *,
    unit: Unit,
    by: Person | None,
    template: ActivityTemplate | None = None,
    repeat: Repeat | None = None,
    times: int = 1,
    page: UUID | None = None,
    **facts: Unpack[Facts],
) -> Activity:
    """Plan an activity, or as many as it is repeated, each with the template's checklist. Return the first.

    ``page`` names the page it was planned on: what is planned on the same page again raises ``PlannedBefore``.
    """
    starts, ends = timezone.localtime(facts["starts_at"]), timezone.localtime(facts["ends_at"])
    days = repeated(starts.date(), repeat, times) if repeat else [starts.date()]
    series = uuid.uuid4() if len(days) > 1 else None
    made: list[Activity] = []
    with _once(page), writing(by=by, why="activity planned"):
        facts = _with_segment(facts, unit, by)
        for day in days:
            moved = facts | {
                "starts_at": _on_day(starts, day),
                "ends_at": _on_day(ends, day + (ends.date() - starts.date())),
            }
            own = None if made else page
            activity = Activity.objects.create(
                unit=unit, template=template, series=series, page=own, made_by=by, **moved
            )
            _give_checklist(activity, template)
            refresh_invitations(activity=activity)
            made.append(activity)
    return made[0]


@contextmanager
def _once(page: UUID | None) -> Iterator[None]:
    """Raise ``PlannedBefore`` where what is written inside was planned on this page before, also a moment ago."""
    try:
        yield
    except IntegrityError:
        before = Activity.objects.filter(page=page).first() if page else None
        if before is None:
            raise
        raise PlannedBefore(before) from None


def _with_segment(facts: Facts, unit: Unit, by: Person | None) -> Facts:
    """Return the facts with the segment that the register says, where the activity is for one and none was chosen."""
    ready = facts.get("invited") == Invited.SEGMENT and facts.get("segment") is None
    if by is None or not ready:
        return facts
    return facts | {"segment": ready_segment(unit=unit, audience=facts.get("audience", ""), by=by)}


def _on_day(moment: datetime, day: date) -> datetime:
    """Return the same time of day on another day, whatever summer time does between."""
    return timezone.make_aware(datetime.combine(day, moment.time()))


def _give_checklist(activity: Activity, template: ActivityTemplate | None) -> None:
    """Give the activity its checklist: what is due after it counts from the last day, the rest from the first."""
    first, last = _day_of(activity.starts_at), _day_of(activity.ends_at)
    with _template_language(activity.made_by):
        lines = template.checklist if template else []
    Task.objects.bulk_create(
        Task(activity=activity, text=text, due_on=(first if before >= 0 else last) - timedelta(days=before))
        for before, text in lines
    )


def change_activity(*, activity: Activity, by: Person, following: bool = False, **facts: Unpack[Facts]) -> set[int]:
    """Change the activity, and with ``following`` those after it in its series; return the ids of those that moved.

    Whoever comes to one that moved is told by the job. In a series others keep their own day, and move by as many days.
    """
    with writing(by=by, why="activity changed"):
        held = alone_with(activity.pk)
        facts = _with_segment(facts, held.unit, by)
        others = _following(held) if following else []
        shift = _day_of(facts.get("starts_at", held.starts_at)) - _day_of(held.starts_at)
        moved = {each.pk for each in others if _change(each, _moved_by(each, facts, shift), by)}
        if _change(held, facts, by):
            moved.add(held.pk)
    return moved


def _following(activity: Activity) -> list[Activity]:
    if activity.series is None:
        return []
    later = Activity.objects.not_cancelled().filter(series=activity.series, starts_at__gt=activity.starts_at)
    # In the order of time, as everybody takes them: two who change a series then never wait for each other.
    held = [alone_with(pk) for pk in later.order_by("starts_at", "pk").values_list("pk", flat=True)]
    return [each for each in held if not each.cancelled]


def _day_of(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _moved_by(activity: Activity, facts: Facts, shift: timedelta) -> Facts:
    changed = facts.copy()
    if "starts_at" in facts and "ends_at" in facts:
        day = _day_of(activity.starts_at) + shift
        starts, ends = timezone.localtime(facts["starts_at"]), timezone.localtime(facts["ends_at"])
        changed["starts_at"] = _on_day(starts, day)
        changed["ends_at"] = _on_day(ends, day + (ends.date() - starts.date()))
    return changed


def _change(activity: Activity, facts: Facts, by: Person) -> bool:
    """Write the facts, and say whether people must be told."""
    before = {name: getattr(activity, name) for name in facts}
    different = {name for name, value in facts.items() if before[name] != value}
    for name, value in facts.items():
        setattr(activity, name, value)
    if different & set(SHOWN_IN_CALENDARS):
        activity.sequence += 1
    activity.changed_at = timezone.now()
    activity.save()
    if different & {"invited", "segment"}:
        refresh_invitations(activity=activity)
    if "capacity" in different:
        fill_from_waiting_list(activity=activity)
    moved = bool(different & set(MOVING))
    if moved:
        _tell(activity.registrations.all(), News.CHANGED)
        _move_tasks(activity, before.get("starts_at"))
    return moved


def _tell(answers: QuerySet[Registration], news: News) -> None:
    """Let everyone among these who comes or waits be told, and be reminded anew."""
    answers.filter(answer__in=[Answer.COMING, Answer.WAITING]).update(to_tell=news, reminded_at=None)


def _move_tasks(activity: Activity, began: object) -> None:
    """Move what is left of the checklist along with the day."""
    shift = _day_of(activity.starts_at) - _day_of(began) if isinstance(began, datetime) else timedelta()
    if shift:
        for task in activity.tasks.filter(done_at__isnull=True):
            Task.objects.filter(pk=task.pk).update(due_on=task.due_on + shift)


def cancel_activity(*, activity: Activity, why: str, by: Person, following: bool = False) -> set[int]:
    """Cancel the activity, and with ``following`` those after it in its series; return the ids.

    Whoever comes is told by the job."""
    with writing(by=by, why="activity cancelled"):
        held = alone_with(activity.pk)
        cancelled = [each for each in [held, *(_following(held) if following else [])] if not each.cancelled]
        for each in cancelled:
            each.cancelled_at = each.changed_at = timezone.now()
            each.cancelled_why = why
            each.sequence += 1
            each.save(update_fields=["cancelled_at", "cancelled_why", "changed_at", "sequence"])
            _tell(each.registrations.all(), News.CANCELLED)
    return {each.pk for each in cancelled}


def facts_from(template: ActivityTemplate, *, by: Person | None = None) -> Facts:
    """Return what an activity made from the template says, in the reader's language, before anybody changes it.

    Pages come in bokmål alone, but whoever has chosen nynorsk plans activities in it.
    """
    with _template_language(by):
        return _facts_from(template)


def _template_language(by: Person | None) -> override:
    nynorsk = by is not None and by.language == "nn" and (get_language() or "nb").startswith("nb")
    return override("nn" if nynorsk else get_language())


def _facts_from(template: ActivityTemplate) -> Facts:
    return Facts(
        kind=template.kind,
        mode=template.mode,
        title=template.said("name"),
        summary=template.said("summary"),
        ask=template.said("ask"),
        thanks=template.said("thanks"),
        invited=template.invited,
        audience=template.audience,
        participatory=template.participatory,
    )


COPIED = [name for name in Facts.__annotations__ if name not in {"starts_at", "ends_at"}]


def facts_of(activity: Activity) -> Facts:
    """Return what a copy of the activity says, all but the time."""
    facts: Facts = {name: getattr(activity, name) for name in COPIED}  # type: ignore[assignment]
    return facts


def add_part(*, activity: Activity, part: Part, by: Person) -> Part:
    """Add a day or a shift. Where it lies outside the activity's time, the activity lasts until there too."""
    with writing(by=by, why="day or shift added to an activity"):
        held = alone_with(activity.pk)
        part.activity = held
        part.save()
        _last(held, min(held.starts_at, part.starts_at), max(held.ends_at, part.ends_at))
    return part


def drop_part(*, part: Part, by: Person) -> bool:
    """Take a day or a shift away; False, with nothing changed, where people have chosen it.

    The activity lasts as long as before.
    """
    with writing(by=by, why="day or shift taken from an activity"):
        held = alone_with(part.activity_id)
        if part.registrations.exists():
            return False
        part.delete()
        held.by_shift = held.by_shift and held.parts.exists()
        _last(held, held.starts_at, held.ends_at)
    return True


def fit_to_parts(*, activity: Activity, by: Person) -> None:
    """Let the activity last from the first of its days and shifts to the last, and no longer."""
    with writing(by=by, why="time of an activity fitted to its days and shifts"):
        held = alone_with(activity.pk)
        _last(held, *(span_of_parts(held) or (held.starts_at, held.ends_at)))


def set_by_shift(*, activity: Activity, by_shift: bool, by: Person) -> bool:
    """Say whether people choose among the shifts, or come to all days. Those who have answered keep their answer.

    False, with nothing changed, where all shall come to all days and people have chosen shifts: whoever has said yes
    to two hours has not said yes to a week.
    """
    with writing(by=by, why="shifts of an activity"):
        held = alone_with(activity.pk)
        if not by_shift and held.registrations.filter(part__isnull=False).exists():
            return False
        Activity.objects.filter(pk=held.pk).update(by_shift=by_shift and held.parts.exists())
    return True


def _last(activity: Activity, starts_at: datetime, ends_at: datetime) -> None:
    """Write down how long it lasts. Whoever comes to a shift comes when they did; others are told of another time."""
    if (starts_at, ends_at) != (activity.starts_at, activity.ends_at):
        activity.starts_at, activity.ends_at = starts_at, ends_at
        _tell(activity.registrations.filter(part__isnull=True), News.CHANGED)
    activity.sequence += 1
    activity.changed_at = timezone.now()
    activity.save()


def tick_task(*, task: Task, done: bool, by: Person) -> None:
    """Note that a line of the checklist is done, or is not after all."""
    with writing(by=by, why="checklist of an activity"):
        task.done_at, task.done_by = (timezone.now(), by) if done else (None, None)
        task.save(update_fields=["done_at", "done_by"])


def note_headcount(*, activity: Activity, number: int | None, by: Person) -> None:
    """Note how many took part, where nobody kept a list."""
    with writing(by=by, why="headcount of an activity"):
        activity.headcount = number
        activity.save(update_fields=["headcount"])


def forget_people(*, now: datetime, guests_kept: timedelta, attendance_kept: timedelta) -> int:
    """Erase guests and those who did not come some days after an activity, and everyone after some years.

    How many took part stays as a number; return how many rows were erased.
    """
    with writing(by=None, why="answers to activities forgotten"):
        over = Registration.objects.filter(activity__ends_at__lte=now - guests_kept)
        _keep_numbers(Activity.objects.filter(pk__in=over.values("activity"), headcount__isnull=True))
        unneeded = over.filter(person__isnull=True) | over.exclude(came=True)
        old = Registration.objects.filter(activity__ends_at__lte=now - attendance_kept)
        return unneeded.delete()[0] + old.delete()[0]


def _keep_numbers(activities: QuerySet[Activity]) -> None:
    for activity in activities:
        came = activity.registrations.filter(came=True)
        if number := came.aggregate(people=Count(one_person(), distinct=True))["people"]:
            Activity.objects.filter(pk=activity.pk).update(headcount=number)
