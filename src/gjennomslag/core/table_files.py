"""Tables that people send in: CSV as spreadsheets write it, rows pasted from one, and XLSX."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

LARGEST = 50_000_000
"""Bytes that what is packed in a workbook may have."""


class UnreadableTableError(ValueError):
    """A file that is no table. The message is one of ``broken``, ``too-large``, ``too-many-rows``."""


def read_table(content: bytes, *, most_rows: int) -> list[list[str]]:
    """Return the rows of a CSV or XLSX file as texts without blanks around them, empty rows included.

    Days in a workbook come out as ISO 8601. Raises ``UnreadableTableError``.
    """
    rows = _workbook(content) if content.startswith(b"PK") else _separated(content)
    found: list[list[str]] = []
    for row in rows:
        if len(found) > most_rows:
            raise UnreadableTableError("too-many-rows")
        found.append(row)
    while found and not any(found[-1]):
        found.pop()
    return found


def _separated(content: bytes) -> Iterator[list[str]]:
    if b"\x00" in content:
        raise UnreadableTableError("broken")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    head = text.partition("\n")[0]
    separator = max(("\t", ";", ","), key=head.count)
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise UnreadableTableError("broken") from error


def _workbook(content: bytes) -> Iterator[list[str]]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST:
                raise UnreadableTableError("too-large")
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_cell(value) for value in row]
    # What a damaged file makes the library stumble on is not foreseen by it.
    except (BadZipFile, KeyError, IndexError, TypeError, AttributeError, SyntaxError, OSError) as error:
        raise UnreadableTableError("broken") from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
