"""Universities and colleges: which county has them, which student branch serves them, and whether it is active.

An institution counts once in each county where it has a campus. A student branch is active on a day when somebody
leads it, and it has done something in the twelve months up to it (G2.F3a).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.db.models.functions import Substr

from gjennomslag.core.indicators import Period
from gjennomslag.core.norwegian import sort_key
from gjennomslag.organisation.active_days import days_with_something
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.geography import Institution, institutions, municipalities
from gjennomslag.organisation.models import InstitutionBranch, Membership, OfficeHolding, Unit, UnitArea
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.queries.units import municipality_codes_of
from gjennomslag.organisation.rules import months_after
from gjennomslag.organisation.scope import active_on

LEADER = "chair"
MONTHS = 12
_COUNTY_PATH = Unit.steplen * 2


@dataclass(frozen=True, slots=True)
class Place:
    """An institution in a county where it has a campus. ``county`` is None where the party has no county branch."""

    institution: Institution
    county: Unit | None


@dataclass(frozen=True, slots=True)
class Served:
    """A student branch that serves an institution. ``below``: it is one of the unit's that is looked at.

    Whether somebody leads it and what it has done last say whether it is active. How many ``members`` it has is told of
    those below alone: the others' members are none of the unit's business.
    """

    serving: InstitutionBranch
    members: int | None
    below: bool
    led: bool
    last: date | None
    active: bool


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """An institution in a county, with the branches that serve it and how many members have said they study there.

    ``county`` is the unit that a branch would be founded in.
    """

    institution: Institution
    county: Unit | None
    branches: Sequence[Served]
    students: int

    @property
    def active(self) -> bool:
        """Say whether one of the branches is active."""
        return any(each.active for each in self.branches)

    @property
    def need(self) -> int:
        """Return 0 where there is no branch, 1 where none is active, else 2."""
        return 2 if self.active else 1 if self.branches else 0


@dataclass(frozen=True, slots=True)
class Institutions:
    """The institutions of a unit, those without a student branch first."""

    rows: Sequence[InstitutionRow]

    @property
    def without(self) -> int:
        """Return how many have no student branch."""
        return sum(not each.branches for each in self.rows)

    @property
    def active(self) -> int:
        """Return how many have an active one."""
        return sum(each.active for each in self.rows)


def places_on(day: date) -> list[Place]:
    """Return every institution in every county where it has a campus on the day, in two queries."""
    counties = {unit.path: unit for unit in Unit.objects.filter(active_on(day), kind=UnitKind.COUNTY)}
    covering: dict[str, Counter[str]] = {}
    rows = UnitArea.objects.filter(active_on(day, "unit__")).values_list("municipality_code", "unit__path")
    for municipality, path in rows:
        county = path[:_COUNTY_PATH]
        if county in counties:
            covering.setdefault(municipality, Counter())[county] += 1
            covering.setdefault(municipality[:2], Counter())[county] += 1
    found: dict[tuple[str, str], Place] = {}
    for institution in institutions().values():
        for code in institution.municipalities:
            known = covering.get(code) or covering.get(municipalities()[code].county_code)
            path = known.most_common(1)[0][0] if known else ""
            found.setdefault((path, institution.code), Place(institution, counties.get(path)))
    return [found[key] for key in sorted(found, key=lambda key: (key[0], sort_key(found[key].institution.name)))]


def has_institutions(unit: Unit) -> bool:
    """Say whether an institution has a campus where the unit and the units below it are."""
    codes = municipality_codes_of(unit)
    return any(codes.intersection(each.municipalities) for each in institutions().values())


def institutions_of(unit: Unit, day: date) -> Institutions:
    """Return the institutions where the unit is, each with its branches and students on the day.

    The country has all of them; a county those of its own; a local branch those of its municipalities.
    """
    places = places_in(unit, day)
    running = InstitutionBranch.objects.filter(active_on(day), active_on(day, "unit__"))
    county = unit.path[:_COUNTY_PATH]
    served = _states(list(running.filter(unit__path__startswith=county).select_related("unit")), unit, day)
    students = _students_below(unit, day)
    rows = [
        InstitutionRow(
            place.institution,
            place.county,
            [each for each in served if _serves(each.serving, place)],
            _in(place, students),
        )
        for place in places
    ]
    return Institutions(sorted(rows, key=lambda row: (row.need, -row.students)))


def places_in(unit: Unit, day: date) -> list[Place]:
    """Return the institutions where the unit is, as ``institutions_of`` explains it."""
    if unit.kind in {UnitKind.NATIONAL, UnitKind.COUNTY}:
        return [each for each in places_on(day) if unit.kind == UnitKind.NATIONAL or each.county == unit]
    codes = municipality_codes_of(unit)
    return [Place(each, unit) for each in institutions().values() if codes.intersection(each.municipalities)]


def institution_in(unit: Unit, code: str, day: date) -> Institution | None:
    """Return the institution with this code if it has a campus where the unit is, or None."""
    return next((each.institution for each in places_in(unit, day) if each.institution.code == code), None)


def _serves(serving: InstitutionBranch, place: Place) -> bool:
    if serving.institution != place.institution.code or place.county is None:
        return False
    return serving.unit.path.startswith(place.county.path[:_COUNTY_PATH])


def _in(place: Place, students: Mapping[tuple[str, str], int]) -> int:
    if place.county is None:
        return 0
    return sum(
        number
        for (institution, path), number in students.items()
        if institution == place.institution.code and path == place.county.path[:_COUNTY_PATH]
    )


def _students_below(unit: Unit, day: date) -> dict[tuple[str, str], int]:
    """Return how many members study where, by institution and path of the county."""
    rows = Membership.objects.filter(running_on(day), primary=True, unit__path__startswith=unit.path)
    studying = rows.exclude(person__studies_at="").annotate(county=Substr("unit__path", 1, _COUNTY_PATH))
    counted = studying.values_list("person__studies_at", "county").annotate(number=Count("pk")).order_by()
    return {(institution, county): number for institution, county, number in counted}


def _states(servings: Sequence[InstitutionBranch], unit: Unit, day: date) -> list[Served]:
    units = {each.unit_id for each in servings}
    below = {each.unit_id for each in servings if each.unit.path.startswith(unit.path)}
    members = dict(
        Membership.objects.filter(running_on(day), unit__in=below)
        .values_list("unit_id")
        .annotate(number=Count("pk"))
        .order_by()
    )
    today = Period(day, day)
    leaders, acts = _led_days(units, today), _acts_before(units, today)
    return [
        Served(
            serving=each,
            members=members.get(each.unit_id, 0) if each.unit_id in below else None,
            below=each.unit_id in below,
            led=bool(leaders.get(each.unit_id)),
            last=max(acts[each.unit_id], default=None),
            active=bool(_active_days(each, leaders, acts, today)),
        )
        for each in servings
    ]


def student_branches_below(unit: Unit, day: date) -> list[Unit]:
    """Return the student branches below the unit on the day, by name."""
    found = Unit.objects.filter(active_on(day), kind=UnitKind.STUDENT, path__startswith=unit.path)
    return sorted(found, key=lambda each: sort_key(each.name))


def students_of(institution: str, unit: Unit, day: date) -> int:
    """Return how many members in the unit and below it have said that they study there."""
    here = Membership.objects.filter(running_on(day), primary=True, unit__path__startswith=unit.path)
    return here.filter(person__studies_at=institution).count()


# What plans ask for -----------------------------------------------------------------------------------------
def institution_days(period: Period) -> Mapping[int, float]:
    """Return for each county how many institutions it has, times the days of the period."""
    days = (period.last - period.first).days + 1
    here = Counter(place.county.pk for place in places_on(period.last) if place.county is not None)
    return {county: float(number * days) for county, number in here.items()}


def institution_days_with_branch(period: Period) -> Mapping[int, float]:
    """Return for each county on how many of those days the institutions had an active student branch there."""
    numbers: dict[int, float] = {}
    for place, days, _branches in days_by_place(period):
        if place.county is not None and days:
            numbers[place.county.pk] = numbers.get(place.county.pk, 0) + days
    return numbers


def days_by_place(period: Period) -> list[tuple[Place, int, list[Unit]]]:
    """Return each institution in a county, its days with an active student branch, and the branches that serve it."""
    overlapping = Q(valid_until__isnull=True) | Q(valid_until__gte=period.first)
    rows = InstitutionBranch.objects.filter(overlapping, valid_from__lte=period.last).select_related("unit")
    servings = list(rows.order_by("unit__path"))
    units = {each.unit_id for each in servings}
    leaders, acts = _led_days(units, period), _acts_before(units, period)
    found = []
    for place in places_on(period.last):
        here = [each for each in servings if _serves(each, place)]
        days = set[date]().union(*(_active_days(each, leaders, acts, period) for each in here))
        found.append((place, len(days), [each.unit for each in here]))
    return found


def _active_days(
    serving: InstitutionBranch,
    leaders: Mapping[int, Collection[date]],
    acts: Mapping[int, Iterable[date]],
    period: Period,
) -> set[date]:
    """Return the days of the period on which the branch serves the institution and is active."""
    unit = serving.unit
    last = min(each for each in (serving.valid_until, unit.valid_until, period.last) if each is not None)
    led = _between(max(serving.valid_from, unit.valid_from, period.first), last).intersection(leaders.get(unit.pk, ()))
    done: set[date] = set()
    for day in acts.get(unit.pk, ()):
        done |= _between(max(day, period.first), min(months_after(day, MONTHS) - timedelta(days=1), period.last))
    return led & done


def _led_days(units: Collection[int], period: Period) -> dict[int, set[date]]:
    """Return on which days of the period somebody leads each of the units."""
    rows = OfficeHolding.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=period.first),
        office__code=LEADER,
        unit__in=units,
        valid_from__lte=period.last,
    )
    days: dict[int, set[date]] = {}
    for unit, first, last in rows.values_list("unit_id", "valid_from", "valid_until"):
        days.setdefault(unit, set()).update(_between(max(first, period.first), min(last or period.last, period.last)))
    return days


def _acts_before(units: Collection[int], period: Period) -> dict[int, set[date]]:
    """Return the days, from twelve months before the period on, on which each of the units did something."""
    return days_with_something(units, Period(months_after(period.first, -MONTHS), period.last))


def _between(first: date, last: date) -> set[date]:
    """Return the days between, both included; none where the last comes before the first."""
    return {first + timedelta(days=number) for number in range((last - first).days + 1)}
