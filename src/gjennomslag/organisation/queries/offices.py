"""Reads about offices: where somebody belongs and what they do there, and who is responsible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from gjennomslag.core.indicators import Period
from gjennomslag.organisation.choices import Reach, UnitKind
from gjennomslag.organisation.models import Membership, Office, OfficeGrant, OfficeHolding, Person, Unit
from gjennomslag.organisation.queries.memberships import members_on
from gjennomslag.organisation.rules import HEAR_OF_JOINS
from gjennomslag.organisation.scope import Scope, active_on


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in which a person is a member or holds an office, with the names of the offices held there today."""

    unit: Unit
    offices: tuple[str, ...]
    member: bool


def places_of(person: Person, day: date) -> list[Place]:
    """Return the units the person belongs to on the day, those with offices first."""
    holdings = OfficeHolding.objects.filter(active_on(day), person=person).select_related("unit", "office")
    running = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    memberships = Membership.objects.filter(running, person=person, joined_on__lte=day).select_related("unit")
    offices: dict[int, list[str]] = {}
    units: dict[int, Unit] = {}
    for holding in holdings:
        units[holding.unit_id] = holding.unit
        offices.setdefault(holding.unit_id, []).append(holding.office.name_in(get_language() or "nb"))
    member_of = {membership.unit_id: membership.unit for membership in memberships}
    units |= member_of
    return [Place(unit, tuple(offices.get(key, ())), key in member_of) for key, unit in units.items()]


def holds_office_beyond(person: Person, scope: Scope, capability: str, day: date) -> bool:
    """Say whether the person holds an office, now or to come, in a unit where the scope lacks the capability.

    Codes to sign in with go to the person's mail address. Whoever could change it could sign in as them, with
    everything their office lets them do, so it is not for those whose reach is shorter.
    """
    held = OfficeHolding.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), person=person)
    return held.exclude(pk__in=held.visible_to(scope, capability).values("pk")).exists()


def offices_in(unit: Unit) -> list[Office]:
    """Return the offices that can be held in the unit, in order."""
    return list(Office.objects.filter(unit_kinds__contains=[unit.kind]))


def holders_of(capability: str, unit: Unit, day: date) -> Sequence[OfficeHolding]:
    """Return the running holdings that give the capability in the unit: who is responsible here."""
    above = [unit.path[: unit.steplen * level] for level in range(1, unit.depth)]
    here = Q(unit__path=unit.path)
    reaching = Q(unit__path__in=above, office__grants__reach="below")
    return list(
        OfficeHolding.objects.filter(active_on(day), here | reaching, office__grants__capability=capability)
        .select_related("person", "office", "unit")
        .order_by("-unit__depth", "office__order", "person__sort_name")
        .distinct()
    )


def who_hears_of_joins(unit: Unit, day: date) -> list[tuple[Person, bool]]:
    """Return whom to tell at once that somebody has joined the unit, each with whether they serve in it themselves.

    Those whose office is for this unit alone (join contact, membership lead) go first; then others of the unit; where
    nobody there has a mail address, those of the nearest unit above who have.
    """
    reachable = [each for each in holders_of(HEAR_OF_JOINS, unit, day) if each.person.email]
    if not reachable:
        return []
    nearest = [each for each in reachable if each.unit_id == reachable[0].unit_id]
    here = set(
        OfficeGrant.objects.filter(capability=HEAR_OF_JOINS, reach=Reach.HERE).values_list("office_id", flat=True)
    )
    chosen = [each for each in nearest if each.office_id in here] or nearest
    people = {each.person_id: each.person for each in chosen}
    return [(person, reachable[0].unit_id == unit.pk) for person in people.values()]


# Plans name offices with underscores, and one of them is a whole board.
_COUNTY_BOARD = ("chair", "deputy-chair", "treasurer", "secretary", "board-member")


def _held(office: str | None) -> QuerySet[OfficeHolding]:
    """Return the holdings of the office that a plan names, or of every office."""
    if office is None:
        return OfficeHolding.objects.all()
    if office == "county_board":
        return OfficeHolding.objects.filter(office__code__in=_COUNTY_BOARD, unit__kind=UnitKind.COUNTY)
    return OfficeHolding.objects.filter(office__code=office.replace("_", "-"))


def officers(period: Period, office: str | None = None) -> Mapping[int, float]:
    """Return how many people hold the office, or any office, in each unit on the period's last day."""
    rows = _held(office).filter(active_on(period.last)).values("unit_id")
    return {row["unit_id"]: row["people"] for row in rows.annotate(people=Count("person_id", distinct=True))}


def offices_started(period: Period, office: str | None = None) -> Mapping[int, float]:
    """Return how many took up the office, or any office, in each unit in the period.

    A term that follows upon the same person's last term in the same office is no new start.
    """
    before = OfficeHolding.objects.filter(
        person=OuterRef("person"),
        office=OuterRef("office"),
        unit=OuterRef("unit"),
        valid_from__lt=OuterRef("valid_from"),
        valid_until__gte=OuterRef("valid_from") - timedelta(days=1),
    )
    rows = _held(office).filter(~Exists(before), valid_from__range=(period.first, period.last)).values("unit_id")
    return {row["unit_id"]: row["started"] for row in rows.annotate(started=Count("pk"))}


def days_filled(period: Period, office: str | None = None) -> Mapping[int, float]:
    """Return on how many days of the period somebody held the office in each unit."""
    return {unit: days_covered(spans) for unit, spans in terms_in(period, office).items()}


def terms_in(period: Period, office: str | None = None) -> dict[int, list[tuple[date, date]]]:
    """Return, for each unit, the first and last day of every term in the office within the period, by first day."""
    rows = (
        _held(office)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=period.first), valid_from__lte=period.last)
        .order_by("unit_id", "valid_from")
        .values_list("unit_id", "valid_from", "valid_until")
    )
    spans: dict[int, list[tuple[date, date]]] = {}
    for unit, first, last in rows:
        spans.setdefault(unit, []).append((max(first, period.first), min(last or period.last, period.last)))
    return spans


def days_covered(spans: Iterable[tuple[date, date]]) -> int:
    """Return how many days lie in at least one of the spans (both ends included), which are sorted by first day."""
    days, covered_until = 0, date.min
    for first, last in spans:
        begins = max(first, covered_until + timedelta(days=1)) if covered_until != date.min else first
        if last >= begins:
            days += (last - begins).days + 1
            covered_until = last
    return days


def office_kinds(period: Period) -> Mapping[int, float]:
    """Return how many kinds of offices the party has, for the country."""
    country = Unit.objects.filter(kind=UnitKind.NATIONAL).first()
    return {country.pk: Office.objects.count()} if country else {}


def large_branches(period: Period, members: str | None = None) -> Mapping[int, float]:
    """Return 1 for each branch with so many members or more on the period's last day, sub-groups counted in."""
    return dict.fromkeys(_large(period.last, int(members or 0)), 1)


def large_branches_with_subgroups(period: Period, members: str | None = None) -> Mapping[int, float]:
    """Return 1 for each such branch that has sub-groups on the day."""
    large = _large(period.last, int(members or 0))
    groups = Unit.objects.filter(active_on(period.last), kind=UnitKind.SUB_GROUP).values_list("path", flat=True)
    parents = {path[: -Unit.steplen] for path in groups}
    return {pk: 1 for pk, path in large.items() if path in parents}


def _large(day: date, members: int) -> dict[int, str]:
    """Return the paths of branches with at least so many members, by id."""
    counts = members_on(day)
    kinds = (UnitKind.LOCAL, UnitKind.SUB_GROUP)
    rows = list(Unit.objects.filter(active_on(day), kind__in=kinds).values_list("pk", "path", "kind"))
    below: dict[str, int] = {}
    for pk, path, kind in rows:
        branch = path if kind == UnitKind.LOCAL else path[: -Unit.steplen]
        below[branch] = below.get(branch, 0) + counts.get(pk, 0)
    return {pk: path for pk, path, kind in rows if kind == UnitKind.LOCAL and below[path] >= members}
