from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.files import File
from django.core.mail import EmailMessage
from django.utils import timezone
from openpyxl import Workbook
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from gjennomslag.core import clock
from gjennomslag.organisation import jobs
from gjennomslag.organisation.choices import ErasureReason, ImportStatus, UnitKind
from gjennomslag.organisation.member_files import FaultCode
from gjennomslag.organisation.models import (
    MemberImport,
    MemberOrigin,
    Membership,
    MemberSource,
    MissingMember,
    OfficeHolding,
    Person,
    Unit,
)
from gjennomslag.organisation.services import change_person, found_unit, member_imports, member_plan, resign, transfer
from gjennomslag.organisation.services.erasure import erase_people
from gjennomslag.organisation.services.member_imports import import_file, receive_file, source_named
from gjennomslag.organisation.services.member_sync import folder_of, sync
from tests.party import Party
from tests.privacy.dump import dump

HEAD = "Medlemsnr;Fornavn;Etternavn;E-post;Mobil;Født;Adresse;Postnr;Lag;Innmeldt;Betalt for;Utmeldt;Status"
KARI = "00012;Kari;Ås;kari@example.org;412 34 567;1.2.1990;Storgata 1;2406;Lillevik;2.3.2024;2026;;"
OLA = "00013;Ola;Nygård;ola@example.org;;1991;Storgata 2;2406;storvik;;;;medlem"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Settings) -> None:
    """Keep the files of this test alone."""
    settings.MEMBER_FILES = tmp_path / "systems"
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ERASURES = tmp_path / "erasures"


@pytest.fixture
def source(party: Party) -> MemberSource:
    """Return a member system of the whole party."""
    return source_named(unit=party.country, name="Registeret", by=None)


def run(source: MemberSource, path: Path, *rows: str, dry: bool = False, sheet: Path | None = None) -> dict[str, int]:
    """Import a table with these rows, and return what it changed (not the noughts)."""
    path.write_text("\n".join([HEAD, *rows]))
    return changes(imported(source, path, dry=dry, sheet=sheet))


def imported(source: MemberSource, path: Path, *, dry: bool = False, sheet: Path | None = None) -> MemberImport:
    return import_file(path=path, source=source, by=None, dry_run=dry, sheet=sheet, progress=lambda share: None)


def changes(record: MemberImport) -> dict[str, int]:
    return {kind: count for kind, count in record.counts.items() if count and kind != "rows"}


def register() -> dict[str, Any]:
    """Return everything in the database but the list of files given."""
    return {table: rows for table, rows in dump().items() if table != "organisation_memberimport"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where the test's file lies."""
    return tmp_path / "members.csv"


def test_a_dry_run_shows_and_an_import_writes_what_was_shown(source: MemberSource, file: Path, tmp_path: Path) -> None:
    before, sheet = register(), tmp_path / "sheet.csv"
    assert run(source, file, KARI, OLA, dry=True, sheet=sheet) == {"new": 2}
    assert register() == before
    assert sheet.read_text().splitlines()[1:] == [
        'new;2;00012;Kari Ås;"";"";Lillevik;',
        'new;3;00013;Ola Nygård;"";"";Storvik;',
    ]
    assert run(source, file, KARI, OLA) == {"new": 2}
    kari = Person.objects.get(member_number="00012")
    assert (kari.full_name, kari.phone, kari.birth_date, kari.birth_year) == (
        *("Kari Ås", "+4741234567", date(1990, 2, 1), 1990),
    )
    assert (kari.home, kari.municipality_code, kari.last_paid_year) == ("Storgata 1, 2406 Elverum", "3420", 2026)
    assert kari.sort_name == "}s kari"
    membership = kari.memberships.get()
    assert (membership.unit.code, membership.joined_on, membership.member_since) == (
        *("lillevik", date(2024, 3, 2), date(2024, 3, 2)),
    )


def test_where_members_study_is_read_by_name_short_name_or_code(source: MemberSource, file: Path) -> None:
    """What is put right here stays when the file says the same again; a name that is none is told of."""
    head = "Medlemsnr;Fornavn;Etternavn;Postnr;Lag;Lærested"
    places = ("Universitetet i Agder", "UiO", "inn", "", "Hogwarts")
    rows = [f"{number};Kari;Ås;2406;Lillevik;{place}" for number, place in enumerate(places, start=1)]
    file.write_text("\n".join([head, *rows]))
    assert imported(source, file).faults["shown"] == [[6, "Lærested", "institution"]]
    studying = dict(Person.objects.exclude(member_number="").values_list("member_number", "studies_at"))
    assert studying == {"1": "uia", "2": "uio", "3": "inn", "4": "", "5": ""}
    change_person(person=Person.objects.get(member_number="1"), by=None, studies_at="uib")
    rows[1] = rows[1].replace("UiO", "OsloMet")
    file.write_text("\n".join([head, *rows]))
    assert changes(imported(source, file)) == {"changed": 1, "unchanged": 4}
    assert set(Person.objects.filter(member_number__in="12").values_list("studies_at", flat=True)) == {"uib", "oslomet"}


def test_history_says_what_stood_there_and_why(party: Party, source: MemberSource, file: Path) -> None:
    run(source, file, KARI)
    run(source, file, KARI.replace("Storgata 1", "Torget 1").replace("Lillevik", "Storvik"))
    events = apps.get_model("organisation", "MembershipEvent").objects.filter(person__member_number="00012")
    assert [(each.pgh_label, each.unit_id, each.pgh_context.metadata["why"]) for each in events.order_by("pgh_id")] == [
        ("insert", party.branch.pk, "members imported"),
        ("update", party.branch.pk, "members imported"),
        ("insert", party.sibling.pk, "members imported"),
    ]
    before = apps.get_model("organisation", "PersonEvent").objects.get(member_number="00012")
    assert (before.pgh_label, before.street_address) == ("before_change", "Storgata 1")
    change_person(person=Person.objects.get(member_number="00012"), by=None, street_address="Torget 2")
    assert apps.get_model("organisation", "PersonEvent").objects.filter(member_number="00012").count() == 2


def test_the_same_file_again_writes_nothing(source: MemberSource, file: Path) -> None:
    run(source, file, KARI, OLA)
    before = register()
    assert run(source, file, KARI, OLA) == {"unchanged": 2}
    assert register() == before


def test_what_was_put_right_here_stays_and_double_changes_are_shown(source: MemberSource, file: Path) -> None:
    run(source, file, KARI)
    kari = Person.objects.get(member_number="00012")
    change_person(person=kari, by=None, phone="90000000", street_address="Ny vei 9")
    assert run(source, file, KARI.replace("2026", "2027")) == {"changed": 1}
    there = KARI.replace("2026", "2027").replace("Storgata 1", "Torget 3").replace("kari@", "kari.as@")
    assert run(source, file, there) == {"changed": 1, "conflicts": 1}
    kari.refresh_from_db()
    assert (kari.phone, kari.street_address, kari.email) == ("+4790000000", "Ny vei 9", "kari.as@example.org")
    assert run(source, file, there) == {"unchanged": 1}


def test_members_move_leave_and_come_back(party: Party, source: MemberSource, file: Path) -> None:
    run(source, file, KARI)
    assert run(source, file, KARI.replace("Lillevik", "Storvik")) == {"moved": 1}
    kari = Person.objects.get(member_number="00012")
    now = kari.memberships.get(ended_on__isnull=True)
    assert (now.unit, now.primary, now.member_since) == (party.sibling, True, date(2024, 3, 2))
    transfer(membership=now, to=party.branch, on=clock.today(), by=None)
    assert run(source, file, KARI.replace("Lillevik", "Storvik")) == {"unchanged": 1}
    assert run(source, file, KARI.replace("Lillevik", "Storvik").replace(";;", ";1.11.2026;")) == {"left": 1}
    assert set(kari.memberships.values_list("ended_why", flat=True)) == {"transferred", "resigned"}
    assert run(source, file, KARI) == {"conflicts": 1}, "still a member there, and has left here"
    assert run(source, file, KARI.replace("2.3.2024", clock.today().strftime("%d.%m.%Y"))) == {"rejoined": 1}


def test_people_are_known_without_a_number_and_get_it(source: MemberSource, party: Party, file: Path) -> None:
    known = Person.objects.create(first_name="Kari", last_name="Aas", email="kari@example.org", birth_year=1990)
    Membership.objects.create(
        person=known, unit=party.branch, joined_on=date(2024, 3, 2), member_since=date(2024, 3, 2)
    )
    assert run(source, file, KARI) == {"changed": 1}
    known.refresh_from_db()
    assert (known.member_number, known.last_name) == ("00012", "Ås")


FAULTS = [
    (";;;;;;;;;;;;ja", "Medlemsnr", "no-key"),
    ("1;;Ås;;;;;;Lillevik;;;;", "Fornavn", "name"),
    ("2;Kari;Ås;kari(at)x;;;;2406;Lillevik;;;;", "E-post", "email"),
    ("3;Kari;Ås;a@b@c.no;;;;2406;Lillevik;;;;", "E-post", "email"),
    ("4;Kari;Ås;;123;;;2406;Lillevik;;;;", "Mobil", "phone"),
    ("5;Kari;Ås;;ring mor;;;2406;Lillevik;;;;", "Mobil", "phone"),
    ("6;Kari;Ås;;;31.2.1990;;2406;Lillevik;;;;", "Født", "birth"),
    ("7;Kari;Ås;;;1790;;2406;Lillevik;;;;", "Født", "birth"),
    ("8;Kari;Ås;;;3.4.2190;;2406;Lillevik;;;;", "Født", "birth"),
    ("9;Kari;Ås;;;01029012345;;2406;Lillevik;;;;", "Født", "identity"),
    ("10;Kari;Ås;;;;;9998;Lillevik;;;;", "Postnr", "postal-code"),
    ("11;Kari;Ås;;;;;S-114 26;Lillevik;;;;", "Postnr", "postal-code"),
    ("12;Kari;Ås;;;;;2406;Atlantis;;;;", "Lag", "unknown-unit"),
    ("13;Kari;Ås;;;;;2406;Tvilling;;;;", "Lag", "same-name"),
    ("14;Kari;Ås;;;;;2406;Landet;;;;", "Lag", "unknown-unit"),
    ("15;Kari;Ås;;;;;9990;;;;;", "Lag", "no-unit"),
    ("16;Kari;Ås;;;;;;;;;;", "Lag", "no-unit"),
    ("17;Kari;Ås;;;;;2406;Lillevik;2024-13-01;;;", "Innmeldt", "date"),
    ("18;Kari;Ås;;;;;2406;Lillevik;1.1.2190;;;", "Innmeldt", "future"),
    ("19;Kari;Ås;;;;;2406;Lillevik;;to tusen;;", "Betalt for", "year"),
    ("20;Kari;Ås;;;;;2406;Lillevik;;2190;;", "Betalt for", "year"),
    ("21;Kari;Ås;;;;;2406;Lillevik;1.5.2024;;1.4.2024;", "Utmeldt", "order"),
    ("22;Kari;Ås;;;;;2406;Lillevik;;;i fjor;", "Utmeldt", "date"),
    ("23;Kari;Ås;;;;;2406;Lillevik;;;;kanskje", "Status", "status"),
    ("2;Kari;Ås;;;;;2406;Lillevik;;;;", "Medlemsnr", "duplicate"),
    (f"{'9' * 21};Kari;Ås;;;;;2406;Lillevik;;;;", "Medlemsnr", "number"),
    (f"24;{'K' * 81};Ås;;;;;2406;Lillevik;;;;", "Fornavn", "text"),
    ("25;Kari;Å\x07s;;;;;2406;Lillevik;;;;", "Etternavn", "text"),
    ("26;Kari;Ås;;;;;2406;Lillevik;;;;;ekstra", "", "width"),
    ("27;Ola;Ås;felles@example.org;;;;2406;Lillevik;;;;", "", ""),
    ("28;Kari;Ås;felles@example.org;;;;2406;Lillevik;;;;", "E-post", "email-twice"),
]


def test_thirty_planted_faults_are_told_with_row_field_and_remedy(
    party: Party, source: MemberSource, file: Path
) -> None:
    for code in ("tvilling-1", "tvilling-2"):
        found_unit(
            kind=UnitKind.LOCAL,
            code=code,
            name="Tvilling",
            parent=party.county,
            valid_from=date(2020, 1, 1),
            by=None,
        )
    file.write_text("\n".join([HEAD, *(row for row, _, _ in FAULTS)]))
    record = imported(source, file)
    expected = [(line, column, key) for line, (_, column, key) in enumerate(FAULTS, start=2) if key]
    found = {tuple(fault) for fault in record.faults["shown"]}
    assert found == {*expected, (2, "Fornavn", "name")}
    assert all(FaultCode.of(key).what and FaultCode.of(key).remedy for _, _, key in found)
    nameless = 28
    lost = {line for line, _, key in found if FaultCode.of(key).loses_row or line == nameless}
    assert record.counts["new"] == len(FAULTS) - len(lost)


def test_a_run_that_is_cut_off_anywhere_is_finished_by_the_next(
    source: MemberSource, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(source, file, KARI)
    before = register()
    rows = (KARI.replace("Lillevik", "Storvik").replace("Storgata 1", "Torget 1"), OLA)
    ran = member_plan._run
    steps = 0

    def cut_off(statement: str, values: Any) -> None:
        nonlocal steps
        steps -= 1
        if steps == 0:
            raise KeyboardInterrupt
        ran(statement, values)

    monkeypatch.setattr(member_plan, "_run", cut_off)
    for last in range(1, 200, 4):
        steps = last
        try:
            outcome = run(source, file, *rows)
        except KeyboardInterrupt:
            assert register() == before
        else:
            assert outcome == {"changed": 1, "moved": 1, "new": 1}
            break
    else:
        pytest.fail("never came to the end")


def test_a_county_cannot_touch_people_elsewhere(party: Party, file: Path) -> None:
    mine = source_named(unit=party.sibling, name="Registeret", by=None, complete=True)
    Person.objects.filter(pk=party.turid.pk).update(member_number="77")
    outcome = run(
        mine,
        file,
        "77;Turid;Stjålet;tyv@example.org;;;;;Storvik;;;;",
        "78;Eva;Ny;;;;;;Lillevik;;;;",
        "79;Nils;Ny;;;;;;Storvik;;;;",
    )
    party.turid.refresh_from_db()
    assert outcome == {"elsewhere": 1, "new": 1, "missing": 1}
    assert (party.turid.email, party.turid.memberships.get().unit) == ("turid.aasen@example.org", party.branch)


def test_a_branch_file_cannot_change_where_sign_in_codes_of_an_office_above_go(party: Party, file: Path) -> None:
    mine = source_named(unit=party.branch, name="Registeret", by=None)
    Person.objects.filter(pk=party.oda.pk).update(member_number="77")
    Person.objects.filter(pk=party.member.pk).update(member_number="78")
    rows = ("77;Oda;Østby;tyv@example.org;;;;;Lillevik;;;;", "78;Mona;Medlem;ny@example.org;;;;;Lillevik;;;;")
    assert run(mine, file, *rows)["conflicts"] == 1
    emails = Person.objects.filter(member_number__in=["77", "78"]).order_by("member_number")
    assert list(emails.values_list("email", flat=True)) == [party.oda.email, "ny@example.org"]


def test_whoever_is_missing_is_asked_about_and_never_erased(party: Party, file: Path) -> None:
    source = source_named(unit=party.country, name="Registeret", by=None, complete=True)
    run(source, file, KARI, OLA)
    MissingMember.objects.all().delete()
    assert run(source, file, KARI)["missing"] == 6
    assert Person.objects.filter(member_number="00013", memberships__ended_on__isnull=True).exists()
    assert run(source, file, KARI, OLA) == {"back": 1, "unchanged": 2}
    assert MissingMember.objects.count() == 5


def test_an_older_file_does_not_bring_back_the_erased(source: MemberSource, party: Party, file: Path) -> None:
    run(source, file, KARI)
    kari = Person.objects.get(member_number="00012")
    resign(person=kari, on=clock.today(), by=None)
    erase_people(ids=[kari.pk], reason=ErasureReason.RESIGNED, now=timezone.now(), by=None)
    assert not MemberOrigin.objects.exists()
    assert run(source, file, KARI) == {"erased": 1}
    tomorrow = clock.today() + timedelta(days=1)
    later = KARI.replace("2.3.2024", tomorrow.strftime("%d.%m.%Y"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: tomorrow)
        assert run(source, file, later) == {"new": 1}


def test_what_was_shown_is_what_is_done(source: MemberSource, file: Path) -> None:
    run(source, file, KARI)
    file.write_text("\n".join([HEAD, KARI.replace("Storgata 1", "Torget 1")]))
    with file.open("rb") as stream:
        record = receive_file(upload=File(stream), name="m.csv", source=source, by=None, check=False)
    member_imports.check_import(record=record, progress=lambda share: None)
    change_person(person=Person.objects.get(member_number="00012"), by=None, street_address="Et annet sted 4")
    MemberImport.objects.filter(pk=record.pk).update(status=ImportStatus.IMPORTING)
    record.refresh_from_db()
    member_imports.carry_out_import(record=record, progress=lambda share: None)
    record.refresh_from_db()
    assert (record.status, changes(record)) == (ImportStatus.READY, {"conflicts": 1})
    record.status = ImportStatus.IMPORTING
    member_imports.carry_out_import(record=record, progress=lambda share: None)
    assert (record.status, record.file.name, record.sheet.name) == (ImportStatus.DONE, "", "")


def test_hypersys_units_members_and_roles(party: Party, source: MemberSource, tmp_path: Path) -> None:
    home = {"address1": "Veien 1", "address2": "", "postal_code": 181, "postal_code_name": "OSLO"}
    kari = {"member_id": 12, "first_name": "Kari", "last_name": "Ås", "name": "Kari Ås", "birth": "1990-02-01"}
    kari |= {"email": "kari@example.org", "mobile": "41234567", "organisation_id": 7, "postal_address": home}
    nils = kari | {"member_id": 13, "first_name": "Nils", "name": "Nils Ås", "organisation_id": 8, "email": None}
    values: dict[str, Any] = {
        "units.json": [
            {"id": 8, "name": "Bortevik", "parent": 5, "type_name": "Lokallag", "status": 1, "children": []},
            {"id": 5, "name": "Fjordland", "parent": 1, "type_name": "Fylkeslag", "status": 1, "children": [7, 8]},
            {"id": 7, "name": "Lillevik", "parent": 5, "type_name": "Lokallag", "status": 1, "children": []},
        ],
        "membership-7-2026.json": [kari | {"last_paid_year": 2026, "status": "active"}],
        "membership-8-2026.json": [nils],
        "organ-7.json": {
            "id": 1,
            "organ_type": 2,
            "name": "Styret",
            "organisation": 7,
            "members": [
                {"user_id": 1, "name": "Kari Ås", "email": "Kari@example.org", "phone": "", "role": "Lagsleder"},
                {"user_id": 2, "name": "Ukjent", "email": None, "phone": "", "role": "Nestleder"},
            ],
        },
        "roles-8.json": [
            {
                "id": 3,
                "name": "Nils Ås",
                "organisation_name": "Bortevik",
                "role_type": 4,
                "role_type_name": "Økonomiansvarlig",
                "end_date": "2190-03-01",
            },
            {
                "id": 4,
                "name": "Nils Ås",
                "organisation_name": "Bortevik",
                "role_type": 44,
                "role_type_name": "Kommunestyrerepresentant",
                "end_date": None,
            },
        ],
    }
    path = tmp_path / "hypersys.zip"
    with ZipFile(path, "w") as archive:
        for name, value in values.items():
            archive.writestr(name, json.dumps(value))
    before = register()
    assert changes(imported(source, path, dry=True)) == {"new": 2, "units": 1, "offices": 2}
    assert register() == before
    record = imported(source, path)
    assert changes(record) == {"new": 2, "units": 1, "offices": 2}
    assert record.faults["shown"] == [[2, "Nestleder", "role-holder"]]
    unit = Unit.objects.get(code="bortevik")
    assert (unit.path.startswith(party.county.path), unit.kind) == (True, UnitKind.LOCAL)
    held = OfficeHolding.objects.filter(person__member_number__in=["12", "13"]).order_by("person__member_number")
    assert [(each.office.code, each.unit.code, each.valid_until) for each in held] == [
        ("chair", "lillevik", None),
        ("treasurer", "bortevik", date(2190, 3, 1)),
    ]
    assert Person.objects.get(member_number="12").postal_code == "0181"
    before = register()
    assert changes(imported(source, path)) == {"unchanged": 2}
    assert register() == before


def test_codes_in_a_workbook_keep_their_zeros(source: MemberSource, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Medlemsnr", "Fornavn", "Etternavn", "Postnr", "Lag", "Født"])
    sheet.append([12, "Kari", "Ås", 181, "Lillevik", date(1990, 2, 1)])
    sheet["A2"].number_format = "00000"
    book.save(tmp_path / "m.xlsx")
    assert changes(imported(source, tmp_path / "m.xlsx")) == {"new": 1}
    kari = Person.objects.get(last_name="Ås")
    assert (kari.member_number, kari.postal_code, kari.birth_date) == ("00012", "0181", date(1990, 2, 1))


def test_a_file_in_the_folder_is_imported_once_and_alarming_ones_wait(
    source: MemberSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.folder, source.complete = "registeret", True
    source.save()
    folder = folder_of(source)
    now = timezone.now()
    assert sync(source=source, now=now) == "no file"
    folder.mkdir(parents=True)
    (folder / "1.csv.part").write_text(HEAD)
    (folder / "1.csv").write_text("\n".join([HEAD, KARI, OLA]))
    assert sync(source=source, now=now) == ImportStatus.DONE
    assert [each.name for each in folder.iterdir()] == ["1.csv.part"]
    assert MissingMember.objects.count() == 5
    MissingMember.objects.all().delete()
    monkeypatch.setattr(member_imports, "ALARMING_NUMBER", 1)
    (folder / "2.csv").write_text("\n".join([HEAD, KARI]))
    assert sync(source=source, now=now) == "waits for somebody"
    assert (sync(source=source, now=now), MissingMember.objects.count()) == ("waiting", 0)
    MemberImport.objects.update(status=ImportStatus.FAILED)
    assert sync(source=source, now=now) == "tried again"


def test_branches_are_told_of_those_who_have_just_joined(
    source: MemberSource, party: Party, file: Path, mailoutbox: list[EmailMessage]
) -> None:
    """KARI has been a member for years, which is no news; whoever is not said to have joined some day joins today."""
    just = (clock.today() - timedelta(days=3)).strftime("%d.%m.%Y")
    run(source, file, KARI, OLA, *(f"{n};Ny;Nordmann;ny{n}@example.org;;1990;;;Lillevik;{just};;;" for n in "34"))
    waiting = ProcrastinateJob.objects.filter(task_name="organisation.tell_of_imported_joins").order_by("pk")
    told = {(job.args["unit_id"], job.args["number"]) for job in waiting}
    assert told == {(party.branch.pk, 2), (party.sibling.pk, 1)}
    jobs.tell_of_imported_joins(unit_id=party.branch.pk, number=2)
    assert [each.subject for each in mailoutbox] == ["2 nye medlemmer i Lillevik"]


def test_files_nobody_confirms_go_within_hours(source: MemberSource, file: Path, tmp_path: Path) -> None:
    file.write_text("\n".join([HEAD, KARI]))
    with file.open("rb") as stream:
        record = receive_file(upload=File(stream), name="m.csv", source=source, by=None, check=False)
    member_imports.check_import(record=record, progress=lambda share: None)
    assert len(list((tmp_path / "files" / "member-files").iterdir())) == 2
    assert member_imports.forget_files(now=record.given_at + timedelta(hours=11)) == 0
    assert member_imports.forget_files(now=record.given_at + timedelta(hours=13)) == 1
