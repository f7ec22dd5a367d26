"""The year in one view: what the plan asks a unit to hold, when, and what has been planned for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from gjennomslag.activities.audiences import rule_of
from gjennomslag.activities.choices import ADMINISTRATION, Answer, Invited
from gjennomslag.activities.models import Activity, ActivityTemplate
from gjennomslag.activities.queries.activities import members_below, one_person
from gjennomslag.activities.queries.counts import ALL_MEMBERS, Choice
from gjennomslag.core.display import days
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.filled import evidence_of, form_of
from gjennomslag.plan.models import Obligation, Plan, PlanItem
from gjennomslag.plan.words import rule_in_words

HELD = "activities.held"


@dataclass(frozen=True, slots=True)
class Planned:
    """An activity for a window: whom it is meant for, how many of them a message has gone to, and how many come.

    ``counts_for`` is every line of the plan that it counts for in the year: each line counts by itself what it asks
    for, so a meeting can answer several, and its page says which.
    """

    activity: Activity
    meant_for: int
    told: int
    coming: int
    came: int
    counts_for: Collection[PlanItem]

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
    def answered(self) -> list[tuple[Planned, list[PlanItem]]]:
        """Return what is planned, each with the other lines of the plan that it counts for as well."""
        item = self.obligation.item_id
        return [(one, [each for each in one.counts_for if each.pk != item]) for one in self.planned]

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
    counted = [(each, _counted(each, everything)) for each in obligations]
    items: dict[int, dict[int, PlanItem]] = {one.pk: {} for one in everything}
    for each, fitting in counted:
        for one in fitting:
            items[one.pk][each.item_id] = each.item
    planned = {one.pk: _planned(one, members, items[one.pk].values()) for one in everything}
    return [
        SeriesRow(
            each,
            rule_in_words(form_of(each.sentence)),
            [planned[one.pk] for one in fitting],
            templates.get(choice_of(each).kind),
        )
        for each, fitting in counted
    ]


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
    choice = choice_of(obligation)
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


def choice_of(obligation: Obligation) -> Choice:
    """Return which activities the window counts."""
    return Choice(**dict(evidence_of(obligation.evidence).part.parameters))


def suggested_for(obligation: Obligation, templates: Iterable[ActivityTemplate]) -> list[ActivityTemplate]:
    """Return the templates to begin with for the window, the closest first.

    Where the plan names no kind these are meetings held where it says, for whom it says.
    """
    choice = choice_of(obligation)
    if choice.kind:
        return [each for each in templates if each.kind in choice.kinds]
    rows = [each for each in templates if _suits(each, choice)]
    return sorted(rows, key=lambda each: choice.audience not in {"", ALL_MEMBERS} and each.invited != Invited.SEGMENT)


def _suits(template: ActivityTemplate, choice: Choice) -> bool:
    everyone = choice.audience in {"", ALL_MEMBERS}
    invited = {Invited.OPEN, Invited.MEMBERS} if everyone else {Invited.MEMBERS, Invited.SEGMENT}
    return (
        template.kind in choice.kinds - ADMINISTRATION
        and choice.mode in {"", template.mode}
        and template.invited in invited
        and template.audience in {"", choice.audience}
    )


def _activities(unit: Unit, first: date, last: date) -> list[Activity]:
    """Return what the unit has planned and held between the days, with how many were told, come and came."""
    morning = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    night = timezone.make_aware(datetime.combine(last + timedelta(days=1), datetime.min.time()))
    rows = Activity.objects.not_cancelled().filter(unit=unit, starts_at__gte=morning, starts_at__lt=night)
    people = one_person("registrations__")
    return list(
        rows.select_related("unit")
        .annotate(
            number_invited=Count("invitations", distinct=True),
            number_told=Count("invitations", Q(invitations__told_at__isnull=False), distinct=True),
            number_coming=Count(people, Q(registrations__answer=Answer.COMING), distinct=True),
            number_came=Count(people, Q(registrations__came=True), distinct=True),
        )
        .order_by("starts_at", "pk")
    )


def _counted(obligation: Obligation, activities: Iterable[Activity]) -> list[Activity]:
    choice, first, last = choice_of(obligation), obligation.first_day, obligation.last_day
    return [
        each
        for each in activities
        if first <= timezone.localtime(each.starts_at).date() <= last and choice.counts(each)
    ]


def _planned(activity: Activity, members: int, counts_for: Collection[PlanItem]) -> Planned:
    numbers = {name: getattr(activity, f"number_{name}") for name in ("invited", "told", "coming", "came")}
    meant_for = members if activity.invited in {Invited.MEMBERS, Invited.OPEN} else numbers["invited"]
    came = activity.headcount or numbers["came"]
    return Planned(activity, meant_for, numbers["told"], numbers["coming"], came, counts_for)
