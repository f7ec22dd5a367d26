"""The year in one view: what the plan asks a unit to hold, when, and what has been planned for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from gjennomslag.activities.audiences import rule_of
from gjennomslag.activities.choices import Answer, Invited
from gjennomslag.activities.models import Activity, ActivityTemplate
from gjennomslag.activities.queries.activities import members_below
from gjennomslag.activities.queries.counts import ALL_MEMBERS, Choice
from gjennomslag.core.display import days
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.evidence import Number
from gjennomslag.plan.filled import evidence_of, form_of
from gjennomslag.plan.models import Obligation, Plan, PlanItem
from gjennomslag.plan.words import rule_in_words

HELD = "activities.held"


@dataclass(frozen=True, slots=True)
class Planned:
    """An activity for a window: whom it is meant for, how many of them a message has gone to, and how many come."""

    activity: Activity
    meant_for: int
    told: int
    coming: int
    came: int

    @property
    def share_told(self) -> float | None:
        """Return the share of those meant that a message has gone to; None where it is for anyone."""
        return min(1.0, self.told / self.meant_for) if self.meant_for else None


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One window: what is asked for, how many times, until when, and what there is for it."""

    obligation: Obligation
    rule: str
    planned: Sequence[Planned]
    template: ActivityTemplate | None

    @property
    def days(self) -> str:
        """Return the window in words."""
        return days(self.obligation.first_day, self.obligation.last_day)

    @property
    def missing(self) -> int:
        """Return how many are still to be planned."""
        return max(0, self.obligation.count - len(self.planned))


@dataclass(frozen=True, slots=True)
class Series:
    """A row of the plan and how often it asks for it, with its windows in the year, by when they end."""

    item: PlanItem
    rule: str
    windows: Sequence[SeriesRow]


def by_item(rows: Sequence[SeriesRow]) -> list[Series]:
    """Return the windows put together by what asks for them, in the order in which the first of them ends."""
    found: dict[tuple[int, str, str], list[SeriesRow]] = {}
    for row in rows:
        found.setdefault((row.obligation.item_id, row.rule, row.obligation.evidence), []).append(row)
    return [Series(windows[0].obligation.item, windows[0].rule, windows) for windows in found.values()]


def series_of(unit: Unit, plan: Plan, year: int) -> list[SeriesRow]:
    """Return the windows of the year in which the plan asks the unit to hold something, by when they end.

    A window that began before the year belongs to the year in which it ends.
    """
    rows = _asked_of(unit, plan).filter(last_day__year=year)
    obligations = list(rows.order_by("last_day", "item__position", "pk"))
    if not obligations:
        return []
    everything = _activities(unit, min(each.first_day for each in obligations), date(year, 12, 31))
    members = members_below(unit, timezone.localdate())
    templates = {each.kind: each for each in reversed(ActivityTemplate.objects.filter(retired=False))}
    found = []
    for each in obligations:
        number = evidence_of(each.evidence).part
        choice = choice_of(number)
        window = (each.first_day, each.last_day)
        planned = [_planned(one, members) for one in everything if _fits(one, choice, window)]
        found.append(SeriesRow(each, rule_in_words(form_of(each.sentence)), planned, templates.get(choice.kind)))
    return found


def _asked_of(unit: Unit, plan: Plan) -> QuerySet[Obligation]:
    """Return the windows in which the plan asks the unit to hold something."""
    rows = Obligation.objects.filter(
        item__plan=plan,
        item__retired=False,
        retired_on__isnull=True,
        unit_kinds__contains=[unit.kind],
        count__gt=0,
        evidence__startswith=HELD,
    )
    return rows.select_related("item")


def obligation_of(unit: Unit, plan: Plan | None, pk: str) -> Obligation | None:
    """Return the window with this id in which the plan asks the unit to hold something, or None."""
    return _asked_of(unit, plan).filter(pk=pk).first() if plan is not None and pk.isdecimal() else None


def facts_for(obligation: Obligation, template: ActivityTemplate) -> dict[str, str]:
    """Return what an activity from the template must say to count in the window, apart from its kind."""
    choice = choice_of(evidence_of(obligation.evidence).part)
    found = {name: getattr(choice, name) for name in ("mode", "host", "together_with") if getattr(choice, name)}
    if choice.audience == ALL_MEMBERS:
        # Open to everyone counts too.
        return found if template.invited == Invited.OPEN else found | {"invited": Invited.MEMBERS}
    if rule_of(choice.audience) is not None:
        return found | {"audience": choice.audience, "invited": Invited.SEGMENT}
    return found | ({"audience": choice.audience} if choice.audience else {})


def day_for(obligation: Obligation, day: date) -> date:
    """Return the day where it lies in the window; before it a day two weeks into it, after it the last one."""
    if day < obligation.first_day:
        day = obligation.first_day + timedelta(days=14)
    return min(day, obligation.last_day)


def choice_of(number: Number) -> Choice:
    """Return which activities the plan's number counts."""
    return Choice(**dict(number.parameters))


def _activities(unit: Unit, first: date, last: date) -> list[Activity]:
    """Return what the unit has planned and held between the days, with how many were told, come and came."""
    morning = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    night = timezone.make_aware(datetime.combine(last + timedelta(days=1), datetime.min.time()))
    rows = Activity.objects.not_cancelled().filter(unit=unit, starts_at__gte=morning, starts_at__lt=night)
    return list(
        rows.select_related("unit").annotate(
            number_invited=Count("invitations", distinct=True),
            number_told=Count("invitations", Q(invitations__told_at__isnull=False), distinct=True),
            number_coming=Count("registrations", Q(registrations__answer=Answer.COMING), distinct=True),
            number_came=Count("registrations", Q(registrations__came=True), distinct=True),
        )
    )


def _fits(activity: Activity, choice: Choice, window: tuple[date, date]) -> bool:
    day = timezone.localtime(activity.starts_at).date()
    return window[0] <= day <= window[1] and choice.counts(activity)


def _planned(activity: Activity, members: int) -> Planned:
    numbers = {name: getattr(activity, f"number_{name}") for name in ("invited", "told", "coming", "came")}
    meant_for = members if activity.invited in {Invited.MEMBERS, Invited.OPEN} else numbers["invited"]
    return Planned(activity, meant_for, numbers["told"], numbers["coming"], activity.headcount or numbers["came"])
