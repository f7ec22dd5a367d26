"""Reading Kartverket's files: real ones, every quirk, every fault."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.canvass.address_files import (
    AddressFile,
    AddressRow,
    FaultCode,
    FileFault,
    Product,
    UnreadableFileError,
    open_address_file,
)
from gjennomslag.canvass.address_files import reader as reader_module
from gjennomslag.canvass.address_files.coordinates import from_metres
from gjennomslag.canvass.generated_files import ADDRESS_HEADER, DWELLING_HEADER
from tests.canvass.address_lines import ELVERUM, address, addresses_file, dwelling, dwellings_file, line, write

OSLO_TIME = ZoneInfo("Europe/Oslo")


def read(path: Path, *expected: str) -> tuple[list[AddressRow], AddressFile]:
    with open_address_file(path, frozenset(expected) if expected else None) as file:
        return [row for rows in file.chunks() for row in rows], file


def faults(file: AddressFile) -> list[tuple[int, str, FaultCode, str]]:
    return [(fault.row, fault.column, fault.code, fault.value) for fault in file.faults.shown]


def refusal(path: Path, *expected: str) -> tuple[FileFault, dict[str, str | int]]:
    with pytest.raises(UnreadableFileError) as refused:
        read(path, *expected)
    return refused.value.fault, refused.value.details


def test_a_whole_municipality_as_downloaded(shared_data: Path) -> None:
    rows, file = read(shared_data / "norway" / "Basisdata_3420_Elverum_25833_MatrikkelenAdresse.csv", "3420")
    assert (len(rows), file.rows_read, file.faults.total) == (10871, 10871, 0)
    assert file.product is Product.ADDRESSES
    assert file.municipalities == {"3420": "ELVERUM"}
    assert file.extracted_at == datetime(2025, 6, 12, 9, 3, 50, tzinfo=OSLO_TIME)
    assert len({row.key for row in rows}) == 10871
    assert file.share_read == 1.0
    grindalen = next(row for row in rows if row.extra_name == "Grindalen")
    assert grindalen.text == "Grindalen, Grindalsvegen 121"
    assert {row.postal_place for row in rows} >= {"Elverum", "Sørskogbygda", "Søre Osen"}


def test_a_place_known_from_elsewhere_lies_where_it_should(shared_data: Path) -> None:
    rows, _ = read(shared_data / "norway" / "matrikkelenAdresse_sample.csv")
    house = next(row for row in rows if row.text == "Tyrihansveien 38")
    assert (house.east, house.north) == (92406.38, 6466460.67)
    assert (house.latitude, house.longitude) == (58.1505883, 8.0677833)
    assert (house.key, house.basic_unit, house.basic_unit_name) == ("4204:18981:38", "42041806", "Korsvik øst")
    assert (house.postal_code, house.postal_place, house.polling_district) == ("4638", "Kristiansand S", "14")


def test_line_ends_byte_order_mark_case_and_order_of_columns_do_not_matter(tmp_path: Path) -> None:
    columns = ADDRESS_HEADER.split(";")
    random.Random(3).shuffle(columns)
    mixed = ";".join(columns)
    header = mixed.upper().replace("ADRESSEID", "AdresseId").replace("LOKALID", "lokalId")
    plain = addresses_file(tmp_path, address(1), address(2, bokstav="b"))
    odd = tmp_path / "odd.csv"
    lines = [header, *(line(mixed, nummer=n, bokstav=b, adresseId=f"1000{n}") for n, b in (("1", ""), ("2", "B")))]
    odd.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert read(odd)[0] == read(plain)[0]


@pytest.mark.parametrize("folder", ["", "Basisdata_3420_Elverum_25833_MatrikkelenAdresse/"])
def test_a_zip_is_read_like_the_file_in_it(tmp_path: Path, folder: str) -> None:
    plain = addresses_file(tmp_path, address(1), address(3))
    packed = tmp_path / "download.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._matrikkelenAdresse.csv", "x")
        archive.write(plain, f"{folder}matrikkelenAdresse.csv")
    rows, file = read(packed)
    assert rows == read(plain)[0]
    assert file.name == "matrikkelenAdresse.csv"


def test_codes_that_lost_their_leading_zeros_get_them_back(tmp_path: Path) -> None:
    oslo = {"kommunenummer": "301", "postnummer": "155", "grunnkretsnummer": "3010101", "poststed": "OSLO"}
    rows, file = read(addresses_file(tmp_path, address(1, **oslo, Nord="6649000.00", Øst="262000.00")))
    assert [(row.municipality_code, row.postal_code, row.basic_unit) for row in rows] == [("0301", "0155", "03010101")]
    assert file.faults.total == 0


@pytest.mark.parametrize("epsg", ["25832", "25833", "25835", "4258"])
def test_every_coordinate_system_leads_to_the_same_place(tmp_path: Path, epsg: str) -> None:
    import numpy as np

    east, north = from_metres(np.array([float(ELVERUM["Øst"])]), np.array([float(ELVERUM["Nord"])]), epsg)
    there = {"EPSG": epsg, "Nord": f"{north[0]:.8f}", "Øst": f"{east[0]:.8f}"}
    rows, _ = read(addresses_file(tmp_path, address(1), address(1, **there)))
    assert rows[1][1:] == rows[0][1:]


def test_dwellings_in_the_old_and_the_new_layout(tmp_path: Path) -> None:
    lines = [dwelling(4, "H0203"), dwelling(6)]
    new, file = read(dwellings_file(tmp_path, *lines))
    assert file.product is Product.DWELLINGS
    assert [(row.key, row.dwelling_number, row.dwelling_id, row.register_id) for row in new] == [
        ("3420:3390:4", "H0203", "200040203", "10004"),
        ("3420:3390:6", "", "20006", "10006"),
    ]
    header = DWELLING_HEADER.removesuffix(";adresseId;uuidAdresse").replace("bruksenhetid", "bruksenhetId")
    old, _ = read(write(tmp_path / "old.csv", header, *(each.rsplit(";", 2)[0] for each in lines)))
    assert [row._replace(register_id="") for row in new] == old


def test_a_cadastral_address_stands_under_its_numbers(tmp_path: Path) -> None:
    place = {"adressetype": "Matrikkeladresse", "adressekode": "", "adressenavn": "", "nummer": ""}
    numbers = {"gardsnummer": "123", "bruksnummer": "4", "festenummer": "", "undernummer": "2"}
    farm = {**place, **numbers, "adressetilleggsnavn": "Haugen"}
    rows, _ = read(
        addresses_file(tmp_path, line(**farm), line(**place, gardsnummer="5", bruksnummer="6", festenummer="7"))
    )
    assert [(row.key, row.text, row.number) for row in rows] == [
        ("3420:123/4/0/2", "Haugen, 123/4-2", None),
        ("3420:5/6/7/0", "5/6/7", None),
    ]


@pytest.mark.parametrize(
    ("values", "code", "column"),
    [
        ({"kommunenummer": "34a0"}, FaultCode.MUNICIPALITY, "kommunenummer"),
        ({"adressetype": "postboks"}, FaultCode.TYPE, "adressetype"),
        ({"adressenavn": ""}, FaultCode.STREET, "adressenavn"),
        ({"adressekode": "x"}, FaultCode.STREET, "adressekode"),
        ({"adressenavn": "G" * 121}, FaultCode.TEXT, "adressenavn"),
        ({"adressenavn": "Gata\x00"}, FaultCode.TEXT, "adressenavn"),
        ({"nummer": ""}, FaultCode.NUMBER, "nummer"),
        ({"nummer": "tolv"}, FaultCode.NUMBER, "nummer"),
        ({"bokstav": "4"}, FaultCode.LETTER, "bokstav"),
        ({"adressetype": "matrikkeladresse", "bruksnummer": ""}, FaultCode.CADASTRE, "bruksnummer"),
        ({"EPSG": "4326"}, FaultCode.EPSG, "EPSG-kode"),
        ({"Nord": ""}, FaultCode.COORDINATE, "Nord"),
        ({"Øst": "314222,8"}, FaultCode.COORDINATE, "Nord"),
        ({"Nord": "nan"}, FaultCode.COORDINATE, "Nord"),
        ({"Øst": "914222.8"}, FaultCode.OUTSIDE, "Nord"),
    ],
)
def test_a_faulty_row_is_named_and_left_out(
    tmp_path: Path, values: dict[str, str], code: FaultCode, column: str
) -> None:
    rows, file = read(addresses_file(tmp_path, address(1), address(2, **values), address(3)))
    assert [row.number for row in rows] == [1, 3]
    assert [fault[:3] for fault in faults(file)] == [(3, column, code)]
    assert (file.rows_read, file.faults.rows_lost) == (3, 1)


def test_a_bad_dwelling_number_is_named_and_left_out(tmp_path: Path) -> None:
    rows, file = read(dwellings_file(tmp_path, dwelling(1, "h0101"), dwelling(1, "H11")))
    assert [row.dwelling_number for row in rows] == ["H0101"]
    assert faults(file) == [(3, "bruksenhetsnummerTekst", FaultCode.DWELLING_NUMBER, "H11")]


def test_a_fault_in_a_field_one_can_do_without_keeps_the_row(tmp_path: Path) -> None:
    values = {"postnummer": "N-2408", "grunnkretsnummer": "4", "datauttaksdato": "2025-06-12"}
    rows, file = read(addresses_file(tmp_path, address(1, **values)))
    assert [(row.number, row.postal_code, row.basic_unit) for row in rows] == [(1, "", "")]
    assert {fault[2] for fault in faults(file)} == {FaultCode.POSTAL_CODE, FaultCode.BASIC_UNIT, FaultCode.DATE}
    assert (file.faults.rows_lost, file.extracted_at) == (0, None)


def test_a_row_of_another_width_is_named_and_blank_lines_are_not(tmp_path: Path) -> None:
    rows, file = read(addresses_file(tmp_path, address(1), "", address(2) + ";", "kort;rad"))
    assert [row.number for row in rows] == [1]
    assert faults(file) == [(4, "", FaultCode.WIDTH, "47 / 46"), (5, "", FaultCode.WIDTH, "2 / 46")]


def test_all_faults_are_counted_and_a_hundred_are_shown(tmp_path: Path) -> None:
    bad = [address(number, bokstav="?" * 60) for number in range(150)]
    _, file = read(addresses_file(tmp_path, address(1), *bad))
    assert (file.faults.total, len(file.faults.shown)) == (150, 100)
    assert file.faults.shown[0].value == "?" * 40 + "…"


def test_chunks_do_not_change_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [address(number, bokstav="?" if number % 7 == 3 else "") for number in range(40)]
    path = addresses_file(tmp_path, *lines)
    whole, file = read(path)
    monkeypatch.setattr(reader_module, "CHUNK", 7)
    pieces, other = read(path)
    assert pieces == whole
    assert faults(other) == faults(file)


@pytest.mark.parametrize(
    ("content", "fault", "details"),
    [
        ("", FileFault.EMPTY, {}),
        ("\n\n", FileFault.EMPTY, {}),
        ("navn;telefon\nKari;22222222\n", FileFault.NOT_ADDRESSES, {}),
        (ADDRESS_HEADER.replace("Nord;", "").replace(";EPSG-kode", "") + "\n", FileFault.MISSING_COLUMNS,
         {"columns": "epsg-kode, nord"}),
        (ADDRESS_HEADER, FileFault.NO_ADDRESSES, {}),
        (ADDRESS_HEADER + "\n\n", FileFault.NO_ADDRESSES, {}),
        (f"{ADDRESS_HEADER}\nkort;rad\n", FileFault.NO_GOOD_ROWS, {}),
        (f"{ADDRESS_HEADER}\n{address(1, EPSG='32633')}\n", FileFault.UNKNOWN_EPSG, {"epsg": "32633"}),
        (f"{ADDRESS_HEADER}\n{address(1, EPSG='25832')}\n", FileFault.WRONG_EPSG, {"epsg": "25832"}),
        (f"{ADDRESS_HEADER}\n{address(1, EPSG='4258')}\n", FileFault.NO_GOOD_ROWS, {}),
    ],
)  # fmt: skip
def test_a_useless_file_is_refused(
    tmp_path: Path, content: str, fault: FileFault, details: dict[str, str | int]
) -> None:
    assert refusal(write(tmp_path / "x.csv", *content.splitlines())) == (fault, details)


def test_a_file_of_another_municipality_is_refused(tmp_path: Path) -> None:
    path = addresses_file(tmp_path, address(1))
    assert refusal(path, "4204") == (
        FileFault.OTHER_MUNICIPALITY, {"found": "Elverum (3420)", "expected": "Kristiansand (4204)"}
    )  # fmt: skip


def test_a_file_of_several_municipalities_is_refused_where_one_is_expected(tmp_path: Path) -> None:
    hamar = address(2, kommunenummer="3403", kommunenavn="HAMAR", Nord="6745000.00", Øst="287000.00")
    path = addresses_file(tmp_path, address(1), hamar)
    assert refusal(path, "3420") == (
        FileFault.MIXED_MUNICIPALITIES,
        {"found": "Hamar (3403)", "expected": "Elverum (3420)"},
    )
    rows, file = read(path, "3420", "3403")
    assert [row.municipality_code for row in rows] == ["3420", "3403"]
    assert file.municipalities == {"3420": "ELVERUM", "3403": "HAMAR"}


def test_a_file_saved_in_latin_1_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("\n".join([ADDRESS_HEADER, address(1)]).encode("latin-1"))
    assert refusal(path) == (FileFault.ENCODING, {"row": 1})
    path.write_bytes("\n".join([ADDRESS_HEADER, address(1)]).encode("utf-16"))
    assert refusal(path)[0] is FileFault.ENCODING


def _zip(*names: str) -> bytes:
    target = io.BytesIO()
    body = "\n".join([ADDRESS_HEADER, *(address(number) for number in range(300))])
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, body)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (_zip("a.csv")[:-30], FileFault.DAMAGED_ZIP),
        (b"PK\x03\x04", FileFault.DAMAGED_ZIP),
        (_zip("a.gml"), FileFault.NO_CSV),
        (_zip("a.csv", "b.csv"), FileFault.SEVERAL_CSV),
    ],
)
def test_a_zip_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes, fault: FileFault) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    assert refusal(path)[0] is fault


def test_a_zip_with_damage_in_the_middle_is_refused(tmp_path: Path) -> None:
    whole = bytearray(_zip("a.csv"))
    whole[len(whole) // 2] ^= 0xFF
    path = tmp_path / "x.zip"
    path.write_bytes(bytes(whole))
    assert refusal(path)[0] in {FileFault.DAMAGED_ZIP, FileFault.ENCODING}


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gjennomslag.canvass.address_files import source

    monkeypatch.setattr(source, "LARGEST", 2000)
    path = tmp_path / "x.zip"
    path.write_bytes(_zip("a.csv"))
    assert refusal(path)[0] is FileFault.TOO_LARGE


garbage = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=12)


@settings(max_examples=200)
@given(st.lists(st.dictionaries(st.sampled_from(ADDRESS_HEADER.split(";")), garbage, max_size=6), max_size=6))
def test_whatever_a_row_holds_it_is_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, changes: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("garbage")
    rows, file = read(addresses_file(folder, address(1), *(line(**change) for change in changes)))
    blank = sum(not line(**change).strip() for change in changes)
    assert len(rows) + file.faults.rows_lost == file.rows_read == 1 + len(changes) - blank
    for row in rows:
        assert row.key.startswith(f"{row.municipality_code}:")
        assert row.text.isprintable()


def test_a_file_that_breaks_off_in_a_line_is_refused(tmp_path: Path) -> None:
    path = addresses_file(tmp_path, address(1), address(2))
    path.write_bytes(path.read_bytes()[:-40])
    assert refusal(path)[0] is FileFault.CUT_SHORT
    path.write_text("\n".join([ADDRESS_HEADER, address(1)]), "utf-8")
    assert [row.number for row in read(path)[0]] == [1]


def test_the_numbers_in_lost_rows_are_kept(tmp_path: Path) -> None:
    _, file = read(dwellings_file(tmp_path, dwelling(1), dwelling(2, "H0101", Nord="?"), dwelling(3, nummer="x")))
    assert file.lost_ids == {"10002", "200020101", "10003", "20003"}
