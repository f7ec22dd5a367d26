"""How many committees plans count, and what stands behind the number."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from gjennomslag.core.indicators import Period, published
from gjennomslag.organisation.choices import CommitteeKind, ErasureReason
from gjennomslag.organisation.queries.committees import policy_committees, seats_on_committees
from gjennomslag.organisation.services.committees import Written, end_committee, set_up_committee
from gjennomslag.organisation.services.erasure import erase_people
from tests.party import START, Party

pytestmark = pytest.mark.django_db
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def test_policy_committees_alone_are_counted_from_their_first_day_to_their_last(party: Party) -> None:
    """G3.S12 is about those; an election committee is another thing."""
    days = {"Klima": START, "Skole": START, "Senere": date(2026, 2, 1)}
    for name, first in days.items():
        written = Written(name, CommitteeKind.POLICY, "", first, party.turid, [party.oda])
        made = set_up_committee(unit=party.country, written=written, by=None)
        if name == "Skole":
            end_committee(committee=made, on=date(2025, 12, 30), by=None)
    election = Written("Valgkomiteen", CommitteeKind.ELECTION, "", START, party.turid, [])
    set_up_committee(unit=party.country, written=election, by=None)
    assert policy_committees(YEAR) == {party.country.pk: 1}
    assert policy_committees(Period(START, date(2025, 12, 30))) == {party.country.pk: 2}
    indicator = published("organisation.committees")
    assert indicator is not None
    assert indicator.examples is not None
    (example,) = indicator.examples(YEAR, [party.country.pk])
    assert (example.label, example.address) == ("Klima: 2 medlemmer", "/units/landet/committees/")


def test_whoever_is_erased_is_on_no_committee(party: Party) -> None:
    written = Written("Klima", CommitteeKind.POLICY, "", START, party.member, [party.oda])
    committee = set_up_committee(unit=party.branch, written=written, by=None)
    assert [each.committee for each in seats_on_committees(party.member, YEAR.last)] == [committee]
    erase_people(ids=[party.member.pk], reason=ErasureReason.ASKED, now=timezone.now(), by=None)
    assert list(committee.members.values_list("person", flat=True)) == [party.oda.pk]
