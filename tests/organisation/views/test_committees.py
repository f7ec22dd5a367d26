"""A unit's committees: who sees them, setting one up, changing who is on it, and ending it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gjennomslag.core import clock
from gjennomslag.organisation.choices import CommitteeKind
from gjennomslag.organisation.models import Committee, CommitteeMember, Person, Unit
from gjennomslag.organisation.services.committees import Written, set_up_committee
from gjennomslag.organisation.services.memberships import resign
from tests.party import START, Party, make_person

pytestmark = pytest.mark.django_db
PAGE = "/units/lillevik/committees/"
TODAY = clock.today()
FILLED = {"name": "Valgkomiteen", "kind": "election", "task": "Finne folk", "valid_from": str(START)}


@pytest.fixture
def turid(party: Party, client: Client) -> Client:
    client.force_login(party.turid)
    return client


def set_up(
    unit: Unit, leader: Person | None = None, *people: Person, kind: CommitteeKind = CommitteeKind.ELECTION
) -> Committee:
    written = Written("Komiteen", kind, "Noe å gjøre", START, leader, people)
    return set_up_committee(unit=unit, written=written, by=None)


def seated(committee: Committee) -> set[tuple[str, bool, date, date | None]]:
    rows = CommitteeMember.objects.filter(committee=committee)
    return set(rows.values_list("person__first_name", "leads", "valid_from", "valid_until"))


def test_a_committee_is_set_up_with_those_on_it_and_everybody_sees_who_leads_it(party: Party, turid: Client) -> None:
    answer = turid.post(f"{PAGE}new/", FILLED | {"leader": "Mona Medlem", "people": "Oda Østby\nturid aasen"})
    assert answer.headers["Location"] == PAGE
    committee = Committee.objects.get()
    assert (committee.name, committee.kind, committee.unit, committee.valid_from) == (
        "Valgkomiteen",
        "election",
        party.branch,
        START,
    )
    assert seated(committee) == {(name, name == "Mona", START, None) for name in ("Mona", "Oda", "Turid")}
    assert all(name in turid.get(PAGE).content.decode() for name in ("Mona Medlem", "Oda Østby", "Turid Aasen"))
    turid.force_login(party.jens)
    page = turid.get(PAGE).content.decode()
    assert all(words in page for words in ("Valgkomiteen", "Mona Medlem", "2 personer", "Finne folk"))
    # Who else is a member is nobody's business one branch over.
    assert not any(name in page for name in ("Oda Østby", "Turid Aasen"))
    assert f"{PAGE}{committee.pk}/" not in page


def test_whoever_leaves_the_party_leaves_its_committees(party: Party, turid: Client) -> None:
    committee = set_up(party.branch, party.member, party.oda)
    resign(person=party.member, on=TODAY, by=None)
    assert seated(committee) == {("Mona", True, START, TODAY), ("Oda", False, START, None)}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Feltet"),
        ({"leader": "Jens Berg"}, "Ingen medlemmer i Lillevik heter"),
        ({"people": "Oda Østby\nIngen Slik\nHeller Ikke"}, "Heller Ikke"),
        ({"valid_from": str(TODAY + timedelta(days=1))}, "Dagen har ikke kommet ennå"),
        ({"kind": "secret"}, "secret"),
    ],
)
def test_what_cannot_be_right_is_told_and_nothing_is_written(turid: Client, wrong: dict[str, str], words: str) -> None:
    answer = turid.post(f"{PAGE}new/", FILLED | wrong)
    assert (answer.status_code, Committee.objects.count()) == (422, 0)
    assert words in answer.content.decode()


def test_who_stays_keeps_the_term_and_who_leaves_ends_it(party: Party, turid: Client) -> None:
    """Mona stays, Oda becomes the leader, Turid leaves, somebody is new: and the form holds what stood there."""
    committee = set_up(party.branch, party.turid, party.oda, party.member)
    assert "Mona Medlem\nOda Østby" in turid.get(f"{PAGE}{committee.pk}/").content.decode()
    make_person("Ny Nord", party.branch)
    filled = FILLED | {"leader": "Oda Østby", "people": "Mona Medlem\nNy Nord"}
    assert turid.post(f"{PAGE}{committee.pk}/", filled).headers["Location"] == PAGE
    yesterday = TODAY - timedelta(days=1)
    assert seated(committee) == {
        ("Mona", False, START, None),
        ("Oda", False, START, yesterday),
        ("Oda", True, TODAY, None),
        ("Turid", True, START, yesterday),
        ("Ny", False, TODAY, None),
    }
    # What is put right on the same day leaves no trace of terms that were never served.
    turid.post(f"{PAGE}{committee.pk}/", filled | {"people": "Mona Medlem"})
    assert ("Ny", False, TODAY, TODAY) not in seated(committee)
    assert len(seated(committee)) == 4


def test_a_committee_that_has_ended_is_told_of_and_not_changed(party: Party, turid: Client) -> None:
    committee = set_up(party.branch, party.turid, party.oda)
    assert turid.post(f"{PAGE}{committee.pk}/end/").headers["Location"] == PAGE
    committee.refresh_from_db()
    assert committee.valid_until == TODAY
    assert {until for _, _, _, until in seated(committee)} == {TODAY}
    assert turid.get(f"{PAGE}{committee.pk}/").status_code == 404
    assert turid.post(f"{PAGE}{committee.pk}/end/").status_code == 404
    Committee.objects.update(valid_until=TODAY - timedelta(days=1))
    assert "Tidligere komiteer" in turid.get(PAGE).content.decode()


def test_another_units_committee_is_not_there(party: Party, turid: Client) -> None:
    committee = set_up(party.sibling)
    assert turid.get(f"{PAGE}{committee.pk}/").status_code == 404
    assert turid.post(f"{PAGE}{committee.pk}/end/").status_code == 404


def test_the_county_sees_who_has_no_election_committee_first(party: Party, turid: Client) -> None:
    set_up(party.branch, party.turid)
    set_up(party.sibling, kind=CommitteeKind.MUNICIPAL)
    page = turid.get("/units/fjordland/committees/").content.decode()
    assert "1 av 2 mangler valgkomité" in page
    assert page.index("/units/storvik/committees/") < page.index("/units/lillevik/committees/")


def test_as_many_queries_for_three_committees_as_for_one(party: Party, turid: Client) -> None:
    counts = []
    for number in (1, 2):
        for _ in range(number):
            set_up(party.branch, party.turid, party.oda)
            set_up(party.sibling, party.jens)
        for page in (PAGE, "/units/fjordland/committees/"):
            turid.get(page)
            with CaptureQueriesContext(connection) as queries:
                turid.get(page)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
