from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gjennomslag.core import clock
from gjennomslag.organisation.choices import ContactKind, ContactOutcome, EndReason, Involvement
from gjennomslag.organisation.models import FormerMembers, Unit, YearCount
from gjennomslag.organisation.queries.health import Cohort, health_of
from gjennomslag.organisation.services import Wishes, leave_party, log_contact, note_involvement, pay_dues
from tests.party import Party, make_person

DAY = date(2026, 6, 1)


def test_numbers_of_a_branch(party: Party) -> None:
    eva = make_person("Eva Ny", party.branch, joined=date(2025, 2, 1))
    make_person("Nils Ny", party.branch, joined=date(2026, 3, 1))
    gone = make_person("Ute Ny", party.branch, joined=date(2025, 3, 1))
    leave_party(person=gone, on=date(2026, 4, 1), why=EndReason.UNPAID, by=None)
    month = date(2025, 5, 1)
    FormerMembers.objects.create(
        unit=party.branch,
        joined_month=month,
        since_month=month,
        ended_month=date(2026, 2, 1),
        left_month=date(2026, 2, 1),
        ended_why=EndReason.RESIGNED,
        people=2,
    )
    pay_dues(person=eva, year=2026, paid_on=DAY, by=None)
    note_involvement(person=eva, by=None, on=DAY, wishes=Wishes(Involvement.ACTIVE))
    note_involvement(person=party.member, by=None, on=DAY, wishes=Wishes(Involvement.DUES_ONLY))
    for person, day in ((eva, 20), (party.member, 1)):
        at = datetime(2026 if day == 20 else 2024, 5, day, tzinfo=UTC)
        log_contact(
            person=person, unit=party.branch, kind=ContactKind.CALL, outcome=ContactOutcome.REACHED, by=None, at=at
        )
    YearCount.objects.create(unit=party.branch, year=2025, members=5, counting=5, paid=3, frozen_at=datetime.now(UTC))
    found = health_of(party.branch, DAY)
    assert (found.members, found.joined, found.owing, found.paid) == (6, 1, 6, 1)
    assert found.cohorts[-2:] == [Cohort(2025, 4, 1), Cohort(2026, 1, 1)]
    assert [number for _, number in found.left] == [2, 1]
    assert (found.reached_90, found.reached_year, found.longer_ago, found.never_reached) == (1, 1, 1, 4)
    assert (found.active, found.asked, found.frozen) == (1, 2, [(2025, 5)])


def test_a_county_has_a_line_for_each_branch(party: Party, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(12):
        found = health_of(party.county, DAY)
    assert {each.unit.code: each.members for each in found.branches} == {"lillevik": 4, "storvik": 1}


def test_a_branch_that_cannot_reach_its_members_is_shown_a_way(party: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    make_person("Eva Ny", party.branch)
    for code, person in (("2406", party.turid), ("2406", party.member), ("2407", party.oda)):
        person.postal_code = code
        person.save()
    client = Client()
    client.force_login(party.turid)
    page = reverse("organisation:health", args=["lillevik"])
    assert "undergruppe" not in client.get(page).content.decode()
    found = health_of(party.branch, clock.today())
    monkeypatch.setattr(type(found), "too_large", True)
    assert "Lag en undergruppe" in client.get(page).content.decode()
    form = reverse("organisation:subgroup", args=["lillevik"])
    assert client.post(form, {"name": "Sentrum"}).status_code == 422
    client.post(form, {"name": "Sentrum", "postal_codes": ["2406"]})
    group = Unit.objects.get(name="Sentrum")
    assert (group.code, group.path.startswith(party.branch.path)) == ("lillevik-sentrum-2", True)
    assert set(group.memberships.values_list("person__first_name", "primary")) == {("Turid", False), ("Mona", False)}
    assert health_of(party.branch, clock.today()).members == found.members


def test_dues_are_noted_on_the_members_page(party: Party) -> None:
    client = Client()
    client.force_login(party.turid)
    year = clock.today().year
    address = reverse("organisation:dues", args=["lillevik", party.member.register_id])
    assert client.post(address, {"year": year, "paid_on": f"{year + 1}-01-01"}).status_code == 422
    client.post(address, {"year": year, "paid_on": clock.today().isoformat()})
    party.member.refresh_from_db()
    assert party.member.last_paid_year == year
