"""Whom to welcome, whose turn it is, and how it has gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from gjennomslag.calling.choices import Turn
from gjennomslag.calling.models import CampaignCall, WelcomeCall
from gjennomslag.calling.rules import (
    ABOUT,
    ATTEMPTS,
    CALL,
    KEPT_DAYS,
    WELCOME_DAYS,
    Contact,
    Standing,
    due_on,
    turn_of,
    welcomed,
)
from gjennomslag.core.indicators import Period
from gjennomslag.messaging.choices import Medium
from gjennomslag.messaging.queries.recipients import written_by_others
from gjennomslag.organisation.choices import Channel, ContactKind, ContactOutcome
from gjennomslag.organisation.models import Consent, MemberContact, Membership, OfficeHolding, Person, Unit
from gjennomslag.organisation.queries.memberships import contacted_by_unit
from gjennomslag.organisation.scope import Scope, active_on

_ORDER = {turn: place for place, turn in enumerate(Turn)}


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody who joined and has not been welcomed: where they belong now, and where they stand in the queue."""

    person: Person
    unit: Unit
    member_since: date
    due: date
    attempts: int
    turn: Turn
    not_before: datetime | None
    caller_id: int | None


def newcomers(scope: Scope, unit: Unit, day: date, *, below: bool) -> QuerySet[Membership]:
    """Return the memberships of people who joined lately and nobody has welcomed, in the unit or also below it.

    Only the primary membership counts, so that somebody has one clock and belongs to one queue.
    """
    closed = WelcomeCall.objects.filter(person=OuterRef("person"), closed_at__isnull=False)
    here = Q(unit__path__startswith=unit.path) if below else Q(unit=unit)
    since = Q(member_since__gt=day - timedelta(days=KEPT_DAYS), member_since__lte=day)
    running = Membership.objects.visible_to(scope, CALL).filter(here, since, primary=True, ended_on__isnull=True)
    return running.filter(~Exists(closed), person__merged_into__isnull=True)


def without_calls() -> Exists:
    """Return the condition on a membership that its member has said no to phone calls and not yes since."""
    consents = Consent.objects.filter(person=OuterRef("person"), channel=Channel.CALL)
    return Exists(consents.filter(withdrawn_at__isnull=False)) & ~Exists(consents.filter(withdrawn_at__isnull=True))  # type: ignore[return-value]


def queue_of(scope: Scope, unit: Unit, now: datetime, *, below: bool = False) -> list[NewMember]:
    """Return whoever is to be welcomed, most urgent first; in the unit itself, or also below it."""
    day = timezone.localtime(now).date()
    written = written_by_others(unit, day).values("letter__medium")[:1]
    rows = newcomers(scope, unit, day, below=below).annotate(no_calls=without_calls(), written=Subquery(written))
    memberships = list(rows.select_related("person", "unit"))
    calls = {each.person_id: each for each in WelcomeCall.objects.filter(person__in=[m.person_id for m in memberships])}
    members = [
        _new_member(each, calls.get(each.person_id), now, each.no_calls, each.written and Medium(each.written))
        for each in memberships
    ]
    return sorted(members, key=lambda each: (_ORDER[each.turn], each.due, each.person.sort_name, each.person.pk))


def _new_member(
    membership: Membership, call: WelcomeCall | None, now: datetime, no_calls: bool, written: Medium | None
) -> NewMember:
    person = membership.person
    known = call or WelcomeCall(person=person)
    callable_ = bool(person.phone) and person.phone != known.wrong_number and not no_calls
    due = due_on(membership.member_since)
    turn = turn_of(Standing(due, known.attempts, callable_, known.not_before, known.held_until, written), now)
    return NewMember(
        person,
        membership.unit,
        membership.member_since,
        due,
        known.attempts,
        turn,
        known.not_before,
        known.caller_id if turn == Turn.TAKEN else None,
    )


def held_by(caller: Person) -> WelcomeCall | None:
    """Return the call that the caller has taken and not written down, or None.

    Also after the half hour, as long as nobody else has taken it: what somebody has typed must not be lost.
    """
    held = WelcomeCall.objects.filter(caller=caller, held_until__isnull=False, closed_at__isnull=True)
    return held.select_related("person").first()


def person_to_welcome(scope: Scope, unit: Unit, register_id: UUID, day: date) -> Person | None:
    """Return the new member whom nobody has welcomed, in the unit or below it, or None."""
    rows = newcomers(scope, unit, day, below=True).filter(person__register_id=register_id)
    found = rows.select_related("person").first()
    return found.person if found else None


def cannot_be_called(call: WelcomeCall) -> bool:
    """Say whether the person must be reached in another way: no number that works, no calls wanted, or tried enough."""
    person = call.person
    declines = Membership.objects.filter(without_calls(), person=person).exists()
    return not person.phone or person.phone == call.wrong_number or declines or call.attempts >= ATTEMPTS


def contacts_about_welcome(person: Person) -> Sequence[MemberContact]:
    """Return the attempts to welcome the person, newest first."""
    return list(MemberContact.objects.filter(person=person, about=ABOUT).select_related("by"))


@dataclass(frozen=True, slots=True)
class BranchQueue:
    """How many a branch has to welcome, by turn, and whether anybody there can call.

    ``overdue`` counts everyone whose last day is past, whatever their turn.
    """

    unit: Unit
    turns: Mapping[Turn, int]
    overdue: int
    has_callers: bool

    @property
    def waiting(self) -> int:
        """Return how many have not been welcomed."""
        return sum(self.turns.values())

    @property
    def another_way(self) -> int:
        """Return how many cannot be called."""
        return self.turns.get(Turn.ANOTHER_WAY, 0)

    @property
    def for_county(self) -> bool:
        """Say whether the county should help: somebody is overdue, or nobody there can call."""
        return self.overdue > 0 or not self.has_callers


def branch_queues(members: Iterable[NewMember], day: date) -> list[BranchQueue]:
    """Return the queues by branch, those that need help first."""
    turns: dict[int, Counter[Turn]] = {}
    overdue: Counter[int] = Counter()
    units: dict[int, Unit] = {}
    for each in members:
        overdue[each.unit.pk] += each.due < day
        units[each.unit.pk] = each.unit
        turns.setdefault(each.unit.pk, Counter())[each.turn] += 1
    able = units_with_callers(units.values(), day)
    queues = [BranchQueue(unit, turns[pk], overdue[pk], pk in able) for pk, unit in units.items()]
    return sorted(queues, key=lambda each: (-each.overdue, each.has_callers, -each.waiting, each.unit.path))


def units_with_callers(units: Iterable[Unit], day: date) -> set[int]:
    """Return the ids of those units in which somebody of the branch itself may call, by an office held there.

    An office in the branch above a sub-group counts where it reaches below; the county's and the country's do not,
    since a branch without a board falls to the county (G2.F1).
    """
    wanted = list(units)
    holdings = OfficeHolding.objects.filter(
        active_on(day), office__grants__capability=CALL, unit__depth__gt=2
    ).values_list("unit__path", "office__grants__reach")
    here = {path for path, _ in holdings}
    below = {path for path, reach in holdings if reach == "below"}
    return {
        unit.pk
        for unit in wanted
        if unit.path in here or any(unit.path[: unit.steplen * level] in below for level in range(3, unit.depth))
    }


def next_to_call(scope: Scope, unit: Unit, now: datetime, *, below: bool) -> WelcomeCall | None:
    """Lock and return the most urgent call that nobody has taken, or None. To be called inside a transaction.

    Callers who ask at the same time get different people: a row that another has locked is passed over. ``below``
    draws from the branches below too. Of those who have days left, whoever has had a letter from another unit today
    comes last, and whoever has had an SMS not at all today.
    """
    day = timezone.localtime(now).date()
    belonging = newcomers(scope, unit, day, below=below).filter(person=OuterRef("person"))
    written = written_by_others(unit, day)
    free = Q(held_until__isnull=True) | Q(held_until__lte=now)
    ready = Q(not_before__isnull=True) | Q(not_before__lte=now)
    rows = (
        WelcomeCall.objects.filter(free, ready, closed_at__isnull=True, attempts__lt=ATTEMPTS)
        .exclude(person__phone="")
        .exclude(person__phone=F("wrong_number"))
        .exclude(Exists(CampaignCall.objects.filter(person=OuterRef("person"), held_until__gt=now)))
        .annotate(since=Subquery(belonging.filter(~without_calls()).values("member_since")[:1]))
        .filter(since__isnull=False)
        .annotate(written=Exists(written), days_left=Q(since__gt=day - timedelta(days=WELCOME_DAYS)))
        .exclude(Exists(written.filter(letter__medium=Medium.SMS)), days_left=True)
        .annotate(last=Q(written=True, days_left=True))
        .order_by("last", "since", "pk")
    )
    return rows.select_related("person").select_for_update(skip_locked=True, of=("self",)).first()


@dataclass(frozen=True, slots=True)
class WelcomeCounts:
    """How new members of a unit were welcomed (``rules.Welcomed``), and how many joined."""

    joined: int = 0
    called_in_time: int = 0
    reached_in_time: int = 0
    another_way_in_time: int = 0
    tried_in_vain: int = 0


def welcome_counts(period: Period, *, days: int, attempts: int, within: Unit | None = None) -> dict[int, WelcomeCounts]:
    """Return by unit how those who joined the party in the period were welcomed.

    Each counts in the unit of the primary membership they have now (the receiving branch where they moved), or had
    last. Attempts after the period's last day do not count. ``within`` takes only those who joined there or below it.
    """
    newest = Membership.objects.filter(person=OuterRef("person"), primary=True).order_by("-joined_on", "-pk")
    joined = Membership.objects.filter(
        primary=True, joined_on=F("member_since"), member_since__range=(period.first, period.last)
    ).annotate(now_in=Subquery(newest.values("unit_id")[:1]))
    if within is not None:
        joined = joined.filter(unit__path__startswith=within.path)
    people = {person: (unit, since) for person, unit, since in joined.values_list("person", "now_in", "member_since")}
    contacts = _welcomes(joined, period.last)
    counts: dict[int, Counter[str]] = {}
    for person, (unit, since) in people.items():
        found = welcomed(since, contacts.get(person, ()), days=days, attempts=attempts)
        tally = counts.setdefault(unit, Counter())
        tally["joined"] += 1
        tally["called_in_time"] += found.called_in_time
        tally["reached_in_time"] += found.reached_in_time
        tally["another_way_in_time"] += found.another_way_in_time
        tally["tried_in_vain"] += found.tried_in_vain
    return {unit: WelcomeCounts(**tally) for unit, tally in counts.items()}


def welcome_counts_below(unit: Unit, day: date) -> WelcomeCounts:
    """Return how those who have joined in the unit and below it this year were welcomed, as the party's plan asks."""
    period = Period(date(day.year, 1, 1), day)
    counts = welcome_counts(period, days=WELCOME_DAYS, attempts=ATTEMPTS, within=unit)
    return WelcomeCounts(*(sum(column) for column in zip(*map(astuple, counts.values()), strict=True)))


def _welcomes(joined: QuerySet[Membership], last: date) -> dict[int, list[Contact]]:
    """Return by person the attempts until the day to welcome those whose memberships these are."""
    _, until = _bounds(Period(last, last))
    rows = MemberContact.objects.filter(person__in=joined.values("person"), about=ABOUT, at__lt=until)
    found: dict[int, list[Contact]] = {}
    for person, at, kind, outcome in rows.values_list("person_id", "at", "kind", "outcome"):
        found.setdefault(person, []).append(Contact(at, ContactKind(kind), ContactOutcome(outcome)))
    return found


def welcome_calls(period: Period, *, involvement: str = "") -> Mapping[int, float]:
    """Return by unit in how many welcome calls somebody was reached in the period.

    With ``involvement=recorded`` only those after which it stands how much the member wants to take part (G2.L2b).
    """
    first, last = _bounds(period)
    rows = MemberContact.objects.filter(
        about=ABOUT, kind=ContactKind.CALL, outcome=ContactOutcome.REACHED, at__gte=first, at__lt=last
    )
    if involvement == "recorded":
        rows = rows.exclude(person__involvement="")
    return dict(rows.values_list("unit_id").annotate(number=Count("pk")))


def contacted_members(period: Period, *, months: int = 12) -> Mapping[int, float]:
    """Return by unit how many of its members somebody has talked with in the months before the period's last day."""
    return contacted_by_unit(period.last, int(months))


def _bounds(period: Period) -> tuple[datetime, datetime]:
    """Return the first moment of the period and the first after it."""
    start, end = period.first, period.last + timedelta(days=1)
    return (
        timezone.make_aware(datetime.combine(start, datetime.min.time())),
        timezone.make_aware(datetime.combine(end, datetime.min.time())),
    )
