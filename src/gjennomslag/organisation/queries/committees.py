"""Which committees a unit and those below it have, and who is on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from gjennomslag.core.indicators import Period
from gjennomslag.organisation.choices import CommitteeKind
from gjennomslag.organisation.models import Committee, CommitteeMember, Person, Unit
from gjennomslag.organisation.queries.units import children_of
from gjennomslag.organisation.scope import active_on

_ORDER = list(CommitteeKind)


@dataclass(frozen=True, slots=True)
class CommitteeRow:
    """A committee with its leader, or None where it has none, and the others on it by name."""

    committee: Committee
    leader: CommitteeMember | None
    others: Sequence[CommitteeMember]

    @property
    def people(self) -> int:
        """Return how many are on it."""
        return len(self.others) + (self.leader is not None)


@dataclass(frozen=True, slots=True)
class Below:
    """A unit directly below, with its committees."""

    unit: Unit
    rows: Sequence[CommitteeRow]

    @property
    def has_election_committee(self) -> bool:
        """Say whether somebody is finding people for the offices."""
        return any(row.committee.kind == CommitteeKind.ELECTION for row in self.rows)


def committees_of(unit: Unit, day: date) -> list[CommitteeRow]:
    """Return the unit's committees that have not ended on the day, in two queries."""
    return _rows([unit], day).get(unit.pk, [])


def committees_below(unit: Unit, day: date) -> list[Below]:
    """Return the units directly below with their committees, those without an election committee first."""
    units = children_of(unit, day)
    rows = _rows(units, day)
    below = [Below(each, rows.get(each.pk, [])) for each in units]
    return sorted(below, key=lambda each: each.has_election_committee)


def ended_committees(unit: Unit, day: date) -> list[Committee]:
    """Return the unit's committees that have ended, the latest first: their names and days alone."""
    return list(Committee.objects.filter(unit=unit, valid_until__lt=day).order_by("-valid_until", "name"))


def _rows(units: Sequence[Unit], day: date) -> dict[int, list[CommitteeRow]]:
    sitting = CommitteeMember.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    seated = Prefetch("members", sitting.select_related("person").order_by("valid_from", "person__sort_name", "pk"))
    found = Committee.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), unit__in=units)
    rows: dict[int, list[CommitteeRow]] = {}
    for each in found.prefetch_related(seated).order_by("name", "pk"):
        members = list(each.members.all())
        leader = next((member for member in members if member.leads), None)
        others = [member for member in members if not member.leads]
        rows.setdefault(each.unit_id, []).append(CommitteeRow(each, leader, others))
    for them in rows.values():
        them.sort(key=lambda row: _ORDER.index(CommitteeKind(row.committee.kind)))
    return rows


def seats_on_committees(person: Person, day: date) -> list[CommitteeMember]:
    """Return the committees that the person is on, on the day."""
    rows = CommitteeMember.objects.filter(active_on(day), active_on(day, "committee__"), person=person)
    return list(rows.select_related("committee__unit").order_by("committee__unit__path", "committee__name"))


# What plans ask for -----------------------------------------------------------------------------------------
def _policy_committees(day: date) -> QuerySet[Committee]:
    return Committee.objects.filter(active_on(day), kind=CommitteeKind.POLICY)


def policy_committees(period: Period) -> Mapping[int, float]:
    """Return how many policy committees each unit has on the period's last day (G3.S12).

    Election, nomination and other committees are not what the plan means by one.
    """
    rows = _policy_committees(period.last).values_list("unit_id").annotate(number=Count("pk")).order_by()
    return dict(rows)


def policy_committees_in(units: Sequence[int], day: date) -> list[tuple[Committee, int]]:
    """Return these committees of the units, each with how many are on it."""
    sitting = Count("members", filter=active_on(day, "members__"))
    rows = _policy_committees(day).filter(unit__in=units).select_related("unit").annotate(people=sitting)
    return [(each, each.people) for each in rows.order_by("unit__path", "name")]
