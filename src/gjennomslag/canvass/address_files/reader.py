"""Reads an address file in chunks into typed rows, with coordinates in one system and faults by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

import numpy as np

from gjennomslag.canvass.address_files import fields
from gjennomslag.canvass.address_files.chunks import FIELDS, AddressRow, Chunk, Columns, Spots
from gjennomslag.canvass.address_files.coordinates import is_outside, place
from gjennomslag.canvass.address_files.faults import FaultCode, FaultTally, FileFault, UnreadableFileError
from gjennomslag.canvass.address_files.layout import Product, read_layout
from gjennomslag.canvass.address_files.source import Source, open_source
from gjennomslag.canvass.address_texts import municipality_text, place_name

CHUNK = 10_000
_NEVER_REPEATED = frozenset({"register_id", "dwelling_id"})


class AddressFile:
    """An open address file. Read ``chunks`` to the end; then counts, faults and dates are those of the whole file."""

    def __init__(self, source: Source, expected: frozenset[str] | None) -> None:
        self._source = source
        self._lines = source.lines()
        self._expected = expected
        self._known: dict[str, dict[str, str | None]] = {}
        self._moments: dict[str, datetime | None] = {}
        self._last_narrow = 0
        self.layout = read_layout(self._header())
        self.faults = FaultTally()
        self.rows_read = 0
        self.lost_ids: set[str] = set()
        self.extracted_at: datetime | None = None
        self.municipalities: dict[str, str] = {}

    @property
    def product(self) -> Product:
        """Which of the two products the file is."""
        return self.layout.product

    @property
    def name(self) -> str:
        """The name of the CSV."""
        return self._source.name

    @property
    def share_read(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return self._source.share_read

    def chunks(self) -> Iterator[list[AddressRow]]:
        """Yield the good rows, some thousands at a time.

        Raises ``UnreadableFileError`` as soon as the file turns out to be useless: cut short, in another encoding,
        of a municipality that is not expected, in an unknown or wrong coordinate system, without addresses.
        ``lost_ids`` gathers the register's and the dwellings' numbers in rows that are left out, so that nobody
        takes them for gone.
        """
        good = 0
        while texts := list(islice(self._lines, CHUNK)):
            rows = self._read(Chunk(self.layout, self._source.line - len(texts) + 1, texts))
            good += len(rows)
            yield rows
        if not self._source.ends_with_newline and self._source.line == self._last_narrow:
            raise UnreadableFileError(FileFault.CUT_SHORT)
        if not self.rows_read:
            raise UnreadableFileError(FileFault.NO_ADDRESSES)
        if not good:
            raise UnreadableFileError(FileFault.NO_GOOD_ROWS)

    def _header(self) -> str:
        header = next(self._lines, "")
        if not header.strip():
            raise UnreadableFileError(FileFault.EMPTY)
        return header

    def _read(self, chunk: Chunk) -> list[AddressRow]:
        """Read one chunk: field by field, place on the map, put together."""
        self.rows_read += len(chunk.lines) + len(chunk.lost)
        self._last_narrow = max(chunk.lost, default=self._last_narrow)
        if not chunk.lines:
            self.faults.add(chunk.faults())
            return []
        columns = {field.name: chunk.clean(field, self._memory(field.name)) for field in FIELDS}
        self._note_municipalities(columns["municipality"], chunk.raw("municipality_name"))
        self._note_dates(chunk)
        rows = chunk.rows(columns, self._place(chunk, columns))
        self.faults.add(chunk.faults())
        self.lost_ids |= chunk.lost_ids(columns)
        return rows

    def _memory(self, name: str) -> dict[str, str | None]:
        return {} if name in _NEVER_REPEATED else self._known.setdefault(name, {})

    def _note_municipalities(self, codes: Sequence[str], names: Sequence[str]) -> None:
        """Note the municipalities in the chunk, and stop at one that is not expected."""
        found = dict(zip(codes, names, strict=True))
        found.pop("", None)
        self.municipalities |= found
        foreign = sorted(set(found).difference(self._expected)) if self._expected is not None else []
        if not foreign or self._expected is None:
            return
        mixed = not self._expected.isdisjoint(self.municipalities)
        raise UnreadableFileError(
            FileFault.MIXED_MUNICIPALITIES if mixed else FileFault.OTHER_MUNICIPALITY,
            found=f"{place_name(self.municipalities[foreign[0]].strip())} ({foreign[0]})",
            expected=", ".join(municipality_text(code) for code in sorted(self._expected)),
        )

    def _note_dates(self, chunk: Chunk) -> None:
        """Keep the latest time at which Kartverket took rows out of the cadastre."""
        if not self.layout.has("extracted"):
            return
        raw = chunk.raw("extracted")
        for text in set(raw).difference(self._moments):
            self._moments[text] = fields.moment(text)
        chunk.empty("extracted", FaultCode.DATE, [at for at, text in enumerate(raw) if self._moments[text] is None])
        times = [time for text in set(raw) if (time := self._moments[text]) is not None]
        self.extracted_at = max([*times, *([self.extracted_at] if self.extracted_at else [])], default=None)

    def _place(self, chunk: Chunk, columns: Columns) -> Spots:
        """Return where the rows lie; rows without a place are lost. Stop where not one row of a chunk fits."""
        systems = np.array(columns["epsg"], dtype=np.str_)
        if not (systems != "").any():
            code = Counter(chunk.raw("epsg")).most_common(1)[0][0].strip()
            raise UnreadableFileError(FileFault.UNKNOWN_EPSG, epsg=code or "–")
        spots = Spots(*place(chunk.numbers("east"), chunk.numbers("north"), systems))
        located = np.isfinite(spots.longitude) & np.isfinite(spots.latitude)
        outside = is_outside(spots.longitude, spots.latitude, np.array(columns["municipality"], dtype=np.str_))
        if located.any() and outside[located].all():
            raise UnreadableFileError(FileFault.WRONG_EPSG, epsg=str(systems[located][0]))
        chunk.lose("north", FaultCode.COORDINATE, np.flatnonzero(~located))
        chunk.lose("north", FaultCode.OUTSIDE, np.flatnonzero(located & outside))
        return spots


@contextmanager
def open_address_file(path: Path, expected: frozenset[str] | None = None) -> Iterator[AddressFile]:
    """Open Kartverket's MatrikkelenAdresse or MatrikkelenAdresseLeilighetsniva, a CSV or a zip as downloaded.

    ``expected`` are the codes of the municipalities that may be in it; None: any. Raises ``UnreadableFileError``
    at once for a file that is not one of these products, and ``OSError`` for one that cannot be opened.
    """
    with open_source(path) as source:
        yield AddressFile(source, expected)
