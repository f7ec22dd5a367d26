from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from gjennomslag.core import clock
from gjennomslag.organisation import rules
from gjennomslag.organisation.choices import Channel, Topic
from gjennomslag.organisation.models import AccessRecord, BulkRequest, ErasureRequest, Person
from gjennomslag.organisation.queries.people import in_archive, may_contact
from gjennomslag.organisation.services.erasure import erase_who_is_due
from gjennomslag.organisation.services.words import install_words
from tests.party import Party, hold, make_person


def signed_in_as(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_of(person: Person, name: str = "person", unit: str = "lillevik") -> str:
    return reverse(f"organisation:{name}", args=[unit, person.register_id])


def open_page(client: Client, person: Person, unit: str = "lillevik") -> str:
    """Say what for, open the page, and return its text."""
    client.post(page_of(person, "state_purpose", unit), {"purpose": "follow-up"})
    return client.get(page_of(person, unit=unit)).content.decode()


def test_opening_a_page_asks_what_for_and_leaves_a_row(party: Party) -> None:
    """M5: no record is read without a purpose, and the member can see who has read theirs."""
    client = signed_in_as(party.turid)
    asked = client.get(page_of(party.member)).content.decode()
    assert str(party.member.email) not in asked
    assert AccessRecord.objects.count() == 0
    assert str(party.member.email) in open_page(client, party.member)
    record = AccessRecord.objects.get()
    assert (record.reader, record.purpose, record.number) == (party.turid, "follow-up", 1)
    assert list(record.people.values_list("person", flat=True)) == [party.member.pk]
    mine = signed_in_as(party.member).get(reverse("organisation:my_data")).content.decode()
    assert mine.count("Turid Aasen") == 2  # among those who can see, and among those who have looked


@pytest.mark.parametrize(("who", "status"), [("jens", 404), ("member", 404), ("oda", 200), ("secretary", 200)])
def test_a_page_is_for_those_who_may_see_the_member(party: Party, who: str, status: int) -> None:
    other = make_person("Ola Annen", party.branch)
    assert signed_in_as(getattr(party, who)).get(page_of(other)).status_code == status


def test_a_member_of_another_branch_is_not_under_this_one(party: Party) -> None:
    other = make_person("Ola Annen", party.sibling)
    assert signed_in_as(party.oda).get(page_of(other)).status_code == 404
    assert signed_in_as(party.oda).get(page_of(other, unit="storvik")).status_code == 200


def test_being_elected_to_a_council_gives_no_right_to_the_register(party: Party) -> None:
    """M8: rights follow from offices in the party alone; there is nothing else that a scope is made of."""
    hold(party.member, "board-member", party.branch)
    assert signed_in_as(party.member).get(reverse("organisation:members", args=["lillevik"])).status_code == 404


def test_search_is_posted_and_finds(party: Party) -> None:
    answer = signed_in_as(party.turid).post(reverse("organisation:members", args=["lillevik"]), {"text": "mona"})
    assert "Mona Medlem" in answer.content.decode()


@pytest.mark.parametrize("who", ["turid", "oda"])
def test_nobody_below_changes_where_sign_in_codes_of_an_office_go(party: Party, who: str) -> None:
    before = Person.objects.get(pk=party.oda.pk).email
    fields = {"first_name": "Oda", "last_name": "Ny", "email": "ny@example.org", "language": "nb"}
    answer = signed_in_as(getattr(party, who)).post(page_of(party.oda, "change_person"), fields)
    party.oda.refresh_from_db()
    assert (answer.status_code, party.oda.last_name) == (302, "Ny")
    assert party.oda.email == (before if who == "turid" else "ny@example.org")


def test_details_are_changed_and_kept_in_one_form(party: Party) -> None:
    client = signed_in_as(party.turid)
    fields = {"first_name": "Mona", "last_name": "Medlem", "language": "nb", "email": "MONA@Example.org"}
    rest = {"phone": "912 34 567", "postal_code": "2406", "street_address": "Storgata 1", "birth_date": "1990-02-03"}
    assert client.post(page_of(party.member, "change_person"), fields | rest).status_code == 302
    party.member.refresh_from_db()
    found = party.member
    assert (found.email, found.phone, found.postal_place, found.municipality_code, found.birth_year) == (
        "mona@example.org",
        "+4791234567",
        "Elverum",
        "3420",
        1990,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("phone", "ring meg"), ("email", "turid.aasen@example.org"), ("postal_code", "24"), ("birth_date", "1790-01-01")],
)
def test_bad_details_are_refused_with_the_field_named(party: Party, field: str, value: str) -> None:
    fields = {"first_name": "Mona", "last_name": "Medlem", "language": "nb", field: value}
    answer = signed_in_as(party.turid).post(page_of(party.member, "change_person"), fields)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_a_member_is_moved_and_then_belongs_to_the_other(party: Party) -> None:
    client = signed_in_as(party.turid)
    answer = client.post(page_of(party.member, "move_person"), {"to": "storvik", "on": clock.today().isoformat()})
    assert answer.status_code == 302
    assert party.member.memberships.get(ended_on=None).unit == party.sibling
    assert client.get(page_of(party.member)).status_code == 404


def test_leaving_ends_everything_and_the_page_is_gone(party: Party) -> None:
    client = signed_in_as(party.turid)
    client.post(page_of(party.member, "end_membership"), {"why": "resigned", "on": clock.today().isoformat()})
    assert client.get(page_of(party.member)).status_code == 404
    assert erase_who_is_due(now=timezone.now() + timedelta(hours=13)) == 1
    assert not Person.objects.filter(pk=party.member.pk).exists()


def test_a_contact_is_logged_and_long_numbers_are_refused(party: Party) -> None:
    client = signed_in_as(party.turid)
    call = {"kind": "call", "outcome": "reached"}
    refused = client.post(page_of(party.member, "log_contact"), call | {"note": "nr 010190 12345"})
    assert list(refused.context["form"].errors) == ["note"]
    assert client.post(page_of(party.member, "log_contact"), call | {"note": "Ring etter 18"}).status_code == 302
    assert "Ring etter 18" in open_page(client, party.member)


def test_what_a_member_wants_is_noted(party: Party) -> None:
    install_words(by=None)
    wish = {"involvement": "some-tasks", "interests": ["doors", "calls"], "skills": ["law"]}
    assert signed_in_as(party.turid).post(page_of(party.member, "involve"), wish).status_code == 302
    party.member.refresh_from_db()
    assert (party.member.involvement, party.member.interests, party.member.skills) == (
        "some-tasks",
        ["calls", "doors"],
        ["law"],
    )


def test_a_short_list_is_a_sheet_without_formulas_and_is_logged(party: Party) -> None:
    make_person("=SUM(A1) Formel", party.branch)
    answer = signed_in_as(party.turid).post(reverse("organisation:take_out", args=["lillevik"]), {"purpose": "call"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert min(str(row[1].value) for row in sheet.iter_rows(min_row=2)) == "=SUM(A1)"
    assert {cell.data_type for cell in cells} & {"f"} == set()
    record = AccessRecord.objects.get()
    assert (record.kind, record.number) == ("export", 4)  # everyone but Turid herself


def test_more_than_so_many_in_a_day_need_a_second_person(party: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    """M5: nobody takes out many alone, not in several small lists either, and nobody answers their own request."""
    from dataclasses import replace

    few = replace(rules.statutes(), alone_at_most=6)
    monkeypatch.setattr("gjennomslag.organisation.services.access.statutes", lambda: few)
    turid, lists = signed_in_as(party.turid), reverse("organisation:take_out", args=["lillevik"])
    assert turid.post(lists, {"purpose": "call"}).headers["Content-Type"].endswith("sheet")
    assert turid.post(lists, {"purpose": "call"}).status_code == 302
    waiting = BulkRequest.objects.get()
    answer = reverse("organisation:answer_list", args=["lillevik", waiting.pk])
    fetch = reverse("organisation:fetch_list", args=["lillevik", waiting.pk])
    turid.post(answer, {"answer": "yes"})
    assert turid.post(fetch).status_code == 302
    assert signed_in_as(party.jens).post(answer, {"answer": "yes"}).status_code == 404
    signed_in_as(party.oda).post(answer, {"answer": "yes"})
    assert signed_in_as(party.secretary).post(fetch).status_code == 404
    assert turid.post(fetch).headers["Content-Type"].endswith("sheet")
    assert turid.post(fetch).status_code == 302


def test_consents_are_given_and_taken_back_on_ones_own_page(party: Party) -> None:
    """M3: for each channel and topic, at once."""
    install_words(by=None)
    client, address = signed_in_as(party.member), reverse("organisation:consents")
    assert may_contact(party.member, Channel.SMS, Topic.NEWS) is None
    client.post(address, {"news-sms": "on", "archive": "on"})
    assert may_contact(party.member, Channel.SMS, Topic.NEWS) is True
    assert may_contact(party.member, Channel.EMAIL, Topic.NEWS) is None
    assert in_archive(party.member)
    client.post(address, {})
    assert may_contact(party.member, Channel.SMS, Topic.NEWS) is False
    client.post(address, {"news-sms": "on"})
    assert may_contact(party.member, Channel.SMS, Topic.NEWS) is True
    assert party.member.consents.count() == 3


def test_everything_held_can_be_fetched(party: Party) -> None:
    """M4."""
    open_page(signed_in_as(party.turid), party.member)
    file = json.loads(signed_in_as(party.member).get(reverse("organisation:export_my_data")).content)
    assert file["organisation.Person"][0]["email"] == party.member.email
    assert file["organisation.Membership"][0]["unit"] == "Lillevik"
    assert len(file["organisation.AccessedPerson"]) == 1
    theirs = json.loads(signed_in_as(party.turid).get(reverse("organisation:export_my_data")).content)
    assert theirs["organisation.AccessRecord"][0]["purpose"] == "follow-up"


def test_one_can_ask_to_be_erased_and_change_ones_mind(party: Party) -> None:
    client, address = signed_in_as(party.member), reverse("organisation:erase_me")
    client.post(address)
    client.post(address, {"stay": "yes"})
    assert ErasureRequest.objects.count() == 0
    client.post(address)
    assert erase_who_is_due(now=timezone.now() + timedelta(hours=11)) == 0
    assert erase_who_is_due(now=timezone.now() + timedelta(hours=13)) == 1
    assert client.get(reverse("organisation:my_data")).status_code == 302


def test_who_agreed_to_the_archive_keeps_name_and_years(party: Party) -> None:
    """M2: only what was agreed to; the rest goes."""
    install_words(by=None)
    signed_in_as(party.member).post(reverse("organisation:consents"), {"archive": "on"})
    client = signed_in_as(party.turid)
    client.post(page_of(party.member, "end_membership"), {"why": "resigned", "on": clock.today().isoformat()})
    erase_who_is_due(now=timezone.now() + timedelta(hours=13))
    left = Person.objects.get(pk=party.member.pk)
    assert (left.full_name, left.email, left.is_active) == ("Mona Medlem", None, False)
    assert (left.memberships.count(), left.consents.count()) == (1, 1)
    assert erase_who_is_due(now=timezone.now() + timedelta(hours=14)) == 0


def test_lists_take_as_many_queries_for_three_as_for_one(
    party: Party, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, address = signed_in_as(party.jens), reverse("organisation:members", args=["storvik"])
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address)
    for number in range(2):
        make_person(f"Flere {number}", party.sibling)
    with django_assert_num_queries(9):
        client.get(address)
