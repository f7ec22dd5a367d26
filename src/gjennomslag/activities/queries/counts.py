"""Numbers about activities for plans and boards, each for all units in one or two queries.

A unit counts what it holds itself. Held is what has ended and was not cancelled. Days at the doors that another room
has counted are among them, unless the unit planned door-knocking as an activity on that day as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from gjennomslag.activities.choices import ADMINISTRATION, VOTER_CONTACT, ActivityKind, Audience, Host, Invited, Mode
from gjennomslag.activities.models import Activity, ActivityTemplate, Invitation, Registration
from gjennomslag.activities.queries.activities import one_person
from gjennomslag.activities.sources import HeldDay, held_elsewhere
from gjennomslag.core import clock
from gjennomslag.core.indicators import Period
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Membership, Unit
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.queries.offices import days_covered
from gjennomslag.organisation.rules import months_after

ALL_MEMBERS = "all_members"
BESIDE = timedelta(days=3)
"""A gathering so close to a conference belongs to it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which activities are counted, as plans write it. Empty: whatever it is."""

    kind: str = ""
    mode: str = ""
    audience: str = ""
    host: str = ""
    nature: str = ""
    participatory: str = ""
    together_with: str = ""

    @property
    def kinds(self) -> frozenset[ActivityKind]:
        """Return the kinds that are counted."""
        kinds = frozenset(ActivityKind)
        if self.kind == "voter_contact":
            kinds = VOTER_CONTACT
        elif self.kind:
            kinds = kinds & {each for each in ActivityKind if each == self.kind}
        if self.nature:
            kinds = kinds & ADMINISTRATION if self.nature == "administration" else kinds - ADMINISTRATION
        return kinds

    @property
    def condition(self) -> Q:
        """Return the condition on activities."""
        found = Q(kind__in=self.kinds)
        if self.mode:
            found &= Q(mode__in=[self.mode, Mode.BOTH])
        if self.audience == ALL_MEMBERS:
            found &= Q(invited__in=[Invited.OPEN, Invited.MEMBERS])
        elif self.audience:
            found &= Q(audience=self.audience)
        if self.participatory:
            found &= Q(participatory=self.participatory == "yes")
        for name in ("host", "together_with"):
            if getattr(self, name):
                found &= Q(**{name: getattr(self, name)})
        return found

    def counts(self, activity: Activity) -> bool:
        """Say of one activity what ``condition`` says of rows."""
        everyone = activity.invited in {Invited.OPEN, Invited.MEMBERS}
        for_them = everyone if self.audience == ALL_MEMBERS else activity.audience == self.audience
        return (
            activity.kind in self.kinds
            and (not self.mode or activity.mode in {self.mode, Mode.BOTH})
            and (not self.audience or for_them)
            and (not self.participatory or activity.participatory == (self.participatory == "yes"))
            and all(getattr(self, name) in {"", getattr(activity, name)} for name in ("host", "together_with"))
        )

    @property
    def counts_doors(self) -> bool:
        """Say whether days at the doors are among them: in person, members active, for nobody in particular."""
        elsewhere = self.audience or self.host or self.together_with or self.participatory == "no"
        return not elsewhere and self.mode in {"", Mode.IN_PERSON} and ActivityKind.DOOR_KNOCKING in self.kinds


def held_in(period: Period, choice: Choice | None = None) -> QuerySet[Activity]:
    """Return what was held in the period, of the kinds that the choice counts."""
    rows = Activity.objects.not_cancelled().filter(ends_at__lte=timezone.now())
    rows = rows.filter(starts_at__gte=_morning(period.first), starts_at__lt=_morning(period.last + timedelta(days=1)))
    return rows.filter((choice or Choice()).condition).order_by()


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _days_elsewhere(period: Period, choice: Choice) -> set[HeldDay]:
    """Return the days at the doors that no activity of the unit stands for already."""
    if not choice.counts_doors:
        return set()
    kinds = choice.kinds
    planned = set(held_in(period, Choice(kind=ActivityKind.DOOR_KNOCKING)).values_list("unit_id", "starts_at__date"))
    elsewhere = held_elsewhere(period.first, period.last)
    return {each for each in elsewhere if each.kind in kinds and (each.unit_id, each.day) not in planned}


def held(period: Period, **asked: str) -> Mapping[int, float]:
    """Return how many activities each unit held."""
    choice = Choice(**asked)
    rows = held_in(period, choice).values_list("unit_id").annotate(number=Count("pk"))
    numbers = {unit: float(number) for unit, number in rows}
    for unit, _day, _kind in _days_elsewhere(period, choice):
        numbers[unit] = numbers.get(unit, 0) + 1
    return numbers


def days_held(unit_ids: Collection[int], period: Period) -> Mapping[int, set[date]]:
    """Return the days on which each of the units held something, or was at the doors."""
    days: dict[int, set[date]] = {}
    held_here = held_in(period).filter(unit__in=unit_ids).values_list("unit_id", "starts_at__date")
    elsewhere = ((each.unit_id, each.day) for each in held_elsewhere(period.first, period.last))
    for unit, day in (*held_here, *elsewhere):
        if unit in unit_ids:
            days.setdefault(unit, set()).add(day)
    return days


def with_goal(period: Period, **asked: str) -> Mapping[int, float]:
    """Return how many of them serve a political goal (I5, G1.P4)."""
    rows = held_in(period, Choice(**asked)).filter(Q(goal_item__isnull=False) | ~Q(goal=""))
    return dict(rows.values_list("unit_id").annotate(number=Count("pk")))


def with_code_of_conduct(period: Period) -> Mapping[int, float]:
    """Return how many of them showed the guidelines for good conduct (G2.P4a)."""
    rows = held_in(period).filter(code_of_conduct=True)
    return dict(rows.values_list("unit_id").annotate(number=Count("pk")))


def kinds_offered(period: Period) -> Mapping[int, float]:
    """Return how many different kinds of activities each unit held (G2.P4b)."""
    found: dict[int, set[str]] = defaultdict(set)
    for unit, kind in held_in(period).values_list("unit_id", "kind").distinct():
        found[unit].add(kind)
    for unit, _day, kind in _days_elsewhere(period, Choice()):
        found[unit].add(kind)
    return {unit: len(kinds) for unit, kinds in found.items()}


def months_with(period: Period, **asked: str) -> Mapping[int, float]:
    """Return in how many months each unit held something (I9b)."""
    choice = Choice(**asked)
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for unit, day in held_in(period, choice).values_list("unit_id", "starts_at__date").distinct():
        found[unit].add((day.year, day.month))
    for unit, day, _kind in _days_elsewhere(period, choice):
        found[unit].add((day.year, day.month))
    return {unit: len(months) for unit, months in found.items()}


def participants(period: Period, kind: str = "") -> Mapping[int, float]:
    """Return how many took part in what each unit held: by the list at the door, or as the leader has said.

    Whoever came to two shifts of one activity took part in it once.
    """
    came = Count(one_person("registrations__"), Q(registrations__came=True), distinct=True)
    rows = held_in(period, Choice(kind=kind)).annotate(number=Coalesce("headcount", came))
    numbers: dict[int, float] = defaultdict(float)
    for unit, number in rows.values_list("unit_id", "number"):
        numbers[unit] += number
    return {unit: number for unit, number in numbers.items() if number}


def _came(period: Period) -> QuerySet[Registration]:
    held_then = held_in(period).values("pk")
    return Registration.objects.filter(came=True, person__isnull=False, activity__in=held_then)


def active_members(period: Period) -> Mapping[int, float]:
    """Return how many of each unit's members came to something, anywhere in the party (I4b)."""
    came = _came(period).filter(person=OuterRef("person"))
    rows = Membership.objects.filter(running_on(period.last), Exists(came), primary=True)
    return dict(rows.values_list("unit_id").annotate(number=Count("pk")))


def new_members_active(period: Period, days: str | int = 90) -> Mapping[int, float]:
    """Return how many who joined in the period came to something within so many days, by the unit they are in."""
    came = Registration.objects.filter(
        came=True,
        person=OuterRef("person"),
        activity__cancelled_at__isnull=True,
        activity__starts_at__date__gte=OuterRef("member_since"),
        activity__starts_at__date__lte=OuterRef("member_since") + timedelta(days=int(days)),
    )
    joined = Membership.objects.filter(
        primary=True, joined_on=F("member_since"), member_since__range=(period.first, period.last)
    )
    return dict(joined.filter(Exists(came)).values_list("unit_id").annotate(number=Count("pk")))


def days_with_upcoming(period: Period, open_to: str = "") -> Mapping[int, float]:
    """Return on how many days of the period each unit had something planned that members can be invited to (G2.L3).

    A day counts from the one on which it was planned to the one on which it begins, or is cancelled. Days to come do
    not count.
    """
    last = min(period.last, clock.today())
    rows = Activity.objects.filter(
        starts_at__gte=_morning(period.first), made_at__lt=_morning(last + timedelta(days=1))
    )
    if open_to == "members":
        rows = rows.filter(invited__in=[Invited.OPEN, Invited.MEMBERS])
    elif open_to == "all":
        rows = rows.filter(invited=Invited.OPEN)
    spans: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for unit, made, starts, cancelled in rows.values_list("unit_id", "made_at", "starts_at", "cancelled_at"):
        until = min(each for each in (starts, cancelled) if each is not None)
        spans[unit].append((max(_day(made), period.first), min(_day(until), last)))
    return {unit: days for unit, found in spans.items() if (days := days_covered(sorted(found)))}


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def upcoming(period: Period) -> Mapping[int, float]:
    """Return how many activities that members can be invited to each unit has ahead of it, as things are now."""
    rows = Activity.objects.not_cancelled().filter(starts_at__gt=timezone.now())
    rows = rows.filter(invited__in=[Invited.OPEN, Invited.MEMBERS]).order_by()
    return dict(rows.values_list("unit_id").annotate(number=Count("pk")))


REPRESENTATIVES = (Audience.REPRESENTATIVES, Audience.YOUNG_REPRESENTATIVES, Audience.COUNTY_REPRESENTATIVES)


def representatives_invited(period: Period, mode: str = "") -> Mapping[int, float]:
    """Return how many people were told of something for elected representatives, by the unit they are in (G4.P4).

    That it was planned for them is not enough.
    """
    meetings = held_in(period, Choice(mode=mode)).filter(audience__in=REPRESENTATIVES).values("pk")
    invited = Invitation.objects.filter(activity__in=meetings, person=OuterRef("person"), told_at__isnull=False)
    rows = Membership.objects.filter(running_on(period.last), Exists(invited), primary=True)
    return dict(rows.values_list("unit_id").annotate(number=Count("pk")))


def members_invited(period: Period, kind: str = "", mode: str = "") -> Mapping[int, float]:
    """Return how many of each unit's members have got a letter that invites to something held in the period (G2.S2)."""
    meetings = held_in(period, Choice(kind=kind, mode=mode)).values("pk")
    told = Invitation.objects.filter(activity__in=meetings, person=OuterRef("person"), told_at__isnull=False)
    rows = Membership.objects.filter(running_on(period.last), Exists(told), primary=True)
    return dict(rows.values_list("unit_id").annotate(number=Count("pk")))


def members_of_parliament_hosting(period: Period, times: str | int = 1) -> Mapping[int, float]:
    """Return how many members of parliament have held an open digital meeting so often, by the unit they are in.

    The one who holds it is the activity's contact person (G3.S11).
    """
    choice = Choice(host=Host.MEMBERS_OF_PARLIAMENT, mode=Mode.ONLINE, audience=ALL_MEMBERS)
    hosts = held_in(period, choice).filter(contact__isnull=False).values("contact")
    often = hosts.annotate(number=Count("pk")).filter(number__gte=int(times)).values("contact")
    rows = Membership.objects.filter(running_on(period.last), person__in=often, primary=True)
    return dict(rows.values_list("unit_id").annotate(number=Count("pk")))


def national_conferences(period: Period, gathering: str = "") -> Mapping[int, float]:
    """Return how many conferences the country held, or those that a gathering for such people belongs to (G4.S7)."""
    rows = held_in(period, Choice(kind=ActivityKind.CONFERENCE)).filter(unit__kind=UnitKind.NATIONAL)
    if gathering:
        beside = Activity.objects.not_cancelled().filter(
            unit=OuterRef("unit"),
            kind=ActivityKind.GATHERING,
            audience=gathering,
            starts_at__lte=OuterRef("ends_at") + BESIDE,
            ends_at__gte=OuterRef("starts_at") - BESIDE,
        )
        rows = rows.filter(Exists(beside))
    return dict(rows.values_list("unit_id").annotate(number=Count("pk")))


def templates(period: Period) -> Mapping[int, float]:
    """Return how many templates are in use, for the country (G1.S5)."""
    return _for_the_country(ActivityTemplate.objects.filter(retired=False).count())


def templates_with_goal(period: Period) -> Mapping[int, float]:
    """Return how many of them ask for a political goal."""
    return _for_the_country(ActivityTemplate.objects.filter(retired=False, asks_for_goal=True).count())


def templates_reviewed(period: Period, months: str | int = 12) -> Mapping[int, float]:
    """Return how many of them the centre has looked through in so many months before the period's last day."""
    since = months_after(min(period.last, clock.today()), -int(months))
    return _for_the_country(ActivityTemplate.objects.filter(retired=False, reviewed_on__gte=since).count())


def _for_the_country(number: int) -> Mapping[int, float]:
    country = Unit.objects.filter(kind=UnitKind.NATIONAL).first()
    return {country.pk: number} if country and number else {}


def newest_held(period: Period, unit_ids: Iterable[int], most: int, audiences: Collection[str] = ()) -> list[Activity]:
    """Return what the units held in the period, for these audiences where some are named, the latest first."""
    rows = held_in(period).filter(unit__in=list(unit_ids)).select_related("unit")
    if audiences:
        rows = rows.filter(audience__in=audiences)
    return list(rows.order_by("-starts_at", "-pk")[:most])
