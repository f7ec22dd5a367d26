"""Tables that people send in: CSV as spreadsheets write it, rows pasted from one, and XLSX."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import IO, Any
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


def stream_table(path: Path) -> Iterator[list[str]]:
    """Yield the rows of a CSV file of any length, or of a workbook, as texts without blanks around them.

    Only one row at a time is in memory. Empty rows are included. Raises ``UnreadableTableError``, possibly after some
    rows, and ``OSError`` for a file that cannot be opened.
    """
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            yield from _workbook(path)
            return
    with path.open(encoding=_encoding_of(path), errors="replace", newline="") as text:
        head = text.readline()
        text.seek(0)
        yield from _rows(text, head)


def _encoding_of(path: Path) -> str:
    """Return UTF-8 where the whole file is in it, else what spreadsheets on Windows write."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            if b"\x00" in part:
                raise UnreadableTableError("broken")
            try:
                decoder.decode(part)
            except UnicodeDecodeError:
                return "cp1252"
    return "utf-8-sig"


def _separated(content: bytes) -> Iterator[list[str]]:
    if b"\x00" in content:
        raise UnreadableTableError("broken")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    yield from _rows(StringIO(text, newline=""), text.partition("\n")[0])


def _rows(lines: Iterable[str], head: str) -> Iterator[list[str]]:
    separator = max(("\t", ";", ","), key=head.count)
    try:
        for row in csv.reader(lines, delimiter=separator):
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise UnreadableTableError("broken") from error


def _workbook(content: bytes | Path) -> Iterator[list[str]]:
    def opened() -> IO[bytes]:
        return content.open("rb") if isinstance(content, Path) else BytesIO(content)

    try:
        with opened() as file, ZipFile(file) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST:
                raise UnreadableTableError("too-large")
        with opened() as file:
            book = load_workbook(file, read_only=True, data_only=True)
            for row in book.worksheets[0].iter_rows():
                yield [_shown(cell) for cell in row]
    # What a damaged file makes the library stumble on is not foreseen by it.
    except (BadZipFile, KeyError, IndexError, TypeError, AttributeError, SyntaxError, OSError) as error:
        raise UnreadableTableError("broken") from error


def _shown(cell: Any) -> str:
    """Return the cell's text. A number that the sheet shows with leading zeros, such as a code, keeps them."""
    text = _cell(cell.value)
    if text.isdigit() and not isinstance(cell.value, str) and re.fullmatch(r"0+", cell.number_format or ""):
        return text.zfill(len(cell.number_format))
    return text


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
