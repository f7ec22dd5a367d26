"""Who the invented party has in councils and on the Storting, and what is held for them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Unpack

from django.utils import timezone

from gjennomslag.activities.choices import Audience, Invited
from gjennomslag.activities.models import Activity, ActivityTemplate
from gjennomslag.activities.services.activities import Facts, facts_from, plan_activity
from gjennomslag.activities.services.invitations import note_told
from gjennomslag.config.demo.units import rows
from gjennomslag.elected.choices import Body, PublicOffice
from gjennomslag.elected.models import Mandate
from gjennomslag.elected.queries import term_of
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Membership, Person, Unit

OLD_ENOUGH = 18
NOTED, LED, EARLIER = 0.85, 0.08, 0.3
CITY = "oslo"
"""Its council is the county council as well, and its branches have councils of districts."""

_MEMBER: Mapping[Body, PublicOffice] = {
    Body.PARLIAMENT: PublicOffice.MP,
    Body.SAMEDIGGI: PublicOffice.SAMEDIGGI_MEMBER,
    Body.COUNTY_COUNCIL: PublicOffice.COUNTY_COUNCILLOR,
    Body.MUNICIPAL_COUNCIL: PublicOffice.MUNICIPAL_COUNCILLOR,
    Body.DISTRICT_COUNCIL: PublicOffice.DISTRICT_COUNCILLOR,
}


@dataclass(frozen=True, slots=True)
class _Council:
    """A body and how many the party has in it."""

    unit: Unit
    body: Body
    term: tuple[date, date]
    seats: int
    municipality_code: str = ""
    district: str = ""


def elect_representatives(
    units: Mapping[str, Unit], members: Mapping[str, Sequence[Person]], today: date, chance: random.Random
) -> int:
    """Let members sit in most councils, with alternates, and return how many sit in one. To be called with a plan."""
    local, national = term_of(Body.MUNICIPAL_COUNCIL, today), term_of(Body.PARLIAMENT, today)
    if local is None or national is None:
        return 0
    since = dict(Membership.objects.filter(primary=True).values_list("person_id", "member_since"))
    free: dict[str, list[Person]] = {}
    for code, people in members.items():
        fit = [each for each in people if _could_stand(each, since[each.pk], local[0])]
        free[code] = chance.sample(fit, len(fit))
    mandates: list[Mandate] = []
    for council in _councils(units, free, local, national, chance):
        mandates += _fill(council, _candidates(council.unit, units, free), chance)
    Mandate.objects.bulk_create(mandates, batch_size=1000)
    return sum(not each.alternate and each.valid_until >= today for each in mandates)


def _could_stand(person: Person, since: date, begins: date) -> bool:
    return since < begins and person.birth_year is not None and begins.year - person.birth_year >= OLD_ENOUGH


def _councils(
    units: Mapping[str, Unit],
    free: Mapping[str, Sequence[Person]],
    local: tuple[date, date],
    national: tuple[date, date],
    chance: random.Random,
) -> Iterator[_Council]:
    yield _Council(units["landet"], Body.PARLIAMENT, national, 8)
    yield _Council(units["landet"], Body.SAMEDIGGI, national, 1)
    for row in rows():
        unit = units[row.code]
        if row.code == CITY:
            yield _Council(unit, Body.MUNICIPAL_COUNCIL, local, 6, municipality_code="0301")
        elif row.kind == UnitKind.COUNTY:
            yield _Council(unit, Body.COUNTY_COUNCIL, local, chance.randint(2, 5))
        elif row.kind == UnitKind.LOCAL and row.municipalities and chance.random() < NOTED:
            seats = max(1, min(6, round(len(free.get(row.code, ())) * 0.12)))
            place = row.municipalities[0][:4]
            if row.parent == CITY:
                yield _Council(unit, Body.DISTRICT_COUNCIL, local, min(seats, 3), place, row.name)
            else:
                yield _Council(unit, Body.MUNICIPAL_COUNCIL, local, seats, place)


def _candidates(unit: Unit, units: Mapping[str, Unit], free: Mapping[str, list[Person]]) -> list[list[Person]]:
    """Return the lists of those who can still be chosen, of the units that the body is for."""
    return [people for code, people in free.items() if units[code].path.startswith(unit.path)]


def _fill(council: _Council, lists: Sequence[list[Person]], chance: random.Random) -> Iterator[Mandate]:
    """Give the seats to people from the lists in turn; nobody gets two."""
    offices = [_first(council, chance), *[_MEMBER[council.body]] * (council.seats - 1)]
    offices += [PublicOffice.ALTERNATE] * (council.seats // 2 + 1)
    for office in offices:
        filled = [people for people in lists if people]
        if not filled:
            return
        person = chance.choice(filled).pop()
        yield _mandate(council, person, office, council.term)
        if office == _MEMBER[council.body] and chance.random() < EARLIER:
            first = council.term[0]
            before = (first.replace(year=first.year - 4), first - timedelta(days=1))
            yield _mandate(council, person, office, before)


def _first(council: _Council, chance: random.Random) -> PublicOffice:
    if council.body == Body.SAMEDIGGI:
        return PublicOffice.SAMEDIGGI_MEMBER
    if council.body != Body.MUNICIPAL_COUNCIL or council.unit.code == CITY or chance.random() > LED:
        return PublicOffice.GROUP_LEADER
    return chance.choice((PublicOffice.MAYOR, PublicOffice.DEPUTY_MAYOR))


def _mandate(council: _Council, person: Person, office: PublicOffice, term: tuple[date, date]) -> Mandate:
    return Mandate(
        person=person,
        unit=council.unit,
        body=council.body,
        office=office,
        municipality_code=council.municipality_code,
        district=council.district,
        valid_from=term[0],
        valid_until=term[1],
    )


def gather_representatives(unit: Unit, by: Person, today: date) -> None:
    """Let most representatives have been asked to a meeting in spring, and most young ones to a gathering to come."""
    spring = min(date(today.year, 5, 20), today - timedelta(days=30))
    meeting = _plan(
        unit,
        by,
        "town-hall",
        spring,
        title="Stormøte for folkevalgte",
        goal="Flere forslag om kollektivtrafikk i kommunestyrene",
        audience=Audience.REPRESENTATIVES,
    )
    before = timezone.make_aware(datetime.combine(spring - timedelta(days=40), time(9)))
    Activity.objects.filter(pk=meeting.pk).update(made_at=before, changed_at=before, headcount=167)
    _tell(meeting, 0.9, before)
    gathering = _plan(
        unit,
        by,
        "gathering",
        today + timedelta(days=15),
        title="Samling for unge folkevalgte",
        goal="Et eget forslag i hvert kommunestyre",
        place="Folkets hus, Hamar",
        audience=Audience.YOUNG_REPRESENTATIVES,
        contact=by,
    )
    _tell(gathering, 0.6, timezone.make_aware(datetime.combine(today, time(10))))


def _plan(unit: Unit, by: Person, code: str, day: date, **further: Unpack[Facts]) -> Activity:
    """Plan an activity for the ready segment of its audience."""
    template = ActivityTemplate.objects.get(code=code)
    starts = timezone.make_aware(datetime.combine(day, template.starts))
    ends = starts + timedelta(minutes=template.minutes)
    times: Facts = {"starts_at": starts, "ends_at": ends, "invited": Invited.SEGMENT}
    facts: Facts = facts_from(template) | times | further
    return plan_activity(unit=unit, by=by, template=template, **facts)


def _tell(activity: Activity, share: float, now: datetime) -> None:
    ids = list(activity.invitations.order_by("person_id").values_list("person_id", flat=True))
    told = Person.objects.filter(pk__in=ids[: round(len(ids) * share)])
    note_told(activity=activity, people=told, now=now)
