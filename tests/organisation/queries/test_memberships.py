"""Counts of members, against counting one by one in Python."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from django.utils import timezone

from gjennomslag.core.indicators import Period, published
from gjennomslag.organisation.choices import ContactKind, ContactOutcome, EndReason, ErasureReason
from gjennomslag.organisation.models import Membership, Person, Unit
from gjennomslag.organisation.queries.memberships import (
    contacted_by_unit,
    drawn_by_lot,
    joined_by_unit,
    members_on,
    members_retained,
    members_year_before,
)
from gjennomslag.organisation.queries.offices import days_filled, officers, offices_started
from gjennomslag.organisation.services import join_unit, leave_party, log_contact, transfer
from gjennomslag.organisation.services.erasure import erase_people
from gjennomslag.organisation.services.people import NewMember, register_members
from tests.party import START, Party, hold, make_person

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def lives(party: Party, number: int) -> None:
    """Make people who join, move and leave on days by chance."""
    chance = Random(7)
    units = [party.branch, party.sibling, party.group]
    for each in range(number):
        person = Person.objects.create(first_name=f"Person {each}")
        day = date(2022, 1, 1) + timedelta(days=chance.randrange(1500))
        join_unit(person=person, unit=chance.choice(units), on=day, by=None)
        for _ in range(chance.randrange(3)):
            day += timedelta(days=chance.randrange(400))
            membership = person.memberships.get(ended_on=None)
            others = [unit for unit in units if unit.pk != membership.unit_id]
            transfer(membership=membership, to=chance.choice(others), on=day, by=None)
        if chance.random() < 0.5:
            leave_party(person=person, on=day + timedelta(days=chance.randrange(400)), why=EndReason.RESIGNED, by=None)


def belonged(person: Person, day: date) -> set[int]:
    """Return the units the person was a member of on the day, row by row."""
    rows = [row for row in Membership.objects.filter(person=person) if row.joined_on <= day]
    return {row.unit_id for row in rows if row.ended_on is None or row.ended_on > day}


def tally(units: list[int]) -> dict[int, int]:
    return {unit: units.count(unit) for unit in units}


def test_members_joined_and_retained_are_what_one_would_count_by_hand(party: Party) -> None:
    lives(party, 60)
    people = list(Person.objects.all())
    then, now = date(2024, 12, 31), date(2025, 12, 31)
    before = [(person, unit) for person in people for unit in belonged(person, then)]
    joined = [
        person.memberships.order_by("joined_on", "pk").first() for person in people if person.memberships.exists()
    ]
    assert members_on(now) == tally([unit for person in people for unit in belonged(person, now)])
    assert members_year_before(YEAR) == tally([unit for _person, unit in before])
    assert members_retained(YEAR) == tally([unit for person, unit in before if belonged(person, now)])
    assert joined_by_unit(YEAR) == tally([row.unit_id for row in joined if row and row.joined_on.year == 2025])


def test_counts_at_the_end_of_a_month_are_the_same_when_people_have_been_erased(party: Party) -> None:
    lives(party, 60)
    days = [date(2023, 12, 31), date(2024, 6, 30), date(2024, 12, 31), date(2025, 12, 31)]
    before = [members_on(day) for day in days], members_retained(YEAR), joined_by_unit(YEAR)
    gone = Person.objects.filter(memberships__ended_why="resigned").values_list("pk", flat=True)
    erase_people(ids=list(gone), reason=ErasureReason.RESIGNED, now=timezone.now(), by=None)
    assert ([members_on(day) for day in days], members_retained(YEAR), joined_by_unit(YEAR)) == before


def test_only_those_talked_with_count_as_contacted(party: Party) -> None:
    for person, outcome in ((party.turid, ContactOutcome.REACHED), (party.member, ContactOutcome.NO_ANSWER)):
        log_contact(person=person, unit=party.branch, kind=ContactKind.CALL, outcome=outcome, by=None)
    today = timezone.localdate()
    assert contacted_by_unit(today, 12) == {party.branch.pk: 1}
    assert contacted_by_unit(today - timedelta(days=40), 1) == {}


def test_offices_are_counted_by_unit_and_by_day(party: Party) -> None:
    other = make_person("Ny Leder", party.branch)
    hold(other, "canvass-lead", party.branch, until=date(2025, 3, 1))
    assert days_filled(YEAR, "canvass_lead") == {party.branch.pk: 60}
    assert officers(YEAR, "chair") == {party.branch.pk: 1, party.sibling.pk: 1}
    assert offices_started(Period(START, START), "chair") == {party.branch.pk: 1, party.sibling.pk: 1}
    assert offices_started(YEAR) == {}


@pytest.mark.parametrize("key", ["organisation.members", "organisation.joined", "organisation.members_retained"])
def test_examples_name_units_and_nobody(party: Party, key: str) -> None:
    indicator = published(key)
    assert indicator is not None
    assert indicator.examples is not None
    period = Period(START, date(2020, 12, 31))
    shown = " ".join(example.label for example in indicator.examples(period, [unit.pk for unit in Unit.objects.all()]))
    assert [name for name in Person.objects.values_list("first_name", flat=True) if name in shown] == []


def test_a_draw_by_lot_is_fair_and_lies_within_every_larger_one(party: Party) -> None:
    today = timezone.localdate()
    register_members(
        members=[NewMember(f"Nr {n}", "", f"nr{n}@example.org", 1990, today, party.branch) for n in range(1000)],
        by=None,
    )
    inside = Membership.objects.filter(unit=party.branch)
    quarter, half, everybody = (
        set(drawn_by_lot(inside, share).values_list("person", flat=True)) for share in (0.25, 0.5, 1)
    )
    assert quarter < half < everybody
    assert (150 < len(quarter) < 350, 400 < len(half) < 600, len(everybody)) == (True, True, inside.count())
    assert drawn_by_lot(inside, 0).count() == 0
