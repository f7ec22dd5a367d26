"""What can be wrong with an address file: faults of single rows, which are counted, and of the file, which stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

MOST_SHOWN = 100
"""How many faults are kept with row and value; all are counted."""
_LONGEST_VALUE = 40


class FaultCode(StrEnum):
    """What is wrong with a row. ``explain_fault`` in ``fault_texts`` says it in words, with a remedy."""

    WIDTH = "width"
    MUNICIPALITY = "municipality"
    TYPE = "type"
    STREET = "street"
    NUMBER = "number"
    LETTER = "letter"
    CADASTRE = "cadastre"
    EPSG = "epsg"
    COORDINATE = "coordinate"
    OUTSIDE = "outside"
    DWELLING_NUMBER = "dwelling-number"
    TEXT = "text"
    DUPLICATE = "duplicate"
    POSTAL_CODE = "postal-code"
    BASIC_UNIT = "basic-unit"
    DATE = "date"

    @property
    def loses_row(self) -> bool:
        """Say whether the row is left out; otherwise only the field is left empty."""
        return self not in {FaultCode.POSTAL_CODE, FaultCode.BASIC_UNIT, FaultCode.DATE}


class FileFault(StrEnum):
    """Why a whole file cannot be used."""

    EMPTY = "empty"
    NOT_ADDRESSES = "not-addresses"
    MISSING_COLUMNS = "missing-columns"
    DAMAGED_ZIP = "damaged-zip"
    NO_CSV = "no-csv"
    SEVERAL_CSV = "several-csv"
    TOO_LARGE = "too-large"
    ENCODING = "encoding"
    UNKNOWN_EPSG = "unknown-epsg"
    WRONG_EPSG = "wrong-epsg"
    CUT_SHORT = "cut-short"
    NO_ADDRESSES = "no-addresses"
    NO_GOOD_ROWS = "no-good-rows"
    OTHER_MUNICIPALITY = "other-municipality"
    MIXED_MUNICIPALITIES = "mixed-municipalities"
    OLDER = "older"


class UnreadableFileError(Exception):
    """The file cannot be used. ``details`` fill the gaps in the words of ``fault_texts.explain_file_fault``."""

    def __init__(self, fault: FileFault, **details: str | int) -> None:
        super().__init__(fault.value, details)
        self.fault = fault
        self.details = details


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: ``row`` is the line in the file (the header is line 1), ``column`` the field's name in the file."""

    row: int
    column: str
    code: FaultCode
    value: str


@dataclass(slots=True)
class FaultTally:
    """Counts all faults and keeps the first hundred."""

    shown: list[Fault] = field(default_factory=list)
    counts: Counter[FaultCode] = field(default_factory=Counter)
    rows_lost: int = 0

    @property
    def total(self) -> int:
        """Number of faults."""
        return self.counts.total()

    def add(self, faults: Iterable[Fault]) -> None:
        """Count the faults; each that loses its row counts one row lost, so give at most one such fault a row."""
        for fault in faults:
            self.counts[fault.code] += 1
            self.rows_lost += fault.code.loses_row
            if len(self.shown) < MOST_SHOWN:
                value = fault.value if len(fault.value) <= _LONGEST_VALUE else fault.value[:_LONGEST_VALUE] + "…"
                self.shown.append(Fault(fault.row, fault.column, fault.code, value))
