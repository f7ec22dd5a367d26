"""Who leads what in the invented party, and which offices stand empty."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gjennomslag.accounts.demo import demo_address, demo_id
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Membership, Office, Person, Unit
from gjennomslag.organisation.services import give_office, join_unit, pay_dues, register_person

HOME_BRANCH, HOME_COUNTY = "elverum", "innlandet"


@dataclass(frozen=True, slots=True)
class Post:
    """An office in a kind of unit, how many hold it, and how likely each place is filled."""

    office: str
    places: int = 1
    filled: float = 1.0


_SMALL_BOARD = (Post("chair"), Post("deputy-chair", filled=0.8), Post("board-member", places=2, filled=0.8))
POSTS: Mapping[UnitKind, Sequence[Post]] = {
    UnitKind.NATIONAL: (
        Post("chair"),
        Post("deputy-chair", places=2),
        Post("treasurer"),
        Post("board-member", places=6),
        Post("head-office", places=5),
        Post("canvass-lead"),
        Post("training-lead"),
    ),
    UnitKind.COUNTY: (
        Post("chair"),
        Post("deputy-chair"),
        Post("county-secretary", filled=0.85),
        Post("treasurer"),
        Post("canvass-lead", filled=0.8),
        Post("training-lead", filled=0.7),
        Post("membership-lead", filled=0.8),
        Post("board-member", places=4),
    ),
    UnitKind.LOCAL: (
        Post("chair", filled=0.97),
        Post("deputy-chair", filled=0.85),
        Post("treasurer", filled=0.9),
        Post("secretary", filled=0.7),
        Post("canvass-lead", filled=0.66),
        Post("membership-lead", filled=0.6),
        Post("social-media-lead", filled=0.5),
        Post("board-member", places=3, filled=0.85),
    ),
    UnitKind.SUB_GROUP: _SMALL_BOARD,
    UnitKind.STUDENT: _SMALL_BOARD,
}

_LASTING: Mapping[UnitKind, str] = {
    UnitKind.COUNTY: "canvass-lead",
    UnitKind.LOCAL: "membership-lead",
    UnitKind.STUDENT: "chair",
}
"""The office that steady units have had somebody in since the year before."""

_HELD_BY_THE_CAST = {(HOME_BRANCH, "chair"), (HOME_COUNTY, "county-secretary")}


def give_offices(
    units: Mapping[str, Unit],
    members: Mapping[str, Sequence[Person]],
    today: date,
    chance: random.Random,
    *,
    steady: Collection[str],
) -> int:
    """Fill the posts of every unit from its members and return how many were given.

    ``members`` are the people of each unit by its code; a county draws on its branches, the country on everyone.
    Terms run from the latest annual meetings, held in the spring; some people's last term shows as ended. Whoever has
    just joined holds nothing. ``steady`` units have had the same people in some offices for longer.
    """
    offices = {office.code: office for office in Office.objects.all()}
    since = dict(Membership.objects.filter(primary=True).values_list("person_id", "member_since"))
    latest = today.year if today.month > 3 else today.year - 1
    given = 0
    for unit in units.values():
        candidates = [each for each in _candidates(unit, units, members) if since[each.pk].year < latest]
        chance.shuffle(candidates)
        lasting = _LASTING.get(UnitKind(unit.kind)) if unit.code in steady else None
        if lasting is not None and candidates:
            oldest = min(candidates, key=lambda each: (since[each.pk], each.pk))
            candidates.remove(oldest)
            _give(oldest, offices[lasting], unit, max(_annual_meeting(latest - 1, chance), since[oldest.pk]))
            given += 1
        for office in _places(unit, chance):
            if not candidates:
                break
            if office == lasting:
                continue
            begins = _annual_meeting(latest, chance)
            if chance.random() < 0.2 and since[candidates[-1].pk].year < latest - 2:
                _give(candidates[-1], offices[office], unit, _annual_meeting(latest - 2, chance), until=begins)
            _give(candidates.pop(), offices[office], unit, begins)
            given += 1
    return given


def give_join_contacts(
    units: Mapping[str, Unit], members: Mapping[str, Sequence[Person]], today: date, chance: random.Random
) -> int:
    """Let most branches have a join contact, some of them until soon, and return how many were given."""
    office = Office.objects.get(code="join-contact")
    given = 0
    for code, unit in units.items():
        if unit.kind in {UnitKind.LOCAL, UnitKind.STUDENT} and members.get(code) and chance.random() < 0.75:
            until = today + timedelta(days=chance.randint(5, 50)) if chance.random() < 0.15 else None
            _give(chance.choice(members[code]), office, unit, _annual_meeting(today.year - 1, chance), until=until)
            given += 1
    return given


def _places(unit: Unit, chance: random.Random) -> Iterator[str]:
    for post in POSTS[UnitKind(unit.kind)]:
        for _ in range(post.places):
            if (unit.code, post.office) not in _HELD_BY_THE_CAST and chance.random() < post.filled:
                yield post.office


def _candidates(unit: Unit, units: Mapping[str, Unit], members: Mapping[str, Sequence[Person]]) -> Iterator[Person]:
    for code, people in members.items():
        if units[code].path.startswith(unit.path):
            yield from people if units[code] == unit else people[::7]


def _annual_meeting(year: int, chance: random.Random) -> date:
    return date(year, chance.choice((1, 2, 2, 3)), chance.randint(8, 28))


def _give(person: Person, office: Office, unit: Unit, begins: date, until: date | None = None) -> None:
    give_office(person=person, office=office, unit=unit, valid_from=begins, valid_until=until, by=None)


def register_demo_people(units: Mapping[str, Unit], today: date) -> dict[str, Person]:
    """Make the people one can sign in as and return them by role."""
    cast: dict[str, tuple[str, str, str, str | None]] = {
        "canvasser": ("Nora", "Lindstad Gaup", HOME_BRANCH, None),
        "branch-leader": ("Turid", "Aasen", HOME_BRANCH, "chair"),
        "county-organiser": ("Amina", "Warsame Berg", HOME_COUNTY, "county-secretary"),
        "head-office": ("Håkon", "Østby", "landet", "party-secretary"),
    }
    people = {}
    for number, (role, (first, last, place, office)) in enumerate(cast.items(), 1):
        person = register_person(first_name=first, last_name=last, email=demo_address(role), by=None)
        # No telephone in Norway begins with 0: these can never reach anybody, and would be refused by the form.
        Person.objects.filter(pk=person.pk).update(register_id=demo_id(role), phone=f"+4709{number:06d}")
        person.refresh_from_db()
        join_unit(person=person, unit=units[HOME_BRANCH], on=date(today.year - 3, 9, 1), by=None)
        pay_dues(person=person, year=today.year, paid_on=date(today.year, 1, 15), by=None)
        if office:
            _give(person, Office.objects.get(code=office), units[place], date(today.year - 1, 2, 14))
        people[role] = person
    return people
