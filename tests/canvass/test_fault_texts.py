"""Every fault is explained, and the gaps in the words are those that the fault fills."""

from __future__ import annotations

import string

import pytest

from gjennomslag.canvass.address_files import FaultCode, FileFault, UnreadableFileError
from gjennomslag.canvass.fault_texts import explain_fault, explain_file_fault

DETAILS: dict[FileFault, dict[str, str | int]] = {
    FileFault.MISSING_COLUMNS: {"columns": "nord"},
    FileFault.TOO_LARGE: {"gigabytes": 4},
    FileFault.ENCODING: {"row": 7},
    FileFault.UNKNOWN_EPSG: {"epsg": "1"},
    FileFault.WRONG_EPSG: {"epsg": "25832"},
    FileFault.OTHER_MUNICIPALITY: {"found": "Hamar (3403)", "expected": "3420"},
    FileFault.MIXED_MUNICIPALITIES: {"found": "Hamar (3403)", "expected": "3420"},
    FileFault.OLDER: {"taken_out": "1. mai", "newest": "2. mai"},
}


@pytest.mark.parametrize("code", FaultCode)
def test_rows(code: FaultCode) -> None:
    fault, remedy = explain_fault(code, str)
    assert fault.endswith(".")
    assert remedy.endswith(".")


@pytest.mark.parametrize("fault", FileFault)
def test_files(fault: FileFault) -> None:
    details = DETAILS.get(fault, {})
    text = explain_file_fault(UnreadableFileError(fault, **details), str)
    assert "%" not in text
    assert all(str(value) in text for value in details.values())
    assert text.rstrip(string.ascii_letters).endswith(".")
