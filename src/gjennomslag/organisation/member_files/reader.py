"""Reads a file of members in chunks into rows as the register keeps them, with faults by row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from gjennomslag.core.norwegian import sort_key
from gjennomslag.core.table_files import UnreadableTableError, stream_table
from gjennomslag.organisation.geography import municipality_of_postal_code, place_of_postal_code
from gjennomslag.organisation.member_files import hypersys
from gjennomslag.organisation.member_files.faults import Fault, FaultCode, FaultTally, FileFault, UnreadableFileError
from gjennomslag.organisation.member_files.fields import FIELD_BY_NAME, guess, is_identity_number

CHUNK = 5_000
_HEADER_WITHIN = 10
_REPEATED = frozenset(
    (
        *("birth", "postal_code", "postal_place", "studies_at", "unit"),
        *("joined_on", "last_paid_year", "left_on", "status"),
    )
)


class MemberRow(NamedTuple):
    """One row. None: the file does not say; empty: the file says that there is none.

    ``key`` tells people apart within a member system: the member number, or what stands for it. ``lost`` rows are
    left out, but whoever they are about is not gone from the file.
    """

    line: int
    key: str
    lost: bool
    member_number: str | None
    first_name: str | None
    last_name: str | None
    sort_name: str
    email: str | None
    phone: str | None
    birth_date: str | None
    birth_year: str | None
    street_address: str | None
    postal_code: str | None
    postal_place: str | None
    municipality_code: str | None
    studies_at: str | None
    last_paid_year: str | None
    unit_text: str
    joined_on: str | None
    left_on: str | None


class MemberFile:
    """An open file. Read ``chunks`` to the end; then rows, faults, units and roles are those of the whole file.

    ``mapping`` says which column each field is, as {field: title}; without it, titles are guessed.
    """

    def __init__(self, path: Path, mapping: Mapping[str, str] | None, today: date) -> None:
        self._today = today.isoformat()
        self.gathered = hypersys.Gathered()
        if hypersys.is_json(path):
            mapping = None
        self._rows = _open(path, self.gathered)
        self.titles, self._line = _header(self._rows, mapping)
        self.mapping = dict(mapping) if mapping else guess(self.titles)
        if self.titles == hypersys.TITLES:
            self.mapping = dict(hypersys.MAPPING)
        _check(self.mapping, self.titles)
        self._places = {name: self.titles.index(title) for name, title in self.mapping.items()}
        self._known: dict[str, dict[str, str | None]] = {name: {} for name in self._places}
        self.faults = FaultTally()
        self.rows_read = 0

    def chunks(self) -> Iterator[list[MemberRow]]:
        """Yield the rows, some thousands at a time. Raises ``UnreadableFileError``."""
        try:
            while raw := list(islice(self._rows, CHUNK)):
                rows = []
                for values in raw:
                    self._line += 1
                    if any(values):
                        self.rows_read += 1
                        rows.append(self._row(values))
                yield rows
        except UnreadableTableError as error:
            raise _unreadable(error) from error

    def column(self, field: str) -> str:
        """Return the title of the field's column."""
        return self.mapping.get(field, "")

    def _row(self, values: Sequence[str]) -> MemberRow:
        """Read one row field by field, and put it together."""
        faults: list[tuple[str, FaultCode]] = []
        read = {name: self._field(name, values, faults) for name in self._places}
        if any(values[len(self.titles) :]):
            faults.append(("", FaultCode.WIDTH))
        first, last = _names(read.get("first_name"), read.get("last_name"), read.get("name"))
        unreadable = {field for field, _ in faults}
        if not first and not unreadable & {"first_name", "name"}:
            faults.append((self._name_column(), FaultCode.NAME))
        birth = read.get("birth")
        birth_date = birth if birth is None or len(birth) != 4 else None
        sort_name = sort_key(f"{last or ''} {first or ''}")[:170]
        number, email = read.get("number"), read.get("email")
        key = number or (f"e:{email}" if email else f"b:{sort_name} {birth_date}" if birth_date else "")
        if not key and "number" not in unreadable:
            faults.append(("number", FaultCode.NO_KEY))
        joined_on, left_on = self._days(read, faults)
        lost = not first or any(code.loses_row for _, code in faults)
        if faults:
            self.faults.add(Fault(self._line, self.column(name), code) for name, code in faults)
        code = read.get("postal_code")
        return MemberRow(
            self._line,
            key,
            lost,
            number,
            first,
            last,
            sort_name,
            email,
            read.get("phone"),
            birth_date,
            birth[:4] if birth is not None else None,
            read.get("street_address"),
            code,
            read["postal_place"] if read.get("postal_place") else (place_of_postal_code(code) if code else None),
            municipality_of_postal_code(code) if code else None,
            read.get("studies_at"),
            read.get("last_paid_year") or None,
            read.get("unit") or "",
            joined_on,
            left_on,
        )

    def _field(self, name: str, values: Sequence[str], faults: list[tuple[str, FaultCode]]) -> str | None:
        """Return the field as the register keeps it; None, with a fault noted, where it cannot be read."""
        place = self._places[name]
        raw = values[place] if place < len(values) else ""
        known = self._known[name]
        if raw in known:
            value = known[raw]
        else:
            value = FIELD_BY_NAME[name].read(raw)
            if name in _REPEATED and len(known) < 100_000:
                known[raw] = value
        if len(raw) in (11, 12) and is_identity_number(raw):
            faults.append((name, FaultCode.IDENTITY))
            return None
        if value is None:
            faults.append((name, FIELD_BY_NAME[name].fault))
        return value

    def _name_column(self) -> str:
        return "first_name" if "first_name" in self.mapping else "name"

    def _days(
        self, read: Mapping[str, str | None], faults: list[tuple[str, FaultCode]]
    ) -> tuple[str | None, str | None]:
        """Return the days of joining and leaving; who is said to have left without a day left today."""
        joined_on, left_on = read.get("joined_on") or None, read.get("left_on") or None
        if left_on is None and read.get("status") == "left":
            left_on = max(self._today, joined_on or "")
        if joined_on is not None and joined_on > self._today:
            faults.append(("joined_on", FaultCode.FUTURE))
            joined_on = None
        if left_on is not None and joined_on is not None and left_on < joined_on:
            faults.append(("left_on", FaultCode.ORDER))
        return joined_on, left_on


def _names(first: str | None, last: str | None, name: str | None) -> tuple[str | None, str | None]:
    """Return first and last name, taken from the whole name where they are not given."""
    if first or not name:
        return first, last
    if "," in name:
        last, _, first = (part.strip() for part in name.partition(","))
        return first[:80], last[:80]
    first, _, last = name.rpartition(" ")
    return (first[:80], last[:80]) if first else (last[:80], "")


def _open(path: Path, gathered: hypersys.Gathered) -> Iterator[list[str]]:
    return hypersys.rows_of(path, gathered) if hypersys.is_json(path) else stream_table(path)


def _header(rows: Iterator[list[str]], mapping: Mapping[str, str] | None) -> tuple[list[str], int]:
    """Return the titles and their line: the first row that has any we know, or that was said to have them."""
    wanted = set(mapping.values()) if mapping else set()
    first: tuple[list[str], int] | None = None
    try:
        for line, values in enumerate(islice(rows, _HEADER_WITHIN), start=1):
            if (wanted and wanted.issubset(values)) or (not wanted and len(guess(values)) >= 2):
                return values, line
            if first is None and any(values):
                first = values, line
    except UnreadableTableError as error:
        raise _unreadable(error) from error
    if first is None:
        raise UnreadableFileError(FileFault.EMPTY)
    if wanted:
        lacking = ", ".join(sorted(wanted.difference(first[0])))
        raise UnreadableFileError(FileFault.MISSING, columns=lacking)
    raise UnreadableFileError(FileFault.NO_HEADER)


def titles_of(path: Path) -> list[str]:
    """Return the titles of the file's columns, whether any is known or not. Raises ``UnreadableFileError``."""
    rows = _open(path, hypersys.Gathered())
    try:
        return _header(rows, None)[0]
    except UnreadableFileError as error:
        if error.fault is not FileFault.NO_HEADER:
            raise
    for values in _open(path, hypersys.Gathered()):
        if any(values):
            return values
    raise UnreadableFileError(FileFault.EMPTY)


def _check(mapping: Mapping[str, str], titles: Sequence[str]) -> None:
    lacking = [title for title in mapping.values() if title not in titles]
    if lacking:
        raise UnreadableFileError(FileFault.MISSING, columns=", ".join(lacking))
    if not {"first_name", "name"} & set(mapping):
        raise UnreadableFileError(FileFault.NO_NAME)
    if not {"number", "email", "birth"} & set(mapping):
        raise UnreadableFileError(FileFault.NO_KEY)


def _unreadable(error: UnreadableTableError) -> UnreadableFileError:
    return UnreadableFileError(FileFault.TOO_LARGE if str(error) == "too-large" else FileFault.BROKEN)


def open_member_file(path: Path, *, mapping: Mapping[str, str] | None, today: date) -> MemberFile:
    """Open a CSV or XLSX table, or Hypersys' JSON, alone or many in a zip file.

    Raises ``UnreadableFileError`` at once for a file without members' columns, ``OSError`` for one that cannot be
    opened.
    """
    return MemberFile(path, mapping, today)
