from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from gjennomslag.organisation.choices import ImportStatus
from gjennomslag.organisation.jobs import check_members, import_members
from gjennomslag.organisation.models import AccessRecord, MemberImport, MissingMember, Person
from tests.party import Party

TABLE = "Nr;Hvem;Bor\n001;Kari Ås;2406\n002;Ola Nygård;2406\n"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Settings) -> None:
    """Keep the files of this test alone."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def client(party: Party) -> Client:
    """Return the browser of the party secretary."""
    client = Client()
    client.force_login(party.secretary)
    return client


def page(name: str, *arguments: object) -> str:
    return reverse(f"organisation:{name}", args=["landet", *arguments])


def test_from_a_strange_file_to_members_and_questions_about_the_missing(client: Client, party: Party) -> None:
    assert "Importer medlemmer" in client.get(page("members")).content.decode()
    upload = BytesIO(TABLE.encode())
    upload.name = "medlemmer.csv"
    given = client.post(page("imports"), {"system": "Gammelt register", "complete": "on", "file": upload})
    record = MemberImport.objects.get()
    assert (given.headers["Location"], record.status) == (page("import", record.pk), ImportStatus.MAPPING)
    columns = client.get(page("import_columns", record.pk)).content.decode()
    assert "Hvem" in columns
    refused = client.post(page("import_columns", record.pk), {"number": "Nr"})
    assert refused.status_code == 422
    client.post(page("import_columns", record.pk), {"number": "Nr", "name": "Hvem", "postal_code": "Bor"})
    check_members(record.pk)
    shown = client.get(page("import", record.pk)).content.decode()
    assert ("Ola Nygård" in shown, "Mona Medlem" in shown) == (True, True)
    assert AccessRecord.objects.get(reader=party.secretary).number == 4, "of five missing, one is the reader"
    sheet = b"".join(client.get(page("import_sheet", record.pk))).decode("utf-8-sig")
    assert "new;3;002;Ola Nygård;;;Lillevik" in sheet
    client.post(page("confirm_import", record.pk))
    import_members(record.pk)
    assert "Medlemmene er importert" in client.get(page("import", record.pk)).content.decode()
    assert Person.objects.filter(member_number__in=["001", "002"]).count() == 2
    assert "Jens Berg" in client.get(page("missing")).content.decode()
    client.post(page("answer_missing", party.jens.register_id), {"answer": "left"})
    client.post(page("answer_missing", party.member.register_id), {"answer": "member"})
    assert not party.jens.memberships.filter(ended_on__isnull=True).exists()
    assert MissingMember.objects.filter(answer="").count() == 3


def test_the_example_file_can_be_imported_as_it_is(client: Client) -> None:
    upload = BytesIO(client.get(page("import_template")).content)
    upload.name = "medlemmer.csv"
    client.post(page("imports"), {"system": "Prøve", "file": upload})
    record = MemberImport.objects.get()
    check_members(record.pk)
    record.refresh_from_db()
    assert (record.status, record.counts["new"], record.faults["shown"]) == (ImportStatus.READY, 2, [])
    client.post(page("drop_import", record.pk))
    record.refresh_from_db()
    assert (record.status, record.file.name) == (ImportStatus.DROPPED, "")


def test_a_useless_file_is_refused_with_a_remedy(client: Client) -> None:
    upload = BytesIO(b"PK\x03\x04 not a workbook")
    upload.name = "medlemmer.xlsx"
    client.post(page("imports"), {"system": "Prøve", "file": upload})
    record = MemberImport.objects.get()
    check_members(record.pk)
    assert "Fila er skadet" in client.get(page("import", record.pk)).content.decode()
