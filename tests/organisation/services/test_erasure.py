from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from gjennomslag.organisation.choices import ErasureReason
from gjennomslag.organisation.ledger import Entry, append, entries_of
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.services import pay_dues
from gjennomslag.organisation.services.erasure import TooManyUnpaid, erase_unpaid
from tests.party import Party, make_person

NOW = datetime(2027, 7, 1, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the ledger of this test alone."""
    monkeypatch.setattr(settings, "ERASURES", tmp_path / "erasures")
    return tmp_path / "erasures"


def test_who_has_not_paid_is_erased_six_months_after_the_due_date(party: Party) -> None:
    """M2: dues for 2026 were due on 31 December 2026."""
    for year, people in ((2025, [party.member]), (2026, [party.turid, party.oda, party.jens, party.secretary])):
        for person in people:
            pay_dues(person=person, year=year, paid_on=date(year, 3, 1), by=None)
    make_person("Sein Inn", party.branch, joined=date(2026, 11, 1))
    assert erase_unpaid(today=date(2027, 6, 29), now=NOW) == 0
    assert erase_unpaid(today=date(2027, 6, 30), now=NOW) == 1
    assert not Person.objects.filter(pk=party.member.pk).exists()
    assert Person.objects.count() == 5


def test_a_register_without_dues_does_not_empty_itself(party: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gjennomslag.organisation.queries.retention.ALARMING_NUMBER", 3)
    with pytest.raises(TooManyUnpaid):
        erase_unpaid(today=date(2027, 6, 30), now=NOW)
    assert Person.objects.count() == 5
    assert erase_unpaid(today=date(2027, 6, 30), now=NOW, however_many=True) == 5


def test_the_ledger_survives_a_line_that_was_cut_off(ledger: Path) -> None:
    entries = [
        Entry(register_id, NOW, ErasureReason.ASKED) for register_id in (Person().register_id, Person().register_id)
    ]
    append(ledger, entries)
    ledger.write_text(ledger.read_text() + str(entries[0].register_id)[:20])
    assert list(entries_of(ledger)) == entries
    assert ledger.stat().st_mode & 0o077 == 0
