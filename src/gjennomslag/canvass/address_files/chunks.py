"""One chunk of an address file: lines split into columns, read field by field, put together into rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gjennomslag.canvass.address_files import fields
from gjennomslag.canvass.address_files.faults import Fault, FaultCode
from gjennomslag.canvass.address_files.layout import COLUMNS, Layout
from gjennomslag.canvass.address_texts import address_text, cadastre_text, place_name

Columns = Mapping[str, Sequence[str]]


class AddressRow(NamedTuple):
    """One good row. Codes are text with their leading zeros; what a file does not say is empty.

    ``key`` is the same in both products (see ``models.Address``). ``east`` and ``north`` are metres in EPSG:25833,
    ``longitude`` and ``latitude`` degrees in EPSG:4258. ``dwelling_number`` is empty for a single dwelling and for
    every row of the product without dwellings.
    """

    line: int
    key: str
    register_id: str
    municipality_code: str
    street_code: str
    street: str
    number: int | None
    letter: str
    extra_name: str
    text: str
    postal_code: str
    postal_place: str
    basic_unit: str
    basic_unit_name: str
    polling_district: str
    east: float
    north: float
    longitude: float
    latitude: float
    dwelling_number: str
    dwelling_id: str


class Spots(NamedTuple):
    """Where a chunk's rows lie: metres in EPSG:25833 and degrees in EPSG:4258."""

    east: NDArray[np.float64]
    north: NDArray[np.float64]
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]


class Field(NamedTuple):
    """How one column is read, and what a value that cannot be read is called."""

    name: str
    fault: FaultCode
    read: Callable[[str], str | None]


FIELDS = (
    Field("municipality", FaultCode.MUNICIPALITY, fields.padded(4, shortest=3)),
    Field("type", FaultCode.TYPE, fields.address_type),
    Field("street_code", FaultCode.STREET, fields.whole),
    Field("street", FaultCode.TEXT, fields.wording(120)),
    Field("number", FaultCode.NUMBER, fields.whole),
    Field("letter", FaultCode.LETTER, fields.letter),
    Field("extra_name", FaultCode.TEXT, fields.wording(120)),
    Field("farm", FaultCode.CADASTRE, fields.whole),
    Field("holding", FaultCode.CADASTRE, fields.whole),
    Field("lease", FaultCode.CADASTRE, fields.whole),
    Field("part", FaultCode.CADASTRE, fields.whole),
    Field("dwelling_number", FaultCode.DWELLING_NUMBER, fields.dwelling_number),
    Field("dwelling_id", FaultCode.TEXT, fields.wording(20)),
    Field("register_id", FaultCode.TEXT, fields.wording(20)),
    Field("epsg", FaultCode.EPSG, fields.epsg),
    Field("postal_code", FaultCode.POSTAL_CODE, fields.padded(4, shortest=3, optional=True)),
    Field("postal_place", FaultCode.TEXT, fields.wording(60)),
    Field("basic_unit", FaultCode.BASIC_UNIT, fields.padded(8, shortest=7, optional=True)),
    Field("basic_unit_name", FaultCode.TEXT, fields.wording(80)),
    Field("polling_district", FaultCode.TEXT, fields.wording(10)),
)


class Chunk:
    """Some lines of a file. ``lost`` holds the first fault that loses each row, ``emptied`` those that do not.

    Everywhere ``at`` counts the chunk's usable lines from 0, and ``lines`` gives their place in the file.
    """

    def __init__(self, layout: Layout, first_line: int, texts: Iterable[str]) -> None:
        self._layout = layout
        self.lost: dict[int, Fault] = {}
        self.emptied: list[Fault] = []
        self.lines: list[int] = []
        split: list[list[str]] = []
        for line, text in enumerate(texts, start=first_line):
            values = text.split(";")
            if len(values) == layout.width:
                self.lines.append(line)
                split.append(values)
            elif text.strip():
                self.lost[line] = Fault(line, "", FaultCode.WIDTH, f"{len(values)} / {layout.width}")
        self._columns: list[Sequence[str]] = list(zip(*split, strict=True)) if split else [()] * layout.width

    def raw(self, name: str) -> Sequence[str]:
        """Return the column as the file has it; empty texts where the file has no such column."""
        return self._columns[self._layout.places[name]] if self._layout.has(name) else [""] * len(self.lines)

    def clean(self, field: Field, known: dict[str, str | None]) -> list[str]:
        """Return the column in our form, faulty values emptied and noted. ``known`` remembers values read before."""
        raw = self.raw(field.name)
        for text in set(raw).difference(known):
            known[text] = field.read(text)
        values = [known[text] for text in raw]
        bad = [at for at, value in enumerate(values) if value is None]
        if field.fault.loses_row:
            self.lose(field.name, field.fault, bad)
        else:
            self.empty(field.name, field.fault, bad)
        return [value or "" for value in values]

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return the column as numbers with a decimal point; not-a-number where it is none."""
        raw = self.raw(name)
        try:
            return np.array(raw, dtype=np.float64)
        except ValueError:
            return np.array([_number(text) for text in raw])

    def lose(self, name: str, code: FaultCode, places: Iterable[int]) -> None:
        """Leave the rows out; the first fault of a row is the one told."""
        for at in places:
            self.lost.setdefault(self.lines[at], self._fault(name, code, at))

    def empty(self, name: str, code: FaultCode, places: Iterable[int]) -> None:
        """Note faults that only cost the rows this field."""
        self.emptied.extend(self._fault(name, code, at) for at in places)

    def faults(self) -> list[Fault]:
        """Return the faults in the order of the file."""
        kept = [fault for fault in self.emptied if fault.row not in self.lost]
        return sorted([*self.lost.values(), *kept], key=lambda fault: fault.row)

    def lost_ids(self, columns: Columns) -> set[str]:
        """Return the numbers of addresses and dwellings in the rows that are left out."""
        lost = [at for at, line in enumerate(self.lines) if line in self.lost] if self.lost else []
        return {columns[name][at] for name in ("register_id", "dwelling_id") for at in lost} - {""}

    def rows(self, columns: Columns, spots: Spots) -> list[AddressRow]:
        """Return the rows that have a full address and no fault that loses them."""
        ways = list(self._ways(columns))
        rest = zip(
            *(columns[name] for name in ("register_id", "municipality", "extra_name", "postal_code")),
            map(_PlaceNames().__getitem__, columns["postal_place"]),
            *(columns[name] for name in ("basic_unit", "basic_unit_name", "polling_district")),
            *(axis.tolist() for axis in spots),
            *(columns[name] for name in ("dwelling_number", "dwelling_id")),
            strict=True,
        )
        return [
            AddressRow(line, way.key, register_id, code, *way[1:5], extra, way.text(extra), *others)
            for line, way, (register_id, code, extra, *others) in zip(self.lines, ways, rest, strict=True)
            if way is not None and line not in self.lost
        ]

    def _ways(self, columns: Columns) -> Iterator[_Way | None]:
        """Yield each row's street, number and letter, or cadastre number; None where they make no address."""
        names = (
            "municipality",
            "type",
            "street_code",
            "street",
            "number",
            "letter",
            "farm",
            "holding",
            "lease",
            "part",
        )
        for at, values in enumerate(zip(*(columns[name] for name in names), strict=True)):
            code, kind, street_code, street, number, letter, *cadastre = values
            if kind == fields.CADASTRE:
                farm, holding, lease, part = (int(each or 0) for each in cadastre)
                if farm and holding:
                    key = f"{code}:{farm}/{holding}/{lease}/{part}"
                    yield _Way(key, "", "", None, "", cadastre_text(farm, holding, lease, part))
                    continue
                self.lose("holding" if farm else "farm", FaultCode.CADASTRE, [at])
            elif street and street_code and number:
                yield _Way(f"{code}:{street_code}:{number}{letter}", street_code, street, int(number), letter, "")
                continue
            elif street and street_code:
                self.lose("number", FaultCode.NUMBER, [at])
            else:
                self.lose("street", FaultCode.STREET, [at])
            yield None

    def _fault(self, name: str, code: FaultCode, at: int) -> Fault:
        title = self._layout.titles.get(name, COLUMNS[name][0])
        return Fault(self.lines[at], title, code, self.raw(name)[at])


class _Way(NamedTuple):
    """The part of an address that leads there, without names of farm and postal place."""

    key: str
    street_code: str
    street: str
    number: int | None
    letter: str
    cadastre: str

    def text(self, extra_name: str) -> str:
        """Return the address on one line."""
        return address_text(
            street=self.street,
            number=self.number,
            letter=self.letter,
            extra_name=extra_name,
            cadastre=self.cadastre,
        )


class _PlaceNames(dict[str, str]):
    """Postal places in running text, each worked out once."""

    def __missing__(self, text: str) -> str:
        self[text] = place_name(text)
        return self[text]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
