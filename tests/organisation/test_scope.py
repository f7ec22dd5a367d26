from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from gjennomslag.organisation.models import Membership, Unit
from gjennomslag.organisation.queries import holders_of
from gjennomslag.organisation.scope import NOBODY, OPEN_TO_MEMBERS, scope_of, visible_or_404
from tests.party import Party, hold

LEAD, SEE_MEMBERS = "canvass.lead", "organisation.see_members"


def codes(party: Party, who: str, capability: str) -> list[str]:
    scope = scope_of(getattr(party, who))
    units = [unit.code for unit in Unit.objects.visible_to(scope, capability)]
    assert units == [unit.code for unit in Unit.objects.all() if scope.covers(unit, capability)]
    return units


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("turid", ["lillevik", "lillevik-sentrum"]),
        ("oda", ["fjordland", "lillevik", "lillevik-sentrum", "storvik"]),
        ("jens", ["storvik"]),
        ("secretary", ["landet", "fjordland", "lillevik", "lillevik-sentrum", "storvik", "fjellmark"]),
        ("member", []),
    ],
)
def test_an_office_reaches_as_far_as_it_says(party: Party, who: str, expected: list[str]) -> None:
    assert codes(party, who, LEAD) == expected


def test_reach_here_stops_at_the_unit(party: Party) -> None:
    hold(party.member, "deputy-chair", party.branch)
    assert codes(party, "member", SEE_MEMBERS) == ["lillevik"]


def test_a_term_ends_on_its_last_day(party: Party) -> None:
    last = date(2026, 3, 1)
    hold(party.member, "chair", party.branch, until=last)
    assert scope_of(party.member, last).covers(party.branch, LEAD)
    assert not scope_of(party.member, last + timedelta(days=1)).covers(party.branch, LEAD)


def test_a_unit_that_has_ended_gives_nothing(party: Party) -> None:
    party.sibling.valid_until = date(2026, 1, 1)
    party.sibling.save()
    assert not scope_of(party.jens, date(2026, 1, 2)).covers(party.sibling, LEAD)


def test_nobody_sees_nothing(party: Party) -> None:
    scope = scope_of(AnonymousUser())
    assert scope is NOBODY
    assert list(Unit.objects.visible_to(scope, OPEN_TO_MEMBERS)) == []


def test_a_person_who_was_switched_off_sees_nothing(party: Party) -> None:
    party.turid.is_active = False
    assert scope_of(party.turid) is NOBODY


def test_rows_of_units_follow_the_same_rule(party: Party) -> None:
    rows = Membership.objects.all().visible_to(scope_of(party.jens), SEE_MEMBERS)
    assert {row.unit_id for row in rows} == {party.sibling.pk}


def test_what_one_may_not_see_looks_like_what_does_not_exist(party: Party) -> None:
    scope = scope_of(party.jens)
    for code in ("lillevik", "finnes-ikke"):
        with pytest.raises(Http404):
            visible_or_404(Unit.objects, scope, LEAD, code=code)


def test_the_scope_says_why(party: Party) -> None:
    reason = scope_of(party.oda).reason(party.branch, LEAD)
    assert reason is not None
    assert (reason.office, reason.unit_name) == ("county-secretary", "Fjordland")


def test_who_is_responsible_here_lists_the_nearest_first(party: Party) -> None:
    holders = holders_of(LEAD, party.branch, date(2026, 1, 1))
    assert [(each.person.first_name, each.unit.code) for each in holders] == [
        ("Turid", "lillevik"),
        ("Oda", "fjordland"),
        ("Partisekretær", "landet"),
    ]


def test_one_query_a_scope(party: Party, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for office in ("canvass-lead", "secretary"):
        hold(party.turid, office, party.branch)
    with django_assert_num_queries(1):
        scope_of(party.turid)
