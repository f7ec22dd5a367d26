"""Choosing members: every filter against a slow oracle, and what a definition may hold."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gjennomslag.messaging.filters import all_filters, answered
from gjennomslag.messaging.queries import count_in, live_count, people_in, segments
from gjennomslag.messaging.queries.segments import LiveCount
from gjennomslag.organisation.choices import ContactKind, ContactOutcome
from gjennomslag.organisation.models import Interest, Person, Unit
from gjennomslag.organisation.scope import scope_of
from gjennomslag.organisation.services import log_contact
from tests.party import Party, hold, make_party, make_person

DAY = date(2026, 11, 24)


def chosen(party: Party, **definition: Any) -> set[str]:
    people = people_in(definition, unit=party.branch, scope=scope_of(party.turid), day=DAY)
    return {person.first_name for person in people}


EVERYBODY = {"Turid", "Oda", "Partisekretær", "Mona"}


def test_no_answers_choose_every_member_of_the_unit_once(party: Party) -> None:
    assert chosen(party) == EVERYBODY


def test_a_large_party_is_counted_by_lot_and_rounded(party: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = scope_of(party.turid)
    assert live_count({}, unit=party.branch, scope=scope, day=DAY) == LiveCount(4)
    for name, number in (("COUNTED", 3), ("ONE_IN", 1), ("DRAWN", 4)):
        monkeypatch.setattr(segments, name, number)
    assert live_count({}, unit=party.branch, scope=scope, day=DAY) == LiveCount(4)
    monkeypatch.setattr(segments, "FEW", 4)
    assert live_count({}, unit=party.branch, scope=scope, day=DAY) == LiveCount(4, about=True)
    assert [segments.rounded(number) for number in (0, 7, 99, 104, 1_250_000, 41_499)] == [
        0,
        7,
        99,
        100,
        1200000,
        41000,
    ]


def test_members_of_a_sub_group_are_there_once(party: Party) -> None:
    make_person("Kari Sentrum", party.group)
    assert chosen(party) == EVERYBODY | {"Kari"}
    assert chosen(party, branches=["lillevik-sentrum"]) == {"Kari"}
    assert chosen(party, kinds=["sub-group"]) == {"Kari"}


def test_the_scope_limits_who_is_counted(party: Party) -> None:
    make_person("Kari Sentrum", party.group)
    hold(party.member, "deputy-chair", party.branch)
    assert count_in({}, unit=party.branch, scope=scope_of(party.member), day=DAY) == 4
    assert count_in({}, unit=party.branch, scope=scope_of(party.jens), day=DAY) == 0


def test_office(party: Party) -> None:
    assert chosen(party, offices=["chair", "party-secretary"]) == {"Turid", "Partisekretær"}


def test_who_chairs_a_branch_is_not_who_chairs_the_county(party: Party) -> None:
    hold(make_person("Chair Of The County", party.branch), "chair", party.county)
    assert chosen(party, offices=["chair"]) == {"Turid", "Chair"}
    assert chosen(party, chairs_of=["local"]) == {"Turid"}
    assert chosen(party, chairs_of=["county"]) == {"Chair"}


def test_those_whom_nobody_has_asked(party: Party) -> None:
    Person.objects.filter(pk=party.member.pk).update(involvement="active")
    assert chosen(party, involvement=["active"]) == {"Mona"}
    assert chosen(party, involvement=["not-asked"]) == EVERYBODY - {"Mona"}
    assert chosen(party, involvement=["active", "not-asked"]) == EVERYBODY


def test_help_and_skills_are_alternatives_within_and_demands_between(party: Party) -> None:
    for code, kind in (("stall", "help"), ("doors", "help"), ("design", "skill")):
        Interest.objects.update_or_create(code=code, defaults={"kind": kind, "name_nb": code})
    Person.objects.filter(pk=party.member.pk).update(interests=["stall"], skills=["design"])
    Person.objects.filter(pk=party.turid.pk).update(interests=["doors"])
    assert chosen(party, interests=["stall", "doors"]) == {"Mona", "Turid"}
    assert chosen(party, interests=["stall", "doors"], skills=["design"]) == {"Mona"}


def test_how_they_can_be_reached(party: Party) -> None:
    Person.objects.filter(pk=party.member.pk).update(phone="+4791234567", email=None)
    Person.objects.filter(pk=party.turid.pk).update(email=None)
    assert chosen(party, reach=["phone"]) == {"Mona"}
    assert chosen(party, reach=["none"]) == {"Turid"}
    assert chosen(party, reach=["email", "none"]) == EVERYBODY - {"Mona"}


def test_only_a_talk_counts_as_contact(party: Party) -> None:
    for person, outcome in ((party.member, ContactOutcome.REACHED), (party.turid, ContactOutcome.NO_ANSWER)):
        log_contact(person=person, unit=party.branch, kind=ContactKind.CALL, outcome=outcome, by=party.turid)
    assert chosen(party, not_contacted=3) == EVERYBODY - {"Mona"}


def test_an_unknown_key_is_refused_rather_than_left_out(party: Party) -> None:
    with pytest.raises(KeyError, match="shoe_size"):
        chosen(party, shoe_size=[44])


def test_every_filter_says_its_answer_in_words(party: Party) -> None:
    for each in all_filters():
        options = [value for value, _ in each.field(party.county).choices if value != ""]  # type: ignore[attr-defined]
        for value in options:
            answer = int(value) if each.key in {"joined_within", "not_contacted"} else [value]
            assert each.wording(party.county)(answer) != ""
            assert answered({each.key: answer}) == [(each, answer)]


def in_ages(birth_year: int | None, ages: list[str]) -> bool:
    if birth_year is None:
        return False
    age = DAY.year - birth_year
    bounds = {"under-20": (0, 19), "20-29": (20, 29), "30-44": (30, 44), "45-66": (45, 66), "67-": (67, 200)}
    return any(bounds[each][0] <= age <= bounds[each][1] for each in ages)


class AgainstAnOracle(TestCase):
    """Age, dues and joining for people with random years, against reading them one by one."""

    party: Party

    @classmethod
    def setUpTestData(cls) -> None:
        cls.party = make_party()

    @settings(max_examples=25)
    @given(
        people=st.lists(
            st.tuples(
                st.none() | st.integers(1920, 2011),
                st.none() | st.integers(2024, 2027),
                st.integers(0, 500),
            ),
            max_size=6,
        ),
        ages=st.lists(st.sampled_from(["under-20", "20-29", "30-44", "45-66", "67-"]), unique=True, min_size=1),
        dues=st.lists(st.sampled_from(["paid", "unpaid"]), unique=True, min_size=1),
        days=st.sampled_from([14, 30, 90, 365]),
    )
    def test_age_dues_and_joining(
        self,
        people: list[tuple[int | None, int | None, int]],
        ages: list[str],
        dues: list[str],
        days: int,
    ) -> None:
        unit: Unit = self.party.group
        expected = set()
        for number, (birth_year, paid, ago) in enumerate(people):
            person = make_person(f"Nr{number} X{number}", unit, joined=DAY - timedelta(days=ago))
            Person.objects.filter(pk=person.pk).update(birth_year=birth_year, last_paid_year=paid)
            has_paid = paid is not None and paid >= DAY.year
            if in_ages(birth_year, ages) and ("paid" if has_paid else "unpaid") in dues and ago <= days:
                expected.add(person.pk)
        definition = {"ages": ages, "dues": dues, "joined_within": days}
        found = people_in(definition, unit=unit, scope=scope_of(self.party.turid), day=DAY)
        assert {person.pk for person in found} == expected
