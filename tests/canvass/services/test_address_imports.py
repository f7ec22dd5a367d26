"""Importing addresses: what changes, what stays, and what must never be lost."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, connections
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django.fixtures import Settings

from gjennomslag.canvass.address_files import FileFault, UnreadableFileError
from gjennomslag.canvass.choices import ImportStatus
from gjennomslag.canvass.models import Address, AddressImport, BasicUnit, Door
from gjennomslag.canvass.services import address_imports
from gjennomslag.canvass.services.address_imports import import_file
from tests.canvass.address_lines import address, addresses_file, dwelling, dwellings_file, line
from tests.party import Party

ASKED = date(2026, 3, 1)


def load(path: Path, *, dry_run: bool = False) -> AddressImport:
    return import_file(path=path, unit=None, by=None, dry_run=dry_run, progress=lambda share: None)


def refusal(path: Path) -> FileFault:
    with pytest.raises(UnreadableFileError) as refused:
        load(path)
    return refused.value.fault


def standing() -> set[tuple[str, str]]:
    """Return the address and the dwelling number of every door in use."""
    return set(
        Door.objects.filter(retired_on__isnull=True, address__retired_on__isnull=True).values_list(
            "address__text", "dwelling_number"
        )
    )


def asked_not_to() -> set[tuple[str, str]]:
    """Return the doors in use that nobody may knock on."""
    rows = Door.objects.filter(retired_on__isnull=True, do_not_knock_on__isnull=False)
    return set(rows.values_list("address__text", "dwelling_number"))


def fingerprint() -> list[tuple[str, ...]]:
    """Return where and by which transaction every row was written: any write at all changes it."""
    tables = ("canvass_address", "canvass_door", "canvass_basicunit")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{each}', ctid::text, xmin::text FROM {each}" for each in tables))
        return sorted(cursor.fetchall())


def ask_not_to_knock(number: int, dwelling_number: str = "") -> Door:
    door = Door.objects.get(address__number=number, dwelling_number=dwelling_number, retired_on__isnull=True)
    Door.objects.filter(pk=door.pk).update(do_not_knock_on=ASKED)
    return door


def changes(record: AddressImport, what: str) -> tuple[int, int, int, int]:
    counts = record.counts[what]
    return counts["new"], counts["changed"], counts["retired"], counts["unchanged"]


@pytest.mark.django_db
def test_every_address_gets_a_door(tmp_path: Path) -> None:
    record = load(addresses_file(tmp_path, address(1), address(2, bokstav="B", adressetilleggsnavn="Haugen")))
    assert (changes(record, "addresses"), changes(record, "doors")) == ((2, 0, 0, 0), (2, 0, 0, 0))
    assert standing() == {("Storgata 1", ""), ("Haugen, Storgata 2B", "")}
    assert list(BasicUnit.objects.values_list("code", "name", "municipality_code")) == [
        ("34200405", "Fjeldsetlia", "3420")
    ]
    stored = Address.objects.get(number=2)
    assert (stored.key, stored.register_id, stored.letter, stored.basic_unit_id) == (
        "3420:3390:2B", "10002", "B", "34200405",
    )  # fmt: skip
    assert (stored.postal_place, stored.polling_district, stored.east) == ("Elverum", "5", 314222.8)
    assert record.status == ImportStatus.DONE
    assert record.municipality_codes == ["3420"]


@pytest.mark.django_db
def test_the_same_file_again_writes_nothing(tmp_path: Path) -> None:
    first = [addresses_file(tmp_path, *(address(n) for n in range(1, 30)))]
    first.append(dwellings_file(tmp_path, *(dwelling(n, f"H{n % 3 + 1:02}01") for n in range(1, 20))))
    for path in first:
        load(path)
    before = fingerprint()
    for path in first:
        again = load(path)
        assert (again.counts["addresses"]["unchanged"], again.counts["doors"]["unchanged"]) == (
            29 if path is first[0] else 19, 29 if path is first[0] else 19,
        )  # fmt: skip
    assert fingerprint() == before


@pytest.mark.django_db
def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path) -> None:
    load(addresses_file(tmp_path, address(1), address(2)))
    newer = addresses_file(tmp_path, address(2, adressetilleggsnavn="Haugen"), address(3), address(3))
    before = fingerprint()
    told = load(newer, dry_run=True)
    assert fingerprint() == before
    assert AddressImport.objects.count() == 1
    assert (changes(told, "addresses"), changes(told, "doors")) == ((1, 1, 1, 0), (1, 0, 1, 1))
    assert told.faults == {"counts": {"duplicate": 1}, "shown": [[4, "", "duplicate", "Storgata 3"]]}
    done = load(newer)
    assert (done.counts, done.faults, done.picture) == (told.counts, told.faults, told.picture)
    assert standing() == {("Haugen, Storgata 2", ""), ("Storgata 3", "")}


@pytest.mark.django_db
def test_what_is_gone_is_retired_and_comes_back(tmp_path: Path) -> None:
    both = addresses_file(tmp_path, address(1), address(2), name="both.csv")
    load(both)
    door = ask_not_to_knock(2)
    load(addresses_file(tmp_path, address(1), name="one.csv"))
    assert standing() == {("Storgata 1", "")}
    assert Address.objects.get(number=2).retired_on is not None
    again = load(both)
    assert (changes(again, "addresses"), changes(again, "doors")) == ((0, 1, 0, 1), (0, 1, 0, 1))
    assert standing() == {("Storgata 1", ""), ("Storgata 2", "")}
    assert Door.objects.get(address__number=2).pk == door.pk
    assert asked_not_to() == {("Storgata 2", "")}


@pytest.mark.django_db
def test_an_older_file_is_refused_and_only_for_the_same_municipality_and_product(tmp_path: Path) -> None:
    old, new = {"datauttaksdato": "01.01.2026 05:00:00"}, {"datauttaksdato": "02.01.2026 05:00:00"}
    load(addresses_file(tmp_path, address(1, **new)))
    before = fingerprint()
    assert refusal(addresses_file(tmp_path, address(1, **old), address(2, **old))) is FileFault.OLDER
    assert fingerprint() == before
    hamar = {"kommunenummer": "3403", "Nord": "6745000.00", "Øst": "287000.00", "adresseId": "7"}
    assert load(addresses_file(tmp_path, address(9, **hamar, **old))).status == ImportStatus.DONE
    assert load(dwellings_file(tmp_path, dwelling(1, "H0101", **old))).status == ImportStatus.DONE
    assert standing() == {("Storgata 1", "H0101"), ("Storgata 9", "")}


@pytest.mark.django_db
def test_other_municipalities_are_left_alone(tmp_path: Path) -> None:
    hamar = {"kommunenummer": "3403", "Nord": "6745000.00", "Øst": "287000.00", "adresseId": "7"}
    load(addresses_file(tmp_path, address(1), address(2), address(9, **hamar)))
    record = load(addresses_file(tmp_path, address(1)))
    assert changes(record, "addresses") == (0, 0, 1, 1)
    assert standing() == {("Storgata 1", ""), ("Storgata 9", "")}


@pytest.mark.django_db
def test_houses_that_swap_numbers_keep_their_doors(tmp_path: Path) -> None:
    load(addresses_file(tmp_path, address(1), address(2)))
    door = ask_not_to_knock(1)
    record = load(addresses_file(tmp_path, address(2, adresseId="10001"), address(1, adresseId="10002")))
    assert changes(record, "addresses") == (0, 2, 0, 0)
    assert asked_not_to() == {("Storgata 2", "")}
    assert Door.objects.get(address__number=2).pk == door.pk


@pytest.mark.django_db
def test_a_house_that_takes_the_number_of_a_house_that_is_gone_is_another_house(tmp_path: Path) -> None:
    load(addresses_file(tmp_path, address(1), address(2)))
    ask_not_to_knock(2)
    load(addresses_file(tmp_path, address(2, adresseId="10001")))
    assert standing() == {("Storgata 2", "")}
    assert asked_not_to() == set()


@pytest.mark.django_db
def test_a_municipality_with_a_new_code_keeps_its_doors(tmp_path: Path) -> None:
    load(addresses_file(tmp_path, address(1)))
    door = ask_not_to_knock(1)
    record = load(addresses_file(tmp_path, address(1, kommunenummer="3421", grunnkretsnummer="34210405")))
    assert changes(record, "addresses") == (0, 1, 0, 0)
    assert Door.objects.get(address__municipality_code="3421").pk == door.pk
    assert BasicUnit.objects.count() == 2


@pytest.mark.django_db
def test_dwellings_take_the_place_of_the_door_for_the_whole_address(tmp_path: Path) -> None:
    load(addresses_file(tmp_path, address(1), address(2), address(3)))
    whole = ask_not_to_knock(1)
    lines = [dwelling(1, "H0102"), dwelling(1, "U0101"), dwelling(1, "H0101"), dwelling(2)]
    record = load(dwellings_file(tmp_path, *lines))
    assert standing() == {
        ("Storgata 1", "U0101"),
        ("Storgata 1", "H0101"),
        ("Storgata 1", "H0102"),
        ("Storgata 2", ""),
        ("Storgata 3", ""),
    }
    assert changes(record, "doors") == (2, 2, 0, 0)
    whole.refresh_from_db()
    assert whole.dwelling_number == "U0101"
    assert asked_not_to() == {("Storgata 1", "U0101"), ("Storgata 1", "H0101"), ("Storgata 1", "H0102")}
    assert Door.objects.get(address__number=2).dwelling_id == "20002"


@pytest.mark.django_db
def test_a_file_without_dwellings_leaves_the_dwellings(tmp_path: Path) -> None:
    load(dwellings_file(tmp_path, dwelling(1, "H0101"), dwelling(1, "H0201"), dwelling(2)))
    before = standing()
    record = load(addresses_file(tmp_path, address(1), address(2), address(3)))
    assert standing() == before | {("Storgata 3", "")}
    assert (changes(record, "addresses"), changes(record, "doors")) == ((1, 0, 0, 2), (1, 0, 0, 3))


@pytest.mark.django_db
def test_a_dwelling_is_known_again_by_its_own_number(tmp_path: Path) -> None:
    load(dwellings_file(tmp_path, dwelling(1, "H0101", bruksenhetid="A"), dwelling(1, "H0102", bruksenhetid="B")))
    door = ask_not_to_knock(1, "H0101")
    load(dwellings_file(tmp_path, dwelling(1, "H0102", bruksenhetid="A"), dwelling(1, "H0101", bruksenhetid="B")))
    assert asked_not_to() == {("Storgata 1", "H0102")}
    load(dwellings_file(tmp_path, dwelling(2, "H0301", bruksenhetid="A"), dwelling(1, "H0101", bruksenhetid="B")))
    assert asked_not_to() == {("Storgata 2", "H0301")}
    door.refresh_from_db()
    assert (door.address.number, door.do_not_knock_on) == (2, ASKED)


@pytest.mark.django_db
def test_do_not_knock_survives_that_a_house_is_split_and_joined(tmp_path: Path) -> None:
    load(dwellings_file(tmp_path, dwelling(1, bruksenhetid="A")))
    ask_not_to_knock(1)
    load(dwellings_file(tmp_path, dwelling(1, "H0101", bruksenhetid="B"), dwelling(1, "H0201", bruksenhetid="C")))
    assert asked_not_to() == {("Storgata 1", "H0101"), ("Storgata 1", "H0201")}
    Door.objects.filter(dwelling_number="H0201").update(do_not_knock_on=None)
    load(dwellings_file(tmp_path, dwelling(1, bruksenhetid="D")))
    assert standing() == asked_not_to() == {("Storgata 1", "")}


@pytest.mark.django_db
def test_what_has_no_number_beside_dwellings_that_have_is_no_door(tmp_path: Path) -> None:
    garage = dwelling(1, bruksenhetid="G")
    record = load(dwellings_file(tmp_path, dwelling(1, "H0101"), garage, dwelling(2), dwelling(2, bruksenhetid="X")))
    assert standing() == {("Storgata 1", "H0101"), ("Storgata 2", "")}
    assert (record.counts["unnumbered"], record.faults["counts"]) == (2, {})


@pytest.mark.django_db
def test_an_address_that_only_a_dwelling_file_gave_is_retired_by_the_next_one(tmp_path: Path) -> None:
    load(addresses_file(tmp_path, address(3)))
    load(dwellings_file(tmp_path, dwelling(1, "H0101"), dwelling(2)))
    record = load(dwellings_file(tmp_path, dwelling(2)))
    assert (changes(record, "addresses"), changes(record, "doors")) == ((0, 0, 1, 1), (0, 0, 1, 1))
    assert standing() == {("Storgata 2", ""), ("Storgata 3", "")}


@pytest.mark.django_db
def test_a_row_with_a_fault_is_not_taken_for_gone(tmp_path: Path) -> None:
    load(addresses_file(tmp_path, address(1), address(2), address(3)))
    record = load(addresses_file(tmp_path, address(1), address(2, Nord="?")))
    assert changes(record, "addresses") == (0, 0, 1, 1)
    assert standing() == {("Storgata 1", ""), ("Storgata 2", "")}
    load(dwellings_file(tmp_path, dwelling(1, "H0101"), dwelling(1, "H0201")))
    load(dwellings_file(tmp_path, dwelling(1, "H0101"), dwelling(1, "H0201", nummer="x")))
    assert {("Storgata 1", "H0101"), ("Storgata 1", "H0201")} <= standing()


@pytest.mark.django_db
def test_columns_that_a_file_lacks_change_nothing(tmp_path: Path) -> None:
    load(addresses_file(tmp_path, address(1)))
    before = fingerprint()
    header = "kommunenummer;adressekode;adressenavn;nummer;bokstav;EPSG-kode;Nord;Øst;datauttaksdato"
    narrow = tmp_path / "narrow.csv"
    narrow.write_text(f"{header}\n{line(header, nummer='1')}\n", "utf-8")
    assert changes(load(narrow), "addresses") == (0, 0, 0, 1)
    assert fingerprint() == before


@pytest.mark.django_db
def test_the_real_file_of_a_whole_municipality(shared_data: Path) -> None:
    path = shared_data / "norway" / "Basisdata_3420_Elverum_25833_MatrikkelenAdresse.csv"
    record = load(path)
    assert changes(record, "doors") == (10871, 0, 0, 0)
    assert BasicUnit.objects.count() == 44
    before = fingerprint()
    assert changes(load(path), "doors") == (0, 0, 0, 10871)
    assert fingerprint() == before


def test_a_unit_imports_its_own_municipalities_only(party: Party, tmp_path: Path) -> None:
    path = addresses_file(tmp_path, address(1))
    mine = import_file(path=path, unit=party.county, by=party.oda, dry_run=False, progress=lambda share: None)
    assert (mine.status, mine.by) == (ImportStatus.DONE, party.oda)
    with pytest.raises(UnreadableFileError) as refused:
        import_file(path=path, unit=party.sibling, by=party.jens, dry_run=False, progress=lambda share: None)
    assert refused.value.fault is FileFault.OTHER_MUNICIPALITY
    assert AddressImport.objects.get(unit=party.sibling).status == ImportStatus.REFUSED


@pytest.mark.django_db
def test_a_wish_for_a_whole_address_passes_to_dwellings_that_were_there_beside_it(tmp_path: Path) -> None:
    load(dwellings_file(tmp_path, dwelling(1, "H0101"), dwelling(1, "H0102"), dwelling(2, "H0101")))
    place = Address.objects.get(number=1)
    Door.objects.create(address=place, dwelling_number="", do_not_knock_on=ASKED)
    file = dwellings_file(tmp_path, dwelling(1, "H0101"), dwelling(2, "H0101"))
    load(file)
    assert standing() == {("Storgata 1", "H0101"), ("Storgata 2", "H0101")}
    assert asked_not_to() == {("Storgata 1", "H0101")}
    before = fingerprint()
    load(file)
    assert fingerprint() == before


# Whatever files come in whatever order -----------------------------------------------------------------------


@dataclass(frozen=True)
class House:
    """A house in a file: its number in the street, and the dwellings in it (none: a row without a number)."""

    number: int
    dwellings: tuple[str, ...]


houses = st.lists(
    st.builds(
        House,
        number=st.integers(1, 5),
        dwellings=st.lists(st.sampled_from(["H0101", "H0102", "H0201", "K0101"]), unique=True, max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda house: house.number,
)
steps = st.lists(st.tuples(st.booleans(), houses, st.integers(1, 5)), min_size=1, max_size=6)


class TestAnyOrder(TestCase):
    """Any files in any order: what stands is what the newest files say, and nothing asked for is forgotten."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path

    @examples(max_examples=40, suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow])
    @given(steps)
    def test_any_order(self, files: list[tuple[bool, list[House], int]]) -> None:
        for with_dwellings, street, asked in files:
            before, refused = standing(), {text for text, _ in asked_not_to()}
            path = self._file(street, with_dwellings=with_dwellings)
            record = load(path)
            now = standing()
            in_file = {f"Storgata {house.number}" for house in street}
            if with_dwellings:
                wanted = {
                    (f"Storgata {house.number}", number) for house in street for number in house.dwellings or ("",)
                }
                assert {each for each in now if each[0] in in_file} == wanted
            else:
                assert {text for text, _ in now} == in_file
                assert {each for each in before if each[0] in in_file} <= now
            assert not Address.objects.filter(retired_on__isnull=True).exclude(
                pk__in=Door.objects.filter(retired_on__isnull=True).values("address")
            )
            assert refused & {text for text, _ in now} <= {text for text, _ in asked_not_to()}
            counts = record.counts["doors"]
            assert counts["new"] + counts["changed"] + counts["unchanged"] == len(
                now if not with_dwellings else {each for each in now if each[0] in in_file}
            )
            mark = fingerprint()
            load(path)
            assert fingerprint() == mark
            Door.objects.filter(address__number=asked, retired_on__isnull=True).update(do_not_knock_on=ASKED)

    def _file(self, street: list[House], *, with_dwellings: bool) -> Path:
        if not with_dwellings:
            return addresses_file(self.folder, *(address(house.number) for house in street))
        lines = [dwelling(house.number, number) for house in street for number in house.dwellings or ("",)]
        return dwellings_file(self.folder, *lines)


# A process that dies on the way ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kill_at", [0.3, 0.65, 0.75, 0.85, 0.95, 0.99])
def test_an_import_that_is_killed_leaves_nothing_and_is_done_again(tmp_path: Path, kill_at: float) -> None:
    load(addresses_file(tmp_path, *(address(n) for n in range(1, 20))))
    before, counts = fingerprint(), (Address.objects.count(), Door.objects.count())
    newer = dwellings_file(tmp_path, *(dwelling(n, f"H0{f}01") for n in range(5, 40) for f in (1, 2, 3)))
    died: list[BaseException] = []

    def work() -> None:
        def progress(share: float) -> None:
            if share >= kill_at:
                killer = connections.create_connection("default")
                with killer.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
                killer.close()

        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pid = cursor.fetchone()[0]
            import_file(path=newer, unit=None, by=None, dry_run=False, progress=progress)
        except OperationalError as error:
            died.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(died) == 1
    assert fingerprint() == before
    assert AddressImport.objects.filter(status=ImportStatus.DONE).count() == 1
    load(newer)
    doors = {(f"Storgata {n}", f"H0{f}01") for n in range(5, 40) for f in (1, 2, 3)}
    assert standing() == doors | {(f"Storgata {n}", "") for n in range(1, 5)}
    assert (Address.objects.count(), Door.objects.count()) == (counts[0] + 20, len(doors) + 4)


# Files given on the web --------------------------------------------------------------------------------------


@pytest.fixture
def files_here(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def give(party: Party, path: Path) -> AddressImport:
    return address_imports.receive_file(
        upload=ContentFile(path.read_bytes()), name="Elverum.csv", unit=party.branch, by=party.turid
    )


def run(record: AddressImport) -> AddressImport:
    from gjennomslag.canvass.jobs import check_addresses, import_addresses

    for work in (check_addresses, import_addresses):
        work(import_id=record.pk)
    record.refresh_from_db()
    return record


def test_a_file_is_checked_confirmed_imported_and_deleted(party: Party, tmp_path: Path, files_here: Path) -> None:
    record = run(give(party, addresses_file(tmp_path, address(1), address(2))))
    assert (record.status, record.file_name, Address.objects.count()) == (ImportStatus.READY, "Elverum.csv", 0)
    assert changes(record, "addresses") == (2, 0, 0, 0)
    kept = Path(record.file.path)
    assert kept.is_relative_to(files_here)
    assert "Elverum" not in str(kept)
    address_imports.confirm_import(record=record, by=party.turid)
    assert run(record).status == ImportStatus.DONE
    assert standing() == {("Storgata 1", ""), ("Storgata 2", "")}
    assert not record.file


@pytest.mark.django_db(transaction=True)
def test_the_file_is_deleted_when_it_is_no_longer_needed(tmp_path: Path, files_here: Path) -> None:
    from tests.party import make_party

    party = make_party()
    good, bad, dropped = (
        give(party, path)
        for path in (
            addresses_file(tmp_path, address(1)),
            addresses_file(tmp_path, "x", name="bad.csv"),
            addresses_file(tmp_path, address(2), name="other.csv"),
        )
    )
    for record in (good, bad, dropped):
        run(record)
    assert len(list(files_here.rglob("*.csv"))) == 2
    address_imports.drop_import(record=dropped, by=party.turid)
    address_imports.confirm_import(record=good, by=party.turid)
    run(good)
    assert list(files_here.rglob("*.csv")) == []
    assert [AddressImport.objects.get(pk=each.pk).status for each in (good, bad, dropped)] == [
        ImportStatus.DONE, ImportStatus.REFUSED, ImportStatus.DROPPED,
    ]  # fmt: skip


def test_a_step_is_done_once(party: Party, tmp_path: Path, files_here: Path) -> None:
    record = give(party, addresses_file(tmp_path, address(1)))
    with pytest.raises(address_imports.WrongStatus):
        address_imports.confirm_import(record=record, by=party.turid)
    run(record)
    address_imports.confirm_import(record=record, by=party.turid)
    for forbidden in (address_imports.confirm_import, address_imports.drop_import):
        with pytest.raises(address_imports.WrongStatus):
            forbidden(record=record, by=party.turid)
    run(record)
    before = fingerprint()
    assert run(record).status == ImportStatus.DONE
    assert fingerprint() == before


def test_work_that_has_fallen_silent_can_be_done_again(party: Party, tmp_path: Path, files_here: Path) -> None:
    record = give(party, addresses_file(tmp_path, address(1)))
    now = timezone.now()
    with pytest.raises(address_imports.WrongStatus):
        address_imports.try_again(record=record, now=now, by=party.turid)
    address_imports.try_again(record=record, now=now + timedelta(minutes=11), by=party.turid)
    assert run(record).status == ImportStatus.READY


def test_a_step_that_fails_is_told_and_can_be_done_again(party: Party, tmp_path: Path, files_here: Path) -> None:
    record = run(give(party, addresses_file(tmp_path, address(1))))
    address_imports.confirm_import(record=record, by=party.turid)
    kept = Path(record.file.path)
    hidden = kept.rename(kept.with_suffix(".away"))
    with pytest.raises(FileNotFoundError):
        run(record)
    record.refresh_from_db()
    assert record.status == ImportStatus.FAILED
    hidden.rename(kept)
    address_imports.try_again(record=record, now=timezone.now(), by=party.turid)
    assert run(record).status == ImportStatus.DONE


def test_files_nobody_confirms_are_forgotten(party: Party, tmp_path: Path, files_here: Path) -> None:
    record = run(give(party, addresses_file(tmp_path, address(1))))
    stray = default_storage.save("address-files/stray.csv", ContentFile(b"x"))
    now = timezone.now()
    assert address_imports.forget_files(now=now + timedelta(days=6)) == 0
    assert address_imports.forget_files(now=now + timedelta(days=8)) == 2
    record.refresh_from_db()
    assert (record.status, bool(record.file)) == (ImportStatus.DROPPED, False)
    assert not default_storage.exists(stray)
