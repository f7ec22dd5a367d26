"""Who is in a segment, how many, and which segments a unit can use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from gjennomslag.messaging.filters import Definition, answered
from gjennomslag.messaging.models import Segment
from gjennomslag.organisation.models import Membership, Person, Unit
from gjennomslag.organisation.queries.memberships import drawn_by_lot, running_on
from gjennomslag.organisation.rules import SEE_MEMBERS
from gjennomslag.organisation.scope import Scope

COUNTED = 20_000
"""In a part of the party of up to about so many members, all are counted while somebody waits for the number."""
DRAWN, FEW = 5_000, 25
"""In a larger one so many people are looked at, and all after all where fewer than so many of these fit."""
ONE_IN = 512
"""How large a part is, so as to know how many to draw, is guessed from one in so many of its members."""


def _memberships(unit: Unit, scope: Scope, day: date) -> QuerySet[Membership]:
    """Return the running memberships in the unit and below it that the scope may see."""
    inside = Membership.objects.visible_to(scope, SEE_MEMBERS).filter(running_on(day))
    return inside if unit.depth == 1 else inside.filter(unit__path__startswith=unit.path)


def _fitting(definition: Definition, day: date) -> Q:
    condition = Q(merged_into__isnull=True, erased_at__isnull=True)
    for each, answer in answered(definition):
        condition &= each.condition(answer, day)
    return condition


def people_in(definition: Definition, *, unit: Unit, scope: Scope, day: date) -> QuerySet[Person]:
    """Return the members of the unit, and of those below it, whom the scope may see and who fit every filter.

    Somebody with memberships in two of the units is there once.
    """
    belonging = Exists(_memberships(unit, scope, day).filter(person=OuterRef("pk")))
    return Person.objects.filter(belonging).filter(_fitting(definition, day))


def count_in(definition: Definition, *, unit: Unit, scope: Scope, day: date) -> int:
    """Return how many members are in the segment."""
    return people_in(definition, unit=unit, scope=scope, day=day).count()


@dataclass(frozen=True, slots=True)
class LiveCount:
    """How many fit while somebody ticks boxes. ``about`` says that it was worked out from a part of the register."""

    people: int
    about: bool = False


def live_count(definition: Definition, *, unit: Unit, scope: Scope, day: date) -> LiveCount:
    """Return how many fit at once, however large the register is.

    Where up to about ``COUNTED`` members are in reach all are counted. In a larger part of the party about ``DRAWN`` of
    its members are looked at, by lot; all are counted after all where few of these fit. The draw is a share of the
    members that is known exactly, so that a bad guess of how many they are makes the draw larger or smaller and the
    number no worse. Saved segments are always counted whole (``count_in``).
    """
    inside = _memberships(unit, scope, day)
    members = ONE_IN * drawn_by_lot(inside, 1 / ONE_IN).count()
    if members > COUNTED:
        share = min(DRAWN / members, 1)
        people = Person.objects.filter(pk__in=drawn_by_lot(inside, share).values("person")).filter(
            _fitting(definition, day)
        )
        fitting = people.count()
        if fitting >= FEW:
            return LiveCount(rounded(round(fitting / share)), about=True)
    return LiveCount(count_in(definition, unit=unit, scope=scope, day=day))


def rounded(number: int) -> int:
    """Return the number with two digits that say something: what was drawn by lot knows no more."""
    unit: int = 10 ** max(len(str(number)) - 2, 0)
    return round(number / unit) * unit


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list of a segment, with the units below or at this one that they belong to."""

    person: Person
    units: Sequence[Unit]


def list_of(definition: Definition, *, unit: Unit, scope: Scope, day: date) -> list[Listed]:
    """Return everyone in the segment by name, in two queries. To be called only where the number is known."""
    people = list(people_in(definition, unit=unit, scope=scope, day=day).order_by("sort_name", "pk"))
    belonging = _memberships(unit, scope, day).filter(person__in=people).select_related("unit")
    units: dict[int, list[Unit]] = {}
    for membership in belonging.order_by("-primary", "unit__path"):
        units.setdefault(membership.person_id, []).append(membership.unit)
    return [Listed(each, units.get(each.pk, [])) for each in people]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a segment belong to a unit."""

    unit: Unit
    people: int


def shares_of(definition: Definition, *, unit: Unit, scope: Scope, day: date) -> list[Share]:
    """Return how many of the segment each unit directly below this one has, and the unit itself, the most first.

    Empty where none below has any: then all belong to the unit itself. Somebody who is a member in two of them is
    counted in both.
    """
    fitting = Person.objects.filter(_fitting(definition, day), pk=OuterRef("person"))
    rows = (
        _memberships(unit, scope, day)
        .filter(Exists(fitting))
        .values_list("unit__path")
        .annotate(people=Count("person", distinct=True))
    )
    length = len(unit.path) + unit.steplen
    numbers: dict[str, int] = {}
    for path, people in rows:
        numbers[path[:length]] = numbers.get(path[:length], 0) + people
    if not any(len(path) == length for path in numbers):
        return []
    having = Unit.objects.filter(path__in=[path for path in numbers if len(path) == length or path == unit.path])
    shares = (Share(each, numbers[each.path]) for each in having)
    return sorted(shares, key=lambda share: (-share.people, share.unit.path))


def segments_for(unit: Unit) -> QuerySet[Segment]:
    """Return the segments a unit can use: its own, and those from the units above that they let the ones below use."""
    above = [unit.path[: unit.steplen * level] for level in range(1, unit.depth)]
    return Segment.objects.filter(Q(unit=unit) | Q(unit__path__in=above, below=True)).select_related("unit")


def words_of(definitions: Sequence[Definition], unit: Unit) -> list[list[str]]:
    """Return what each segment asks, filter by filter, in words; nothing where it is all members.

    What the answers are called is looked up once for all of them.
    """
    asked = [answered(definition) for definition in definitions]
    wordings = {
        each.key: each.wording(unit) for each in {found.key: found for row in asked for found, _ in row}.values()
    }
    return [[wordings[each.key](answer) for each, answer in row] for row in asked]
