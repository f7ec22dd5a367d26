from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from gjennomslag.organisation.choices import EndReason, Given, Topic
from gjennomslag.organisation.models import Membership, OfficeHolding, Person, YearCount
from gjennomslag.organisation.services.consents import publish_text
from gjennomslag.organisation.services.memberships import (
    Excluded,
    NotTransferable,
    end_membership,
    exclude,
    freeze_year,
    join_unit,
    join_with_consent,
    pay_dues,
    resign,
    transfer,
)
from tests.party import Party, hold, make_person

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def state(person: Person) -> list[tuple[str, date, date, bool, date | None, str]]:
    """Return the person's memberships in the order they were made."""
    rows = Membership.objects.filter(person=person).order_by("pk")
    return [(row.unit.code, row.joined_on, row.member_since, row.primary, row.ended_on, row.ended_why) for row in rows]


def test_a_transfer_hands_over_the_clock(party: Party) -> None:
    person = make_person("Ny Her", party.branch, joined=MAY)
    transfer(membership=person.memberships.get(), to=party.sibling, on=JUNE, by=party.oda)
    assert state(person) == [
        ("lillevik", MAY, MAY, True, JUNE, "transferred"),
        ("storvik", JUNE, MAY, True, None, ""),
    ]


def test_a_transfer_to_where_one_belongs_already_joins_the_two(party: Party) -> None:
    person = make_person("Ny Her", party.branch, joined=MAY)
    join_unit(person=person, unit=party.sibling, on=JUNE, by=None)
    transfer(membership=person.memberships.get(unit=party.branch), to=party.sibling, on=JULY, by=None)
    assert state(person)[1] == ("storvik", JUNE, MAY, True, None, "")


def test_a_membership_is_not_transferred_twice_nor_to_where_it_is(party: Party) -> None:
    membership = make_person("Ny Her", party.branch).memberships.get()
    with pytest.raises(NotTransferable):
        transfer(membership=membership, to=party.branch, on=JUNE, by=None)
    transfer(membership=membership, to=party.sibling, on=JUNE, by=None)
    with pytest.raises(NotTransferable):
        transfer(membership=membership, to=party.group, on=JUNE, by=None)


def test_a_second_membership_does_not_count_until_the_first_ends(party: Party) -> None:
    person = make_person("Stud Ent", party.branch, joined=MAY)
    join_unit(person=person, unit=party.group, on=JUNE, by=None)
    assert [primary for _, _, _, primary, _, _ in state(person)] == [True, False]
    end_membership(membership=person.memberships.get(unit=party.branch), on=JULY, why=EndReason.OTHER, by=None)
    assert state(person)[1] == ("lillevik-sentrum", JUNE, MAY, True, None, "")


def test_resigning_ends_memberships_and_offices_and_what_they_allow(party: Party) -> None:
    person = make_person("Går Ut", party.branch, joined=MAY)
    hold(person, "treasurer", party.branch)
    assert resign(person=person, on=JUNE, by=party.turid) == 1
    assert state(person) == [("lillevik", MAY, MAY, True, JUNE, "resigned")]
    assert OfficeHolding.objects.get(person=person).valid_until == JUNE


def test_who_is_excluded_cannot_join_again(party: Party) -> None:
    person = make_person("Ut Vist", party.branch, joined=MAY)
    exclusion = exclude(person=person, unit=party.country, on=JUNE, by=party.secretary)
    with pytest.raises(Excluded):
        join_unit(person=person, unit=party.branch, on=JULY, by=None)
    exclusion.lifted_on = JULY
    exclusion.save()
    assert join_unit(person=person, unit=party.branch, on=JULY, by=None).primary


def test_joining_records_the_consent_to_a_text(party: Party) -> None:
    """M1: text, version, time and channel."""
    text = publish_text(topic=Topic.MEMBERSHIP, language="nb", text="Jeg vil bli medlem.", by=None)
    person = make_person("Ny Her")
    join_with_consent(person=person, unit=party.branch, on=MAY, text=text, how=Given.FORM, by=None)
    consent = person.consents.get()
    assert (consent.topic, consent.text, consent.given_how, consent.withdrawn_at) == ("membership", text, "form", None)
    assert consent.given_at is not None


def test_dues_are_noted_once_a_year_and_the_last_year_is_known(party: Party) -> None:
    for year in (2026, 2025, 2026):
        pay_dues(person=party.member, year=year, paid_on=MAY, by=None)
    party.member.refresh_from_db()
    assert party.member.last_paid_year == 2026
    assert sorted(party.member.dues.values_list("year", flat=True)) == [2025, 2026]


def test_a_year_is_counted_once_and_stays(party: Party) -> None:
    year = timezone.localdate().year - 1
    for name, joined in (("Tidlig Inne", date(year, 10, 31)), ("Sein Inne", date(year, 11, 1))):
        make_person(name, party.sibling, joined=joined)
    pay_dues(person=party.jens, year=year, paid_on=date(year, 3, 1), by=None)
    assert freeze_year(year=year, by=None) == 2
    make_person("Etter På", party.sibling, joined=date(year, 6, 1))
    assert freeze_year(year=year, by=None) == 0
    count = YearCount.objects.get(unit=party.sibling, year=year)
    assert (count.members, count.counting, count.paid) == (3, 2, 1)


def test_a_year_that_is_not_over_is_not_counted(party: Party) -> None:
    with pytest.raises(ValueError, match="not over"):
        freeze_year(year=timezone.localdate().year, by=None)
