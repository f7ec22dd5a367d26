"""A thousand people planted, erased, and brought back by yesterday's backup: nothing is left of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from gjennomslag.config.backup import restore_backup, write_backup
from gjennomslag.config.erasures import erase_since_backup, remember_erasures
from gjennomslag.organisation.ledger import entries_of
from gjennomslag.organisation.models import FormerMembers, Membership, OfficeHolding, Person
from gjennomslag.organisation.queries.memberships import members_on
from gjennomslag.organisation.services.erasure import erase_who_is_due
from gjennomslag.organisation.services.member_imports import forget_files
from gjennomslag.organisation.services.memberships import resign
from tests.organisation.canaries import CANARY, plant, rows_of_person, search_words, tables_with
from tests.party import hold, make_party
from tests.privacy.dump import rows_of

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def connected_to(parameters: dict[str, Any]) -> Iterator[None]:
    """Let Django use the other database for a while."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = parameters["dbname"]
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def test_nothing_is_left_of_a_thousand_people_nor_after_a_restore(
    here: dict[str, Any], elsewhere: dict[str, Any], tmp_path: Path, settings: Settings
) -> None:
    settings.ERASURES = tmp_path / "erasures"
    # Set so that the storage hears of it: one that has been used before would go on keeping its files elsewhere.
    settings.MEDIA_ROOT = tmp_path / "files"
    party = make_party()
    people = plant(1000, party.branch, party.turid)
    ids = [each.pk for each in people]
    officer = people[0]
    hold(officer, "treasurer", party.branch)
    backup = tmp_path / "yesterday.backup"
    write_backup(here, backup)
    members = members_on(timezone.localdate() - timedelta(days=400))[party.branch.pk]
    assert members == 1004

    for person in people:
        resign(person=person, on=timezone.localdate(), by=party.turid)
    assert sum(each.is_file() for each in settings.MEDIA_ROOT.rglob("*")) == 2
    assert forget_files(now=timezone.now() + timedelta(hours=13)) == 1
    assert not any(each.is_file() for each in settings.MEDIA_ROOT.rglob("*"))
    assert erase_who_is_due(now=timezone.now() + timedelta(hours=13)) == 1000
    assert_only_the_office_is_left(officer, ids)
    assert len(list(entries_of(settings.ERASURES))) == 1000
    assert members_on(timezone.localdate() - timedelta(days=400))[party.branch.pk] == members

    settings.ERASURES.unlink()
    assert remember_erasures() == 1000
    restore_backup(elsewhere, backup)
    with connected_to(elsewhere):
        assert Person.objects.filter(pk__in=ids).count() == 1000
        assert erase_since_backup() == 1000
        assert_only_the_office_is_left(officer, ids)
        assert erase_since_backup() == 0


def assert_only_the_office_is_left(officer: Person, ids: list[int]) -> None:
    """The one who has held office has a name and a term; of everyone else there is nothing, anywhere."""
    assert tables_with(CANARY) == ["organisation_person"]
    assert [each.pk for each in Person.objects.filter(pk__in=ids)] == [officer.pk]
    (row,) = (row for row in rows_of("organisation_person") if row["id"] == officer.pk)
    left = {key: value for key, value in row.items() if value not in (None, "", [])}
    assert left["first_name"] == officer.first_name
    assert set(left) == {
        *("id", "register_id", "first_name", "last_name", "sort_name", "language", "is_active", "registered_at"),
        *("erased_at", "words"),
    }
    assert rows_of_person(ids) == {"OfficeHolding": 1}
    assert OfficeHolding.objects.get(person=officer).valid_until is not None
    assert search_words() == 1
    assert Session.objects.count() == 0
    assert Membership.objects.filter(person__in=ids).count() == 0
    assert sum(FormerMembers.objects.values_list("people", flat=True)) == 1000
