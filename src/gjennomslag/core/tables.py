"""Tables for spreadsheets: CSV and XLSX in which nothing that people have written is taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import TypeAlias

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Cell: TypeAlias = str | int | float | date | None
Row: TypeAlias = Sequence[Cell]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_WIDEST, _NARROWEST = 60, 8


def write_csv(rows: Iterable[Row]) -> bytes:
    """Write rows as Norwegian spreadsheets read them: semicolons, decimal commas, and a mark that says UTF-8.

    Texts that a spreadsheet would run as a formula get an apostrophe in front (OWASP, "CSV injection").
    """
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    for row in rows:
        writer.writerow([_csv_cell(each) for each in row])
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",") if abs(value) < 1e6 else f"{value:.0f}"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    return str(value)


def write_xlsx(sheets: Mapping[str, Sequence[Row]]) -> bytes:
    """Write each sheet with its first row as a head that stays in place. Texts are always texts, never formulas."""
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        for column, width in enumerate(_widths(rows), 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        for number, row in enumerate(rows):
            sheet.append([_xlsx_cell(sheet, each, head=number == 0) for each in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsx_cell(sheet: object, value: Cell, *, head: bool) -> SheetCell:
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]
    if isinstance(value, str):
        cell.data_type = "s"
        # Says to spreadsheets that the text stays a text when the cell is edited.
        cell.quotePrefix = value.startswith(_FORMULA_STARTS)
    if head:
        cell.font = Font(bold=True)
    return cell


def _widths(rows: Sequence[Row]) -> list[int]:
    columns = max((len(row) for row in rows), default=0)
    longest = [max((len(str(row[at])) for row in rows if at < len(row)), default=0) for at in range(columns)]
    return [min(max(each + 2, _NARROWEST), _WIDEST) for each in longest]
