"""Founding a student branch from the page of places to study, and where a member studies."""

from __future__ import annotations

import pytest
from django.test import Client

from gjennomslag.core import clock
from gjennomslag.organisation.models import InstitutionBranch, Membership, Unit
from gjennomslag.organisation.queries.export import everything_about
from gjennomslag.organisation.services.people import change_person
from gjennomslag.organisation.services.student_branches import found_student_branch
from tests.party import START, Party, make_person

pytestmark = pytest.mark.django_db
PAGE = "/units/fjordland/institutions/"


@pytest.fixture
def oda(party: Party, client: Client) -> Client:
    client.force_login(party.oda)
    return client


def test_a_county_founds_a_student_branch_and_its_students_belong_to_it(party: Party, oda: Client) -> None:
    for unit, where in ((party.branch, "uia"), (party.sibling, "inn")):
        change_person(person=make_person(f"Student {unit.code}", unit), by=None, studies_at=where)
    assert "Universitetet i Agder" in oda.get(PAGE).content.decode()
    answer = oda.post(
        f"{PAGE}uia/found/", {"name": "Studentlaget ved UiA", "on": str(clock.today()), "with_students": "on"}
    )
    branch = Unit.objects.get(name="Studentlaget ved UiA")
    assert answer.headers["Location"] == f"/units/{branch.code}/offices/"
    assert (branch.kind, branch.path.startswith(party.county.path)) == ("student", True)
    there = Membership.objects.filter(unit=branch).values_list("person__last_name", "primary", "member_since")
    assert list(there) == [("lillevik", False, START)]
    assert list(InstitutionBranch.objects.values_list("unit", "institution")) == [(branch.pk, "uia")]


@pytest.mark.parametrize("wrong", [{"name": ""}, {"on": "2999-01-01"}, {"on": "i går"}])
def test_nothing_is_founded_from_what_cannot_be_right(party: Party, oda: Client, wrong: dict[str, str]) -> None:
    answer = oda.post(f"{PAGE}uia/found/", {"name": "Studentlaget", "on": str(clock.today())} | wrong)
    assert (answer.status_code, Unit.objects.filter(kind="student").count()) == (422, 0)


def test_an_institution_elsewhere_and_one_that_does_not_exist_look_the_same(party: Party, oda: Client) -> None:
    assert [oda.get(f"{PAGE}{code}/found/").status_code for code in ("uia", "uio", "nowhere")] == [200, 404, 404]


def test_one_that_is_there_already_is_tied_and_taken_away(party: Party, oda: Client) -> None:
    branch = found_student_branch(
        institution="inn", above=party.county, name="Studentlaget", on=START, with_students=False, by=None
    )
    answer = oda.post(f"{PAGE}uia/serve/", {"branch": branch.code, "since": "2024-01-01"})
    assert answer.headers["Location"] == PAGE
    serving = branch.serves.get(institution="uia")
    assert str(serving.valid_from) == "2024-01-01"
    assert oda.post(f"{PAGE}uia/serve/", {"branch": "lillevik", "since": "2024-01-01"}).status_code == 422
    oda.post(f"{PAGE}{serving.pk}/stop/")
    serving.refresh_from_db()
    assert serving.valid_until == clock.today()
    page = oda.get(PAGE).content.decode()
    assert f"{PAGE}{serving.pk}/stop/" not in page
    assert f"{PAGE}{branch.serves.get(institution='inn').pk}/stop/" in page


def test_another_countys_branch_cannot_be_taken_away(party: Party, oda: Client) -> None:
    branch = found_student_branch(
        institution="uio", above=party.other_county, name="Fjern", on=START, with_students=False, by=None
    )
    assert oda.post(f"{PAGE}{branch.serves.get().pk}/stop/").status_code == 404


def test_how_many_members_a_branch_has_is_told_to_those_above_it_alone(
    party: Party, oda: Client, client: Client
) -> None:
    """A branch in the same county sees that the student branch is there, and not how many belong to it."""
    change_person(person=make_person("Student Storvik", party.sibling), by=None, studies_at="uia")
    found_student_branch(
        institution="uia", above=party.county, name="Studentlaget", on=START, with_students=True, by=None
    )
    assert "1 medlem." in oda.get(PAGE).content.decode()
    client.force_login(party.jens)
    page = client.get("/units/storvik/institutions/").content.decode()
    assert "Studentlaget" in page
    assert "medlem." not in page


def test_a_member_says_where_they_study_and_that_they_no_longer_do(party: Party, client: Client) -> None:
    client.force_login(party.member)
    for wanted, kept in (("uia", "uia"), ("nowhere", "uia"), ("", "")):
        answer = client.post("/mine/data/studies/", {"studies_at": wanted})
        assert answer.headers["Location"] == "/mine/data/"
        party.member.refresh_from_db()
        assert party.member.studies_at == kept


def test_where_a_member_studies_is_shown_and_exported(party: Party, client: Client) -> None:
    change_person(person=party.member, by=None, studies_at="hvl")
    client.force_login(party.member)
    assert "Høgskulen på Vestlandet" in client.get("/mine/data/").content.decode()
    assert everything_about(party.member)["organisation.Person"][0]["studies_at"] == "hvl"
