from __future__ import annotations

import csv
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from gjennomslag.core.tables import Row, write_csv, write_xlsx

DANGEROUS = ["=1+1", "+47 22 33 44 55", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "＝1+1"]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))


@pytest.mark.parametrize("text", [each for each in DANGEROUS if "\r" not in each])
def test_no_text_is_a_formula_in_csv(text: str) -> None:
    assert read_csv(write_csv([[text, 'Å; "sitat"']])) == [[f"'{text}", 'Å; "sitat"']]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_is_a_formula_in_xlsx(text: str) -> None:
    sheet = load_workbook(BytesIO(write_xlsx({"Ark": [["Hode"], [text]]})))["Ark"]
    cell = sheet["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert str(cell.value).replace("_x000D_", "\r").strip() == text.strip()


def test_numbers_and_days_stay_numbers_and_days() -> None:
    row: Row = ["Lillevik", 12, 0.5, -3, date(2026, 6, 30), None]
    assert read_csv(write_csv([row])) == [["Lillevik", "12", "0,5", "-3", "2026-06-30", ""]]
    sheet = load_workbook(BytesIO(write_xlsx({"Ark": [["a", "b", "c", "d", "e", "f"], row]})))["Ark"]
    assert [cell.value for cell in sheet[2]][:4] == ["Lillevik", 12, 0.5, -3]
    assert sheet["E2"].value.date() == date(2026, 6, 30)
    assert (sheet.freeze_panes, sheet["A1"].font.bold) == ("A2", True)


def test_characters_that_no_spreadsheet_can_hold_are_left_out() -> None:
    sheet = load_workbook(BytesIO(write_xlsx({"Ark": [["a\x00b\x1f"]]})))["Ark"]
    assert sheet["A1"].value == "ab"
