"""What the invented party does together: stalls, meetings and gatherings, held and planned, and who came."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from gjennomslag.activities.choices import Answer, Invited, Together, Way
from gjennomslag.activities.models import Activity, ActivityTemplate, Registration
from gjennomslag.activities.services.activities import facts_from, plan_activity, tick_task
from gjennomslag.activities.services.gaps import note_gaps
from gjennomslag.activities.services.invitations import refresh_invitations
from gjennomslag.activities.services.places import Guest, say_yes
from gjennomslag.config.demo.steady import PLAN_BEGAN, quarters
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Membership, Person, Unit
from gjennomslag.plan.models import PlanItem
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.queries.unit_plans import goals_of

PLACES = ("Torget", "Biblioteket", "Folkets hus", "Stasjonen", "Samfunnshuset", "Kulturhuset")
GOALS = (
    "Flere ansatte i barnehagene", "Buss hver halvtime", "Gratis skolemat", "Rimelige boliger for unge",
    "Bevare jordet ved elva", "Hele stillinger i omsorgen",
)  # fmt: skip
LOCAL = ("stall", "listening-stall", "member-meeting", "morning-action", "leafleting", "social", "board-meeting")
WITH_GOAL, HAS_NEXT, SHOWS_UP = 0.6, 0.72, 0.8


@dataclass(frozen=True, slots=True)
class _Setting:
    """What activities are made from."""

    today: date
    chance: random.Random
    since: Mapping[int, date]
    templates: Mapping[str, ActivityTemplate]
    goals: Sequence[PlanItem]

    def activity(self, unit: Unit, code: str, day: date, **facts: object) -> Activity:
        template = self.templates[code]
        starts = timezone.make_aware(datetime.combine(day, template.starts))
        said = facts_from(template) | {
            "place": "" if template.mode == "online" else self.chance.choice(PLACES),
            "starts_at": starts,
            "ends_at": starts + timedelta(minutes=template.minutes),
        }
        if said["invited"] != Invited.OFFICERS and self.chance.random() < WITH_GOAL:
            said |= {"goal": self.chance.choice(GOALS), "goal_item": self.chance.choice(self.goals)}
        made = timezone.make_aware(datetime.combine(min(day - timedelta(days=30), self.today), time(9)))
        whole = {"unit": unit, "template": template, "made_at": made, "changed_at": made} | said | facts
        return Activity(**whole)


def hold_activities(
    units: Mapping[str, Unit],
    members: Mapping[str, Sequence[Person]],
    cast: Mapping[str, Person],
    today: date,
    chance: random.Random,
    *,
    steady: Collection[str],
) -> None:
    """Let every unit have held some activities this year, and most have something planned.

    ``steady`` branches always had something to come, and newcomers came to it.
    """
    plan = plan_on(today)
    templates = {each.code: each for each in ActivityTemplate.objects.all()}
    since = dict(Membership.objects.filter(primary=True).values_list("person_id", "member_since"))
    setting = _Setting(today, chance, since, templates, goals_of(plan) if plan else [])
    held: list[Activity] = []
    planned: list[Activity] = []
    newcomers: dict[int, list[Person]] = {}
    for code, unit in units.items():
        past, coming = _of_unit(setting, unit, has_people=bool(members.get(code)), steady=code in steady)
        if code in steady:
            newcomers.update(_first_activities(setting, past, members.get(code, ())))
        held += past
        planned += coming
    Activity.objects.bulk_create([*held, *planned], batch_size=1000)
    Registration.objects.bulk_create(
        (
            row
            for each in held
            for row in _who_came(setting, each, members.get(each.unit.code, ()), newcomers.get(id(each), []))
        ),
        batch_size=2000,
    )
    for each in planned:
        if each.invited == Invited.OFFICERS:
            refresh_invitations(activity=each)
    _at_home(setting, units["elverum"], members["elverum"], cast)
    note_gaps(day=today, now=timezone.make_aware(datetime.combine(today, time(12))))


def _of_unit(setting: _Setting, unit: Unit, *, has_people: bool, steady: bool) -> tuple[list[Activity], list[Activity]]:
    chance, today = setting.chance, setting.today
    if unit.kind == UnitKind.NATIONAL:
        past = [setting.activity(unit, "welcome-meeting", date(today.year, month, 11)) for month in (2, 9)]
        past += [setting.activity(unit, "town-hall", date(today.year, 3, 18))]
        past += [setting.activity(unit, "branch-chair-gathering", date(today.year, 4, 21))]
        coming = [setting.activity(unit, code, today + timedelta(days=days)) for code, days in (("town-hall", 17),)]
        for each in past:
            each.headcount = chance.randint(60, 420)
        return [each for each in past if each.ends_at.date() < today], coming
    if unit.kind == UnitKind.COUNTY:
        return [setting.activity(unit, "webinar", today - timedelta(days=chance.randint(20, 200)))], [
            setting.activity(unit, "member-meeting", today + timedelta(days=chance.randint(5, 40)))
        ]
    if not has_people:
        return [], []
    if steady:
        return _all_year(setting, unit)
    past = [
        setting.activity(unit, chance.choice(LOCAL), today - timedelta(days=chance.randint(3, 300)))
        for _ in range(chance.randint(2, 8))
    ]
    if chance.random() >= HAS_NEXT:
        return past, []
    return past, [
        setting.activity(unit, chance.choice(LOCAL[:-1]), today + timedelta(days=chance.randint(2, 45)))
        for _ in range(chance.randint(1, 3))
    ]


def _all_year(setting: _Setting, unit: Unit) -> tuple[list[Activity], list[Activity]]:
    """Something every four weeks, planned a little longer before, and the group in the council in every quarter."""
    chance, today = setting.chance, setting.today
    first = PLAN_BEGAN + timedelta(days=chance.randint(9, 27))
    days = [first + timedelta(days=28 * number) for number in range(-1, (today - first).days // 28 + 3)]
    all_of_them = [setting.activity(unit, chance.choice(LOCAL[:-1]), day) for day in days]
    past = [each for each in all_of_them if each.ends_at.date() < today]
    meetings = [last - timedelta(days=chance.randint(5, 60)) for _first, last in quarters(today)]
    past += [
        setting.activity(unit, "board-meeting", day, together_with=Together.COUNCIL_GROUP)
        for day in meetings
        if PLAN_BEGAN <= day < today and unit.kind == UnitKind.LOCAL
    ]
    return past, [each for each in all_of_them if each.ends_at.date() >= today]


def _first_activities(
    setting: _Setting, past: Sequence[Activity], people: Sequence[Person]
) -> Iterator[tuple[int, list[Person]]]:
    """Return by the activity's identity those who have joined this year and came to it first of all."""
    open_ones = sorted((each for each in past if each.invited != Invited.OFFICERS), key=lambda each: each.starts_at)
    newest = [(setting.since[each.pk], each) for each in people if setting.since[each.pk] >= PLAN_BEGAN]
    before = PLAN_BEGAN
    for each in open_ones:
        day = timezone.localtime(each.starts_at).date()
        yield id(each), [person for since, person in newest if before <= since <= day]
        before = day + timedelta(days=1)


def _who_came(
    setting: _Setting, activity: Activity, people: Sequence[Person], newcomers: Sequence[Person]
) -> list[Registration]:
    chance = setting.chance
    some = chance.sample(list(people), min(len(people), chance.randint(3, 12)))
    new = {each.pk for each in newcomers}
    some = [*newcomers, *(each for each in some if each.pk not in new)]
    return [
        Registration(
            activity=activity,
            person=each,
            answer=Answer.COMING,
            way=Way.PAGE,
            at=activity.starts_at - timedelta(days=chance.randint(1, 12)),
            came=each.pk in new or chance.random() < SHOWS_UP,
            came_at=activity.starts_at,
            thanked_at=activity.ends_at,
        )
        for each in some
    ]


def _at_home(setting: _Setting, unit: Unit, people: Sequence[Person], cast: Mapping[str, Person]) -> None:
    """Plan what the people one signs in as look at: a stall that is filling up, and one just held."""
    leader, day = cast["branch-leader"], setting.today + timedelta(days=9)
    template = setting.templates["stall"]
    starts = timezone.make_aware(datetime.combine(day, template.starts))
    facts = facts_from(template)
    facts |= {
        "place": "Elverum torg", "goal": "Flere ansatte i barnehagene", "capacity": 8, "contact": leader,
        "starts_at": starts, "ends_at": starts + timedelta(minutes=template.minutes),
    }  # fmt: skip
    if setting.goals:
        facts["goal_item"] = setting.goals[0]
    stall = plan_activity(unit=unit, by=leader, template=template, **facts)
    now = timezone.make_aware(datetime.combine(setting.today, time(11)))
    guests = [Guest("Kari Oppdiktet", email="kari.oppdiktet@post.example"), Guest("Ola Oppdiktet", phone="+4700000001")]
    comers: list[Person | Guest] = [*people[3:8], *guests]
    for who in comers:
        say_yes(activity=stall, who=who, now=now, way=Way.PAGE, newcomer=isinstance(who, Guest))
    Registration.objects.filter(activity=stall).update(to_tell="", reminded_at=None)
    tick_task(task=stall.tasks.earliest("due_on"), done=True, by=leader)
