"""Search finds what people mean, and nobody whom one may not see."""

from __future__ import annotations

import string

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gjennomslag.core import clock
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.queries import search
from gjennomslag.organisation.queries.search import SHOWN, search_people
from gjennomslag.organisation.rules import SEE_MEMBERS
from gjennomslag.organisation.scope import scope_of
from gjennomslag.organisation.services import change_person, join_unit, register_person, resign, transfer
from tests.party import START, Party


@pytest.fixture(autouse=True, params=["small scopes", "large scopes"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Try both ways of searching on everything."""
    if request.param == "large scopes":
        monkeypatch.setattr(search, "_SMALL_SCOPE", 0)


def member(party: Party, first: str, last: str, unit: Unit | None = None, **details: str) -> Person:
    person = register_person(first_name=first, last_name=last, by=None, **details)  # type: ignore[arg-type]
    join_unit(person=person, unit=unit or party.branch, on=START, by=None)
    return person


def names(text: str, who: Person, within: Unit | None = None) -> list[str]:
    found = search_people(text, scope_of(who), SEE_MEMBERS, clock.today(), within=within)
    return [person.full_name for person in found.people]


@pytest.mark.parametrize(
    "text",
    ["Håkon Sæther", "haakon", "HAKON", "sæt", "Saether hå", "Soerensen", "sørensen", "sorensen", "Rene", "renè hakon"],
)
def test_a_name_is_found_however_it_is_spelt(party: Party, text: str) -> None:
    member(party, "Håkon René", "Sæther Sørensen")
    assert names(text, party.turid) == ["Håkon René Sæther Sørensen"]


@pytest.mark.parametrize(
    "text",
    [
        "912 34 567",
        "+47 912 34 567",
        "91234",
        "0047 91234567",
        "00417",
        "kari.n@example.org",
        "KARI.N@",
        "7014 kari",
        "7014",
    ],
)
def test_a_person_is_found_by_number_telephone_address_and_postal_code(party: Party, text: str) -> None:
    member(
        party, "Kari", "Nord", phone="91234567", email="Kari.N@example.org", postal_code="7014", member_number="00417"
    )
    assert names(text, party.turid) == ["Kari Nord"]


def test_the_words_may_be_a_branch(party: Party) -> None:
    kari = member(party, "Kari", "Nord", party.sibling)
    assert names("storvik", party.oda) == ["Jens Berg", "Kari Nord"]
    assert names("kar storv", party.oda) == ["Kari Nord"]
    assert names("storvik", party.turid) == []
    resign(person=kari, on=clock.today(), by=None)
    assert names("storvik", party.oda) == ["Jens Berg"]


def test_a_name_that_is_also_a_branch_finds_both(party: Party) -> None:
    member(party, "Per", "Storvik")
    assert names("storvik", party.oda) == ["Jens Berg", "Per Storvik"]


def test_nobody_outside_the_scope_is_found(party: Party) -> None:
    member(party, "Kari", "Nord", party.sibling)
    member(party, "Kari", "Sør", party.group)
    found = {who: names("kari", getattr(party, who)) for who in ("turid", "jens", "oda", "member", "secretary")}
    everyone = ["Kari Nord", "Kari Sør"]
    assert found == {"turid": ["Kari Sør"], "jens": ["Kari Nord"], "oda": everyone, "member": [], "secretary": everyone}
    assert names("kari", party.oda, within=party.sibling) == ["Kari Nord"]
    assert names("kari", party.turid, within=party.county) == ["Kari Sør"]
    assert names("kari", party.jens, within=party.branch) == []


def test_who_has_moved_is_found_where_they_are_now(party: Party) -> None:
    kari = member(party, "Kari", "Nord")
    transfer(membership=kari.memberships.get(), to=party.sibling, on=clock.today(), by=None)
    assert (names("kari", party.turid), names("kari", party.jens)) == ([], ["Kari Nord"])


def test_a_change_is_found_at_once_and_what_was_there_before_is_not(party: Party) -> None:
    kari = member(party, "Kari", "Nord")
    change_person(person=kari, last_name="Sør", by=party.turid)
    assert (names("nord", party.turid), names("sør", party.turid)) == ([], ["Kari Sør"])


@pytest.mark.parametrize("text", ["", "  ", "k", "'", "\\", "a'b\\c:* & |", "!(", "%", "\x00\x01", "@", "😀"])
def test_odd_texts_find_nobody_and_break_nothing(party: Party, text: str) -> None:
    member(party, "Kari", "Nord")
    assert names(text, party.turid) == []


def test_one_letter_beside_a_longer_word_narrows(party: Party) -> None:
    member(party, "Kari", "Nord")
    member(party, "Kari", "Sør")
    assert names("kari n", party.turid) == ["Kari Nord"]


def test_the_first_fifty_are_shown_and_the_page_knows_there_are_more(party: Party) -> None:
    for number in range(SHOWN + 1):
        member(party, "Kari", f"Nord {number}")
    found = search_people("kari", scope_of(party.turid), SEE_MEMBERS, clock.today())
    assert (len(found.people), found.more) == (SHOWN, True)


def test_of_short_words_enough_are_found_among_the_first_members(party: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the first members tried are not enough, the words are looked up after all; the scope holds in both."""
    for first, unit in (("Kaia", party.branch), ("Kari", party.branch), ("Kate", party.sibling)):
        member(party, first, "Nord", unit)
    for tried in (search._TRIED, 0):
        monkeypatch.setattr(search, "_TRIED", tried)
        assert names("ka", party.turid) == ["Kaia Nord", "Kari Nord"]
        assert names("ka n", party.oda) == ["Kaia Nord", "Kari Nord", "Kate Nord"]
    monkeypatch.setattr(search, "SHOWN", 1)
    found = search_people("ka", scope_of(party.turid), SEE_MEMBERS, clock.today())
    assert (len(found.people), found.more) == (1, True)


def plain_fold(text: str) -> str:
    """The same folding in Python, letter by letter."""
    letters = {"æ": "ae", "ø": "o", "å": "a", "é": "e", "ö": "o", "-": " ", "'": ""}
    folded = "".join(letters.get(letter, letter) for letter in text.lower())
    return " ".join(folded.replace("aa", "a").replace("oe", "o").split())


@pytest.mark.django_db
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(string.ascii_letters + "æøåÆØÅéÉö-' ", max_size=20), st.integers(0, 20))
def test_folding_agrees_with_python_and_keeps_beginnings(text: str, length: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_fold(%s), organisation_fold(%s)", [text, text[:length]])
        whole, beginning = cursor.fetchone() or ("", "")
    assert whole == plain_fold(text)
    assert whole.startswith(beginning)
