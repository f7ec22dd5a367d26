"""Who is elected to what: of a unit, of those below it, and of one person; and how long a term is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, QuerySet

from gjennomslag.core.norwegian import sort_key
from gjennomslag.elected.choices import BODIES, ELECTED_AT, Body, PublicOffice
from gjennomslag.elected.models import Mandate
from gjennomslag.elected.rules import BEGINS, CITY, TERM_YEARS, YOUNG_UNDER
from gjennomslag.elections.queries import election_calendar
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.geography import municipalities
from gjennomslag.organisation.models import Membership, Person, Unit
from gjennomslag.organisation.queries import children_of
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.queries.units import municipality_codes_of
from gjennomslag.organisation.scope import active_on
from gjennomslag.plan.queries.plans import document_of, plan_on

_BODIES, _OFFICES = list(Body), list(PublicOffice)


@dataclass(frozen=True, slots=True)
class Group:
    """Those who sit in one body in one place, and the alternates; both by what they are and by name."""

    body: Body
    where: str
    sitting: Sequence[Mandate]
    alternates: Sequence[Mandate]


@dataclass(frozen=True, slots=True)
class Below:
    """A unit right below: its own representatives by name, and how many it has with those of the units below it."""

    unit: Unit
    own: Sequence[Mandate]
    sitting: int
    alternates: int


def groups_of(unit: Unit, day: date) -> list[Group]:
    """Return the unit's representatives on the day, body by body; those who are to take their seats stand last."""
    rows = sorted(_mandates().filter(unit=unit, valid_until__gte=day), key=_order)
    groups = []
    for (body, where), found in groupby(rows, key=lambda each: (each.body, each.where)):
        seats = sorted(found, key=lambda each: each.valid_from > day)
        sitting = [each for each in seats if not each.alternate]
        groups.append(Group(Body(body), where, sitting, [each for each in seats if each.alternate]))
    return groups


def _order(mandate: Mandate) -> tuple[int, str, int, str]:
    place = (_BODIES.index(Body(mandate.body)), sort_key(mandate.where))
    return *place, _OFFICES.index(PublicOffice(mandate.office)), mandate.person.sort_name


def earlier_in(unit: Unit, day: date) -> list[Mandate]:
    """Return the unit's representatives whose terms are over, the latest first."""
    return list(_mandates().filter(unit=unit, valid_until__lt=day).order_by("-valid_until", "person__sort_name", "pk"))


def below(unit: Unit, day: date) -> list[Below]:
    """Return the units right below with their representatives on the day, those that have none first.

    Student branches and sub-groups keep no list and are left out. Below the country there are numbers alone.
    """
    units = [each for each in children_of(unit, day) if UnitKind(each.kind) in BODIES]
    current = _mandates().filter(active_on(day))
    own: dict[int, list[Mandate]] = {}
    if unit.kind != UnitKind.NATIONAL:
        for each in current.filter(unit__in=units).exclude(office=PublicOffice.ALTERNATE):
            own.setdefault(each.unit_id, []).append(each)
    length = len(unit.path) + unit.steplen
    sitting, alternates = Counter[str](), Counter[str]()
    under = current.filter(unit__path__startswith=unit.path).order_by().values_list("unit__path", "office")
    for path, office, number in under.annotate(number=Count("pk")):
        (alternates if office == PublicOffice.ALTERNATE else sitting)[path[:length]] += number
    rows = [
        Below(each, sorted(own.get(each.pk, []), key=_order), sitting[each.path], alternates[each.path])
        for each in units
    ]
    return sorted(rows, key=lambda row: (row.sitting > 0, sort_key(row.unit.name)))


def mandate_in(unit: Unit, pk: int) -> Mandate | None:
    """Return the one with this id on the unit's list."""
    return _mandates().filter(unit=unit, pk=pk).first()


def mandates_held_by(person: Person, day: date) -> list[Mandate] | None:
    """Return what the person is and has been elected to, the latest first; None where that is nothing."""
    return list(Mandate.objects.filter(person=person).order_by("-valid_from", "-pk")) or None


def _mandates() -> QuerySet[Mandate]:
    # A record that turned out to be somebody in the register already is hidden, and so is what stayed on it.
    return Mandate.objects.filter(person__merged_into__isnull=True).select_related("person")


def sitting_on(day: date, body: str = "") -> Mapping[int, float]:
    """Return how many sit in a body on the day, or in this one, by the unit of their primary membership."""
    seats = Mandate.objects.filter(active_on(day), person=OuterRef("person")).exclude(office=PublicOffice.ALTERNATE)
    if body:
        seats = seats.filter(body=body)
    rows = Membership.objects.filter(running_on(day), Exists(seats), primary=True, person__merged_into__isnull=True)
    return dict(rows.values_list("unit_id").annotate(number=Count("pk")).order_by())


# What a form offers -----------------------------------------------------------------------------------------
def municipalities_of(unit: Unit) -> list[tuple[str, str]]:
    """Return code and name of the municipalities whose councils the unit's people can sit in, by name.

    A county has all in the counties where it has branches, those without a branch too. All of Norway's where a unit
    covers none: then nobody has said where it is.
    """
    codes = _covered(unit) or list(municipalities())
    return sorted(((code, municipalities()[code].name) for code in codes), key=lambda pair: sort_key(pair[1]))


def _covered(unit: Unit) -> list[str]:
    known = municipalities()
    codes = [code for code in municipality_codes_of(unit) if code in known]
    if unit.kind != UnitKind.COUNTY:
        return codes
    counties = {known[code].county_code for code in codes}
    return [code for code, each in known.items() if each.county_code in counties]


def bodies_of(unit: Unit) -> list[Body]:
    """Return the bodies that the unit keeps the list of; councils of districts only where there is a large city."""
    bodies = BODIES.get(UnitKind(unit.kind), ())
    if Body.DISTRICT_COUNCIL in bodies and any(municipalities()[code].inhabitants >= CITY for code in _covered(unit)):
        return list(bodies)
    return [body for body in bodies if body != Body.DISTRICT_COUNCIL]


def term_of(body: Body, day: date) -> tuple[date, date] | None:
    """Return the first and last day of the term that the body is elected for, as the recorded elections have it.

    From an election day on it is the term that was elected then. None where no such election is recorded.
    """
    kind = ELECTED_AT[body]
    elections = sorted(each.day for each in election_calendar().elections if each.kind == kind)
    if not elections:
        return None
    held = [each.year for each in elections if each <= day]
    year = held[-1] if held else elections[0].year
    while not held and date(year, *BEGINS) > day:
        year -= TERM_YEARS
    return date(year, *BEGINS), date(year + TERM_YEARS, *BEGINS) - timedelta(days=1)


def young_under(day: date) -> int:
    """Return the age that the young are under at the end of the year: the plan's, or what is usual."""
    plan = plan_on(day)
    if plan is None:
        return YOUNG_UNDER
    known = document_of(plan).parameters.get("young_age_limit")
    return int(str(known.value)) if known is not None and str(known.value).isdecimal() else YOUNG_UNDER
