from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from gjennomslag.core.table_files import LARGEST, UnreadableTableError, read_table
from gjennomslag.core.tables import Row, write_csv, write_xlsx


def packed(name: str, content: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("separator", ["\t", ";", ","])
def test_rows_as_spreadsheets_write_them(separator: str) -> None:
    text = separator.join(["Lag", "Dato"]) + "\r\n" + separator.join(['"Å, vik; nord"', " 2026-03-14 "]) + "\r\n\r\n"
    expected = [["Lag", "Dato"], ["Å, vik; nord", "2026-03-14"]]
    assert read_table(text.encode(), most_rows=10) == expected
    assert read_table(text.encode("cp1252"), most_rows=10) == expected


def test_what_we_write_ourselves_is_read() -> None:
    rows: list[Row] = [["Lag", "Dato", "Antall"], ["Lillevik", date(2026, 3, 14), 12.0]]
    expected = [["Lag", "Dato", "Antall"], ["Lillevik", "2026-03-14", "12"]]
    assert read_table(write_csv(rows), most_rows=10) == expected
    assert read_table(write_xlsx({"Ark": rows}), most_rows=10) == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a;b\x00", "broken"),
        (b"PK\x03\x04 cut off", "broken"),
        (packed("word/document.xml", b"x"), "broken"),
        (packed("xl/workbook.xml", bytes(LARGEST + 1)), "too-large"),
        (b"a\n" * 12, "too-many-rows"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableTableError, match=reason):
        read_table(content, most_rows=10)
