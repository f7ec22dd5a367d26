"""Which county has which institution, and on which days its student branch is active."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gjennomslag.core.indicators import Period, published
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.geography import institutions, municipalities
from gjennomslag.organisation.models import Membership, Unit
from gjennomslag.organisation.queries.institutions import (
    institution_days,
    institution_days_with_branch,
    institutions_of,
    places_on,
)
from gjennomslag.organisation.services import found_unit
from gjennomslag.organisation.services.student_branches import (
    found_student_branch,
    serve_institution,
    stop_serving,
)
from tests.activities.making import make_activity
from tests.party import START, Party, hold, make_person

pytestmark = pytest.mark.django_db
WEEK = Period(date(2025, 3, 3), date(2025, 3, 9))


def student_branch(party: Party, *, institution: str = "inn", above: Unit | None = None) -> Unit:
    return found_student_branch(
        institution=institution,
        above=above or party.county,
        name="Studentlaget i Fjordland",
        on=START,
        with_students=False,
        by=party.oda,
    )


def acted(unit: Unit, day: date) -> None:
    """Let the unit have held something on the day."""
    activity = make_activity(unit)
    starts = timezone.make_aware(datetime.combine(day, time(18)))
    type(activity).objects.filter(pk=activity.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=1))


def test_every_institution_lies_where_there_is_a_municipality() -> None:
    codes = [code for each in institutions().values() for code in each.municipalities]
    assert [code for code in codes if code not in municipalities()] == []
    assert len(institutions()) == 32


def test_an_institution_counts_once_in_each_county(party: Party) -> None:
    """Three of INN's campuses lie in the county, UiA's two as well, and those of Oslo in none of the party's."""
    here = [each.institution.code for each in places_on(START) if each.county == party.county]
    assert sorted(here) == ["ansgar", "inn", "nla", "ntnu", "uia"]
    assert [each for each in places_on(START) if each.county == party.other_county] == []
    assert institution_days(WEEK) == {party.county.pk: 5 * 7}


@pytest.mark.parametrize(
    ("act", "led", "days"),
    [
        (date(2025, 3, 5), True, 5),  # from the day of the act on
        (date(2024, 3, 7), True, 4),  # for twelve months
        (date(2024, 3, 2), True, 0),  # too long ago
        (date(2025, 1, 5), False, 0),  # nobody leads
        (None, True, 0),  # nothing held
    ],
)
def test_days_with_an_active_branch(party: Party, act: date | None, led: bool, days: int) -> None:
    branch = student_branch(party)
    if led:
        hold(party.jens, "chair", branch)
    if act:
        acted(branch, act)
    assert institution_days_with_branch(WEEK) == ({party.county.pk: days} if days else {})


def test_two_branches_at_one_institution_do_not_count_twice(party: Party) -> None:
    for above in (party.county, party.branch):
        branch = student_branch(party, above=above)
        hold(party.jens, "chair", branch)
        acted(branch, date(2025, 1, 5))
    assert institution_days_with_branch(WEEK) == {party.county.pk: 7}


def test_a_branch_counts_until_the_last_day_on_which_it_is_there(party: Party) -> None:
    branch = student_branch(party)
    hold(party.jens, "chair", branch)
    acted(branch, date(2025, 1, 5))
    stop_serving(serving=branch.serves.get(), on=date(2025, 3, 4), by=party.oda)
    assert institution_days_with_branch(WEEK) == {party.county.pk: 2}


def test_a_branch_in_another_county_is_not_there_for_this_ones_students(party: Party) -> None:
    branch = found_unit(
        kind=UnitKind.STUDENT, code="fjern", name="Fjern", parent=party.other_county, valid_from=START, by=None
    )
    serve_institution(branch=branch, institution="inn", since=START, by=None)
    hold(party.jens, "chair", branch)
    acted(branch, date(2025, 1, 5))
    assert institution_days_with_branch(WEEK) == {}
    assert institutions_of(party.county, WEEK.last).without == 5


def test_those_without_a_branch_come_first_with_their_students(party: Party) -> None:
    for unit, where in ((party.branch, "uia"), (party.sibling, "inn"), (party.sibling, "inn")):
        person = make_person(f"Student {unit.code} {Membership.objects.count()}", unit)
        type(person).objects.filter(pk=person.pk).update(studies_at=where)
    branch = student_branch(party)
    hold(party.jens, "chair", branch)
    acted(branch, date(2025, 1, 5))
    found = institutions_of(party.county, WEEK.last)
    shown = [(row.institution.code, row.students, row.active) for row in found.rows]
    assert (shown[0], shown[-1]) == (("uia", 1, False), ("inn", 2, True))
    assert (found.without, found.active) == (4, 1)
    # A local branch sees the county's student branch too, and its own students alone.
    (row,) = institutions_of(party.branch, WEEK.last).rows
    assert (row.institution.code, row.students, row.active, row.branches[0].below) == ("inn", 0, True, False)


def test_as_many_queries_for_three_branches_as_for_one(party: Party) -> None:
    counts = []
    for wanted in (("inn",), ("uia", "nla")):
        for institution in wanted:
            acted(student_branch(party, institution=institution), date(2025, 1, 5))
        with CaptureQueriesContext(connection) as queries:
            institutions_of(party.country, WEEK.last)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_acts_behind_name_each_institution(party: Party) -> None:
    branch = student_branch(party)
    hold(party.jens, "chair", branch)
    acted(branch, date(2025, 1, 5))
    indicator = published("organisation.institution_days_with_branch")
    assert indicator is not None
    assert indicator.examples is not None
    examples = indicator.examples(WEEK, [party.county.pk])
    assert len(examples) == 5
    assert "Studentlaget i Fjordland" in examples[-1].label
    assert {each.address for each in examples} == {"/units/fjordland/institutions/"}
