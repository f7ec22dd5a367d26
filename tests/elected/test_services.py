"""Noting, changing, ending and removing; what the database refuses; and what becomes of somebody who is erased."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from gjennomslag.elected.choices import Body, PublicOffice
from gjennomslag.elected.models import Mandate
from gjennomslag.elected.queries import bodies_of, municipalities_of, term_of
from gjennomslag.elected.services import (
    NotInTermError,
    SitsAlreadyError,
    change_mandate,
    end_mandate,
    note_elected,
    remove_mandate,
)
from gjennomslag.elections.choices import ElectionKind
from gjennomslag.elections.services import record_elections
from gjennomslag.organisation.choices import ErasureReason
from gjennomslag.organisation.queries.export import everything_about
from gjennomslag.organisation.services.erasure import erase_people, forget_old_rows
from tests.elected.sitting import FIRST, LAST, seat, sit
from tests.party import Party


def test_a_seat_keeps_the_places_that_its_body_has(party: Party) -> None:
    district = seat(PublicOffice.DISTRICT_COUNCILLOR, Body.DISTRICT_COUNCIL, district=" Sagene ")
    found = [
        sit(party.turid, party.branch, seat(PublicOffice.MAYOR, district="Nei")),
        sit(party.turid, party.branch, district),
        sit(party.turid, party.county, seat(PublicOffice.COUNTY_COUNCILLOR, Body.COUNTY_COUNCIL)),
        sit(party.turid, party.country, seat(PublicOffice.MP, Body.PARLIAMENT)),
    ]
    assert [(each.municipality_code, each.district, each.where) for each in found] == [
        ("3420", "", "Elverum"),
        ("3420", "Sagene", "Sagene"),
        ("", "", ""),
        ("", "", ""),
    ]
    with pytest.raises(ValueError, match="keeps no list of parliament"):
        sit(party.turid, party.branch, seat(PublicOffice.MP, Body.PARLIAMENT))


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"valid_until": date(2023, 9, 30)}, "mandate_ends_after_start"),
        ({"office": "mp"}, "mandate_exists_in_the_body"),
        ({"municipality_code": ""}, "mandate_says_which_municipality"),
        ({"body": "county_council", "office": "mayor"}, "mandate_says_which_municipality"),
        ({"district": "Sagene"}, "mandate_says_which_district"),
        ({"body": "district_council", "office": "alternate"}, "mandate_says_which_district"),
        ({"office": "mayor"}, "one_mandate_a_term"),
    ],
)
def test_the_database_refuses_what_cannot_be(party: Party, wrong: dict[str, Any], constraint: str) -> None:
    there = sit(party.turid, party.branch)
    facts = seat().fields | {"person": party.turid, "unit": party.branch} | wrong
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Mandate.objects.create(**facts)
    assert list(Mandate.objects.all()) == [there]


def test_nobody_sits_twice_in_one_body_at_a_time_and_all_are_noted_or_none(party: Party) -> None:
    first = sit(party.turid, party.branch, seat(last=date(2025, 6, 30)))
    overlapping = seat(PublicOffice.ALTERNATE, first=date(2025, 6, 30))
    with pytest.raises(SitsAlreadyError) as refused:
        note_elected(unit=party.branch, people=[party.member, party.turid], seat=overlapping, by=None)
    assert list(refused.value.mandates) == [first]
    assert list(Mandate.objects.all()) == [first]
    later = sit(party.turid, party.branch, seat(PublicOffice.ALTERNATE, first=date(2025, 7, 1)))
    with pytest.raises(SitsAlreadyError):
        change_mandate(mandate=later, seat=seat(), by=None)
    change_mandate(mandate=later, seat=seat(PublicOffice.MAYOR, first=date(2025, 8, 1)), by=party.oda)
    assert list(Mandate.objects.order_by("pk").values_list("office", "valid_from")) == [
        ("municipal_councillor", FIRST),
        ("mayor", date(2025, 8, 1)),
    ]


def test_a_term_ends_early_within_itself_alone(party: Party) -> None:
    mandate = sit(party.turid, party.branch)
    for day in (date(2023, 9, 30), date(2027, 10, 1)):
        with pytest.raises(NotInTermError):
            end_mandate(mandate=mandate, on=day, by=None)
    end_mandate(mandate=mandate, on=date(2026, 3, 1), by=party.oda)
    assert Mandate.objects.get().valid_until == date(2026, 3, 1)
    remove_mandate(mandate=mandate, by=party.oda)
    assert not Mandate.objects.exists()


def test_who_is_erased_is_off_the_list_and_out_of_its_history(party: Party) -> None:
    mandate = sit(party.turid, party.branch)
    end_mandate(mandate=mandate, on=LAST, by=None)
    end_mandate(mandate=mandate, on=date(2026, 3, 1), by=None)
    held = everything_about(party.turid)
    assert [row["valid_until"] for row in held["elected.Mandate"]] == ["2026-03-01"]
    assert len(held["elected.MandateEvent"]) == 2
    # She has been chair of the branch, and so her name stays; that she sat in the council does not.
    erase_people(ids=[party.turid.pk], reason=ErasureReason.ASKED, now=timezone.now(), by=None)
    assert set(everything_about(party.turid)) & {"elected.Mandate", "elected.MandateEvent"} == set()
    assert not Mandate.objects.exists()


def test_history_is_kept_for_a_year(party: Party) -> None:
    end_mandate(mandate=sit(party.turid, party.branch), on=date(2026, 3, 1), by=None)
    written = timezone.now()
    assert forget_old_rows(now=written + timedelta(days=364))["elected.MandateEvent"] == 0
    assert forget_old_rows(now=written + timedelta(days=366))["elected.MandateEvent"] == 2
    assert Mandate.objects.count() == 1


def test_a_term_is_the_one_elected_last(party: Party) -> None:
    assert term_of(Body.MUNICIPAL_COUNCIL, date(2026, 5, 1)) is None
    record_elections(
        elections=[(ElectionKind.LOCAL, date(2027, 9, 13)), (ElectionKind.NATIONAL, date(2029, 9, 10))], by=None
    )
    days = (date(2022, 1, 1), date(2026, 5, 1), date(2027, 9, 12), date(2027, 9, 13), date(2030, 1, 1))
    terms = [term_of(Body.COUNTY_COUNCIL, day) for day in days]
    assert [term[0].year for term in terms if term is not None] == [2019, 2023, 2023, 2027, 2027]
    assert terms[1] == (FIRST, LAST)
    assert term_of(Body.SAMEDIGGI, days[1]) == (date(2025, 10, 1), date(2029, 9, 30))


def test_a_unit_is_asked_about_the_bodies_and_places_it_has(party: Party) -> None:
    assert bodies_of(party.branch) == [Body.MUNICIPAL_COUNCIL]
    # Kristiansand is a city.
    assert bodies_of(party.sibling) == [Body.MUNICIPAL_COUNCIL, Body.DISTRICT_COUNCIL]
    assert bodies_of(party.country) == [Body.PARLIAMENT, Body.SAMEDIGGI]
    assert bodies_of(party.group) == []
    assert municipalities_of(party.sibling) == [("4204", "Kristiansand")]
    # A county has the municipalities without a branch too: here all of Innlandet and Agder.
    assert {code[:2] for code, _name in municipalities_of(party.county)} == {"34", "42"}
    assert ("3427", "Tynset") in municipalities_of(party.county)
    assert len(municipalities_of(party.other_county)) == 357
