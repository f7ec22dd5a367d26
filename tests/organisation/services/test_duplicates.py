from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.organisation.choices import ContactKind, ContactOutcome
from gjennomslag.organisation.models import Membership, Person, PersonMerge
from gjennomslag.organisation.queries.duplicates import neighbours_of, pairs_among
from gjennomslag.organisation.rules import EDIT_MEMBERS
from gjennomslag.organisation.scope import scope_of
from gjennomslag.organisation.services import change_person, join_unit, log_contact, pay_dues
from gjennomslag.organisation.services.duplicates import (
    NotMergeable,
    form_household,
    leave_household,
    merge,
    undo_merge,
)
from gjennomslag.organisation.services.erasure import erase_who_is_due
from tests.party import Party, hold, make_person
from tests.privacy.dump import rows_of

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def two(party: Party) -> tuple[Person, Person]:
    """Return the same person twice: Håkon in Lillevik, and Haakon in Lillevik and in the sub-group since earlier."""
    kept = make_person("Håkon Østby", party.branch, joined=JUNE)
    other = make_person("Haakon Oestby", party.branch, joined=MAY)
    join_unit(person=other, unit=party.group, on=JUNE, by=None)
    change_person(person=other, phone="91234567", birth_date=date(1980, 1, 2), by=None)
    change_person(person=kept, birth_date=date(1980, 1, 2), by=None)
    for person, years in ((kept, (2026,)), (other, (2025, 2026))):
        for year in years:
            pay_dues(person=person, year=year, paid_on=MAY, by=None)
    log_contact(person=other, unit=party.branch, kind=ContactKind.CALL, outcome=ContactOutcome.REACHED, by=party.turid)
    hold(other, "treasurer", party.branch)
    return kept, other


def everything() -> dict[str, list[dict[str, object]]]:
    """Return every row about people but the history's."""
    names = ("person", "membership", "dues", "membercontact", "officeholding", "consent", "accessedperson")
    return {name: sorted(rows_of(f"organisation_{name}"), key=lambda row: int(str(row["id"]))) for name in names}


def test_names_spelt_differently_with_the_same_birthday_are_a_pair(party: Party, two: tuple[Person, Person]) -> None:
    namesake = Person.objects.create(first_name="Håkon", last_name="Østby")
    join_unit(person=namesake, unit=party.branch, on=MAY, by=None)
    ids = list(Person.objects.values_list("pk", flat=True))
    assert [pair.both for pair in pairs_among(ids, scope_of(party.turid), EDIT_MEMBERS)] == [two]
    assert pairs_among(ids, scope_of(party.jens), EDIT_MEMBERS) == []


@pytest.mark.parametrize("details", [{"phone": "91234567"}, {"postal_code": "2406", "street_address": "Storgata 1"}])
def test_the_same_telephone_or_address_makes_a_pair_too(party: Party, details: dict[str, str]) -> None:
    twins = [make_person("Kari Nord", party.branch)]
    twins.append(Person.objects.create(first_name="Kari", last_name="Nord"))
    join_unit(person=twins[1], unit=party.sibling, on=MAY, by=None)
    for each in twins:
        change_person(person=each, by=None, **details)  # type: ignore[arg-type]
    assert len(pairs_among([twins[0].pk], scope_of(party.oda), EDIT_MEMBERS)) == 1
    assert pairs_among([twins[0].pk], scope_of(party.turid), EDIT_MEMBERS) == []


def test_the_kept_record_gets_everything_and_undoing_gives_it_back(party: Party, two: tuple[Person, Person]) -> None:
    kept, other = two
    before = everything()
    made = merge(kept=kept, duplicate=other, by=party.turid)
    kept.refresh_from_db()
    running = Membership.objects.filter(person=kept, ended_on=None).order_by("pk")
    assert [(each.unit.code, each.joined_on, each.primary) for each in running] == [
        ("lillevik", MAY, True),
        ("lillevik-sentrum", JUNE, False),
    ]
    assert (kept.phone, kept.email, kept.contacts.count(), kept.holdings.count()) == (
        "+4791234567",
        "håkon.østby@example.org",
        1,
        1,
    )
    assert sorted(kept.dues.values_list("year", flat=True)) == [2025, 2026]
    undo_merge(merge=made, by=party.turid)
    assert everything() == before


def test_a_record_is_not_merged_with_itself_nor_twice(party: Party, two: tuple[Person, Person]) -> None:
    kept, other = two
    with pytest.raises(NotMergeable):
        merge(kept=kept, duplicate=kept, by=None)
    merge(kept=kept, duplicate=other, by=None)
    with pytest.raises(NotMergeable):
        merge(kept=party.turid, duplicate=other, by=None)


def test_the_other_record_goes_away_for_good_after_thirty_days(party: Party, two: tuple[Person, Person]) -> None:
    kept, other = two
    merge(kept=kept, duplicate=other, by=None)
    assert erase_who_is_due(now=timezone.now() + timedelta(days=29)) == 0
    assert erase_who_is_due(now=timezone.now() + timedelta(days=31)) == 1
    assert list(Person.objects.filter(pk__in=[kept.pk, other.pk])) == [kept]
    assert PersonMerge.objects.count() == 0


def test_pages_merge_and_undo(party: Party, two: tuple[Person, Person]) -> None:
    client = Client()
    client.force_login(party.turid)
    page = reverse("organisation:duplicates", args=["lillevik"])
    assert "haakon.oestby@example.org" in client.get(page).content.decode()
    ids = {"first": str(two[0].register_id), "second": str(two[1].register_id), "keep": "second"}
    client.post(reverse("organisation:merge", args=["lillevik"]), ids)
    made = PersonMerge.objects.get()
    assert (made.kept, made.duplicate) == (two[1], two[0])
    client.post(reverse("organisation:undo_merge", args=["lillevik", made.pk]))
    assert PersonMerge.objects.count() == 0
    client.force_login(party.jens)
    assert client.post(reverse("organisation:merge", args=["storvik"]), ids).status_code == 404


def test_people_at_one_address_can_be_a_household(party: Party) -> None:
    couple = [make_person("Ola Nord", party.branch), make_person("Eva Sør", party.branch)]
    for each in couple:
        change_person(person=each, street_address="Storgata 1", postal_code="2406", by=None)
    ola, eva = couple
    assert neighbours_of(ola, scope_of(party.turid), EDIT_MEMBERS, date(2026, 9, 1)) == [eva]
    client = Client()
    client.force_login(party.turid)
    address = reverse("organisation:household", args=["lillevik", ola.register_id])
    client.post(address, {"with": str(eva.register_id)})
    for each in couple:
        each.refresh_from_db()
    assert {ola.household_id, eva.household_id} - {None} == {ola.household_id}
    leave_household(person=ola, by=None)
    eva.refresh_from_db()
    assert eva.household_id is None
    assert form_household(people=couple, by=None).people.count() == 2
