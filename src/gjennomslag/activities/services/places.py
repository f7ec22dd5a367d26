"""Answers: who comes, who waits for a place, and who gets one that becomes free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from gjennomslag.activities.choices import Answer, News, Way
from gjennomslag.activities.models import Activity, Part, Registration
from gjennomslag.activities.rules import answer_given, moves_up, takes_answers
from gjennomslag.activities.services.quick_answers import InShort, answer_quickly
from gjennomslag.activities.services.turns import alone_with
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person


class ActivityOver(Exception):
    """The activity is over or cancelled."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who gives a name and one way to reach them, and need not be a member."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an answer: the registration, whether it is new or another than before, and who moved up by it.

    ``will_be_told``: a job that tells whoever has answered waits to begin, so that none need be asked for.
    """

    registration: Registration
    changed: bool
    moved_up: tuple[Registration, ...] = ()
    will_be_told: bool = False


def say_yes(
    *,
    activity: Activity,
    who: Person | Guest,
    now: datetime,
    way: Way,
    part: Part | None = None,
    newcomer: bool | None = None,
    by: Person | None = None,
) -> Outcome:
    """Give somebody a place, or put them on the waiting list where there is none left.

    Whoever has answered yes already keeps what they have. ``newcomer`` None: members are new who have come to nothing
    before. Raises ``ActivityOver``. However many answer at once, no more get a place than there is room for.
    Whoever can only wait does not hold others up.
    """
    told = newcomer if isinstance(who, Person) else bool(newcomer)
    quick = answer_quickly(activity_id=activity.pk, part=part, newcomer=told, now=now, way=way, **_in_short(who))
    if quick is not None:
        _forget_answer_to_all(activity, who, part)
        return Outcome(quick.registration, changed=True, will_be_told=quick.will_be_told)
    with writing(by=by or (who if isinstance(who, Person) else None), why="answered yes to an activity"):
        held = _lock(activity, now)
        known = _registrations_of(held, who).filter(part=part).first()
        if known is not None and known.answer != Answer.DECLINED:
            return Outcome(known, changed=False)
        coming = held.registrations.filter(part=part, answer=Answer.COMING).count()
        given = answer_given(coming=coming, capacity=part.capacity if part else held.capacity)
        new = known or Registration(activity=held, part=part, **_identity(who))
        new.answer, new.at, new.way = given, now, way
        new.to_tell = News.PLACE if given == Answer.COMING else News.WAITING
        new.newcomer = _is_new(who) if newcomer is None else newcomer
        new.save()
        _forget_answer_to_all(held, who, part)
    return Outcome(new, changed=True)


def say_yes_at_once(
    *, activity_id: int, who: Person | UUID | Guest, now: datetime, way: Way, newcomer: bool | None = None
) -> Outcome | None:
    """Write down a yes in one journey to the database, where it is meant for them and takes nobody's place.

    None where it does, or where there is more to ask or to say: nothing is written then, and ``say_yes`` is the way,
    for those who may answer. Of a member the id in the register is enough. It is what keeps up when a letter has gone
    out and hundreds answer in a second.
    """
    quick = answer_quickly(
        activity_id=activity_id,
        part=None,
        newcomer=bool(newcomer) if isinstance(who, Guest) else newcomer,
        now=now,
        way=way,
        ask_whether_meant=True,
        **_in_short(who),
    )
    return None if quick is None else Outcome(quick.registration, changed=True, will_be_told=quick.will_be_told)


def say_no(*, activity: Activity, person: Person, now: datetime, way: Way) -> Outcome:
    """Note that the member does not come, to any part of it; their places go to those who wait.

    Raises ``ActivityOver``.
    """
    with writing(by=person, why="answered no to an activity"):
        held = _lock(activity, now)
        _registrations_of(held, person).filter(part__isnull=False).delete()
        fields = {"answer": Answer.DECLINED, "at": now, "way": way, "to_tell": "", "came": None}
        row, _made = Registration.objects.update_or_create(activity=held, person=person, part=None, defaults=fields)
        return Outcome(row, changed=True, moved_up=tuple(_move_up(held)))


def give_up_place(*, registration: Registration, now: datetime, by: Person | None = None) -> Outcome:
    """Give the place up. A guest leaves nothing behind; a member's answer becomes a no. Raises ``ActivityOver``."""
    with writing(by=by, why="gave up a place"):
        held = _lock(registration.activity, now)
        if registration.person_id is None or registration.part_id is not None:
            Registration.objects.filter(pk=registration.pk).delete()
        else:
            Registration.objects.filter(pk=registration.pk).update(answer=Answer.DECLINED, at=now, to_tell="")
        return Outcome(registration, changed=True, moved_up=tuple(_move_up(held)))


def fill_from_waiting_list(*, activity: Activity) -> list[Registration]:
    """Give those who have waited longest the places there are, and return them. They must be told."""
    with writing(by=None, why="moved up from the waiting list"):
        return _move_up(alone_with(activity.pk))


def _lock(activity: Activity, now: datetime) -> Activity:
    held = alone_with(activity.pk)
    if not takes_answers(cancelled=held.cancelled, ends_at=held.ends_at, now=now):
        raise ActivityOver
    return held


def _move_up(activity: Activity) -> list[Registration]:
    moved: list[Registration] = []
    parts: list[Part | None] = [None, *activity.parts.all()] if activity.by_shift else [None]
    for part in parts:
        rows = activity.registrations.filter(part=part)
        waiting = rows.filter(answer=Answer.WAITING).order_by("at", "pk")
        number = moves_up(
            coming=rows.filter(answer=Answer.COMING).count(),
            capacity=part.capacity if part else activity.capacity,
            waiting=waiting.count(),
        )
        for each in waiting.select_related("person")[:number]:
            each.answer, each.to_tell = Answer.COMING, News.MOVED_UP
            each.save(update_fields=["answer", "to_tell"])
            moved.append(each)
    return moved


def _registrations_of(activity: Activity, who: Person | Guest) -> QuerySet[Registration]:
    if isinstance(who, Person):
        return activity.registrations.filter(person=who)
    return activity.registrations.filter(Q(email=who.email) if who.email else Q(phone=who.phone), person__isnull=True)


def _forget_answer_to_all(activity: Activity, who: Person | Guest, part: Part | None) -> None:
    """Let the answer to a shift stand for what they had said about the whole activity before."""
    if part is not None:
        _registrations_of(activity, who).filter(part__isnull=True).delete()


def _identity(who: Person | Guest) -> dict[str, object]:
    if isinstance(who, Person):
        return {"person": who}
    return {"name": who.name, "email": who.email, "phone": who.phone}


def _in_short(who: Person | UUID | Guest) -> InShort:
    if isinstance(who, Guest):
        return {"member": None, "guest": {"name": who.name, "email": who.email, "phone": who.phone}}
    return {"member": who.register_id if isinstance(who, Person) else who, "guest": {}}


def _is_new(who: Person | Guest) -> bool:
    return isinstance(who, Person) and not Registration.objects.filter(person=who, came=True).exists()
