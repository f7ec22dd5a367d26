"""Call campaigns: which there are, how they go by branch and by caller, and what plans count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from gjennomslag.calling.choices import Answer, CampaignClosing, CampaignTopic
from gjennomslag.calling.models import Campaign, CampaignCall
from gjennomslag.calling.rules import ATTEMPTS, CALL, TALKED, TRIES
from gjennomslag.core.indicators import Period
from gjennomslag.organisation.choices import ContactKind, UnitKind
from gjennomslag.organisation.models import Interest, MemberContact, Membership, Person, Unit
from gjennomslag.organisation.queries import holders_of
from gjennomslag.organisation.queries.memberships import running_on

COUNTY_DEPTH = 2


def campaigns_of(unit: Unit) -> list[tuple[Campaign, int, int]]:
    """Return the unit's campaigns, the last to end first, each with how many it is to reach and has reached."""
    reached = Count("calls", filter=Q(calls__closed_why=CampaignClosing.REACHED))
    rows = Campaign.objects.filter(unit=unit).annotate(people=Count("calls"), reached=reached)
    return [(each, each.people, each.reached) for each in rows]


def campaign_in(unit: Unit, pk: int) -> Campaign | None:
    """Return the unit's campaign with this id, or None."""
    return Campaign.objects.filter(unit=unit, pk=pk).select_related("unit", "responsible").first()


def call_held_by(caller: Person, campaign: Campaign) -> CampaignCall | None:
    """Return the call that the caller has taken in the campaign and not written down, or None."""
    held = CampaignCall.objects.filter(caller=caller, campaign=campaign, held_until__isnull=False)
    return held.filter(closed_at__isnull=True).select_related("person", "unit", "campaign").first()


def words_asked(campaign: Campaign) -> list[Interest]:
    """Return what the campaign asks whether members can help with, in its order."""
    words = {each.code: each for each in Interest.objects.filter(code__in=campaign.questions)}
    return [words[code] for code in campaign.questions if code in words]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign has come, in one branch or in all.

    ``left`` can still be called; ``without_number`` cannot, and must be reached in another way.
    """

    people: int = 0
    reached: int = 0
    tried: int = 0
    left: int = 0
    without_number: int = 0


_PROGRESS: dict[str, Any] = {
    "people": Count("pk"),
    "reached": Count("pk", filter=Q(closed_why=CampaignClosing.REACHED)),
    "tried": Count("pk", filter=Q(attempts__gt=0)),
    "left": Count("pk", filter=Q(closed_at__isnull=True) & ~Q(person__phone="")),
    "without_number": Count("pk", filter=Q(closed_at__isnull=True, person__phone="")),
}


def progress_of(campaign: Campaign) -> Progress:
    """Return how far the whole campaign has come."""
    return Progress(**CampaignCall.objects.filter(campaign=campaign).aggregate(**_PROGRESS))


def progress_by_branch(campaign: Campaign) -> list[tuple[Unit, Progress]]:
    """Return how far the campaign has come for each branch, those with most left first."""
    rows: Any = CampaignCall.objects.filter(campaign=campaign).values("unit_id").annotate(**_PROGRESS)
    found = {row["unit_id"]: Progress(**{name: row[name] for name in _PROGRESS}) for row in rows}
    units = Unit.objects.in_bulk(found)
    return sorted(((units[pk], each) for pk, each in found.items()), key=lambda row: (-row[1].left, row[0].path))


@dataclass(frozen=True, slots=True)
class CallerCount:
    """How many one caller has called and reached in a campaign, in all and today."""

    person: Person
    calls: int
    reached: int
    calls_today: int
    reached_today: int


def callers_of(campaign: Campaign, day: date) -> list[CallerCount]:
    """Return who calls in the campaign or may do so, those with most calls today first. Erased callers are absent."""
    begins = timezone.make_aware(datetime.combine(day, time.min))
    talked, today = Q(outcome__in=TALKED), Q(at__gte=begins)
    rows: Any = (
        MemberContact.objects.filter(about=campaign.about, by__isnull=False)
        .order_by()
        .values("by_id")
        .annotate(
            calls=Count("pk"),
            reached=Count("pk", filter=talked),
            calls_today=Count("pk", filter=today),
            reached_today=Count("pk", filter=talked & today),
        )
    )
    nothing = dict.fromkeys(("calls", "reached", "calls_today", "reached_today"), 0)
    counts = {row["by_id"]: {name: row[name] for name in nothing} for row in rows}
    people = Person.objects.in_bulk(counts)
    able = {each.person_id: each.person for each in holders_of(CALL, campaign.unit, day) if each.unit == campaign.unit}
    found = [CallerCount(person, **counts.get(pk, nothing)) for pk, person in (able | people).items()]
    return sorted(found, key=lambda each: (-each.calls_today, -each.calls, each.person.sort_name))


@dataclass(frozen=True, slots=True)
class Evening:
    """What a room of callers sees: calls and talks today, who is on the phone, and what is left."""

    calls: int
    reached: int
    calling_now: int
    progress: Progress
    callers: Sequence[CallerCount]


def evening_of(campaign: Campaign, now: datetime) -> Evening:
    """Return how this evening goes."""
    callers = callers_of(campaign, timezone.localtime(now).date())
    on_the_phone = CampaignCall.objects.filter(campaign=campaign, held_until__gt=now).count()
    return Evening(
        sum(each.calls_today for each in callers),
        sum(each.reached_today for each in callers),
        on_the_phone,
        progress_of(campaign),
        [each for each in callers if each.calls_today],
    )


def answers_in(campaign: Campaign) -> list[tuple[Interest, int, int]]:
    """Return for each thing asked how many said yes and how many perhaps later."""
    rows = CampaignCall.objects.filter(campaign=campaign).exclude(answers={})
    words = words_asked(campaign)
    counted = rows.aggregate(
        **{
            f"{answer}_{number}": Count("pk", filter=Q(**{f"answers__{word.code}": str(answer)}))
            for number, word in enumerate(words)
            for answer in (Answer.YES, Answer.LATER)
        }
    )
    return [(word, counted[f"yes_{number}"], counted[f"later_{number}"]) for number, word in enumerate(words)]


# What plans count -------------------------------------------------------------------------------------------
def _between(period: Period) -> Q:
    first = timezone.make_aware(datetime.combine(period.first, time.min))
    last = timezone.make_aware(datetime.combine(period.last + timedelta(days=1), time.min))
    return Q(at__gte=first, at__lt=last)


def members_called(period: Period, *, topic: str = "", attempts: int = ATTEMPTS) -> Mapping[int, float]:
    """Return by unit how many of its members on the last day somebody has talked with, or tried often enough to reach.

    ``topic`` counts calls of campaigns about that alone (G2: everyone asked in 2026 whether they can join).
    """
    calls = MemberContact.objects.filter(_between(period), person=OuterRef("person"), kind=ContactKind.CALL).order_by()
    if topic:
        calls = calls.filter(about__startswith=f"{topic}-")
    tried = calls.filter(outcome__in=TRIES).values("person").annotate(number=Count("pk"))
    called = Exists(calls.filter(outcome__in=TALKED)) | Exists(tried.filter(number__gte=int(attempts)))
    rows = Membership.objects.filter(running_on(period.last), called, primary=True)
    return dict(rows.order_by().values_list("unit_id").annotate(number=Count("pk")))


def calls_for_branches(period: Period) -> Mapping[int, float]:
    """Return by county how many calls its campaigns made on behalf of branches in the period (G2.F1)."""
    counties: QuerySet[Campaign] = Campaign.objects.filter(unit__kind=UnitKind.COUNTY)
    units = {each.about: each.unit_id for each in counties}
    rows = MemberContact.objects.filter(_between(period), about__in=units).exclude(unit__in=units.values())
    counts: dict[int, float] = {}
    for about, number in rows.order_by().values_list("about").annotate(number=Count("pk")):
        counts[units[about]] = counts.get(units[about], 0) + number
    return counts


def _mobilising(period: Period) -> list[Campaign]:
    """Return the campaigns to mobilise that units below the counties started in the period."""
    rows = Campaign.objects.filter(
        topic=CampaignTopic.MOBILISATION, starts_on__range=(period.first, period.last), unit__depth__gt=COUNTY_DEPTH
    )
    return list(rows.select_related("unit"))


def _county_path(unit: Unit) -> str:
    return unit.path[: unit.steplen * COUNTY_DEPTH]


def _by_county(campaigns: Sequence[Campaign]) -> Mapping[int, float]:
    counts = Counter(_county_path(each.unit) for each in campaigns)
    counties = Unit.objects.filter(path__in=counts).values_list("pk", "path")
    return {pk: float(counts[path]) for pk, path in counties}


def mobilisations(period: Period) -> Mapping[int, float]:
    """Return by county how many campaigns its branches started in the period to mobilise their members (G2.F1)."""
    return _by_county(_mobilising(period))


def mobilisations_helped(period: Period) -> Mapping[int, float]:
    """Return by county how many of these campaigns it helped to call in.

    The county helps where somebody who holds an office in the county itself called in the branch's campaign, or where
    a campaign of the county called the branch's members in the campaign's days.
    """
    campaigns = _mobilising(period)
    if not campaigns:
        return {}
    in_theirs = set(
        MemberContact.objects.filter(
            about__in=[each.about for each in campaigns], by__holdings__unit__depth=COUNTY_DEPTH
        ).values_list("about", "by__holdings__unit__path")
    )
    of_counties = Campaign.objects.filter(unit__depth=COUNTY_DEPTH).select_related("unit")
    own = {each.about: each.unit.path for each in of_counties}
    on_behalf = set(
        MemberContact.objects.filter(about__in=own, unit__in=[each.unit_id for each in campaigns])
        .annotate(day=TruncDate("at"))
        .values_list("about", "unit_id", "day")
    )
    for_branch = {(own[about], unit, day) for about, unit, day in on_behalf}

    def is_helped(campaign: Campaign) -> bool:
        county = _county_path(campaign.unit)
        return (campaign.about, county) in in_theirs or any(
            (path, unit) == (county, campaign.unit_id) and campaign.starts_on <= day <= campaign.ends_on
            for path, unit, day in for_branch
        )

    return _by_county([each for each in campaigns if is_helped(each)])


def coverage(period: Period) -> Mapping[int, float]:
    """Return by unit how many in a hundred of those that campaigns of the period were to reach somebody has reached."""
    done = Q(closed_why=CampaignClosing.REACHED)
    running = CampaignCall.objects.filter(campaign__starts_on__lte=period.last, campaign__ends_on__gte=period.first)
    people = Count("person", distinct=True)
    rows = (
        running.order_by()
        .values("unit_id")
        .annotate(people=people, reached=Count("person", filter=done, distinct=True))
    )
    return {row["unit_id"]: 100 * row["reached"] / row["people"] for row in rows}
