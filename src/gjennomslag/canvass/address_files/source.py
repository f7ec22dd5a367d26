"""Opening an address file: a CSV, or a zip with one CSV in a folder of its own, as downloaded."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from gjennomslag.canvass.address_files.faults import FileFault, UnreadableFileError

LARGEST = 4 * 1024**3
"""Bytes of CSV that are read at most; the whole country's dwellings are well below."""


class Source:
    """Lines of a CSV in UTF-8 without its byte order mark, and how far in the file one has come."""

    def __init__(self, stream: BinaryIO, size: int, name: str) -> None:
        self._stream = _Counted(stream)
        self._size = size
        self.name = name
        self.line = 0
        self.ends_with_newline = True

    @property
    def share_read(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return min(1.0, self._stream.count / self._size) if self._size else 1.0

    def lines(self) -> Iterator[str]:
        """Yield the lines without their ends. Raises ``UnreadableFileError`` where the file breaks off."""
        text = io.TextIOWrapper(io.BufferedReader(self._stream, 1 << 16), encoding="utf-8-sig")
        try:
            for self.line, line in enumerate(text, start=1):
                self.ends_with_newline = line.endswith("\n")
                yield line.rstrip("\n")
        except UnicodeDecodeError as broken:
            raise UnreadableFileError(FileFault.ENCODING, row=self.line + 1) from broken
        except (zipfile.BadZipFile, zlib.error, EOFError) as broken:
            raise UnreadableFileError(FileFault.DAMAGED_ZIP) from broken


class _Counted(io.RawIOBase):
    """Counts the bytes that pass, and stops a file that unpacks to more than it may."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        self.count += len(data)
        if self.count > LARGEST:
            raise UnreadableFileError(FileFault.TOO_LARGE, gigabytes=LARGEST // 1024**3)
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open the file, unpacking a zip on the way; nothing is written to disk."""
    with path.open("rb") as stream:
        start = stream.read(4)
        stream.seek(0)
        if start.startswith(b"PK"):
            with _open_zip(stream) as (member, size, name):
                yield Source(member, size, name)
        else:
            yield Source(stream, path.stat().st_size, path.name)


@contextmanager
def _open_zip(stream: BinaryIO) -> Iterator[tuple[BinaryIO, int, str]]:
    """Open the one CSV in the archive."""
    try:
        archive = zipfile.ZipFile(stream)
    except zipfile.BadZipFile as broken:
        raise UnreadableFileError(FileFault.DAMAGED_ZIP) from broken
    with archive:
        inside = [each for each in archive.infolist() if not each.is_dir() and _is_csv(each.filename)]
        if len(inside) != 1:
            raise UnreadableFileError(FileFault.SEVERAL_CSV if inside else FileFault.NO_CSV)
        try:
            member = archive.open(inside[0])
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as broken:
            raise UnreadableFileError(FileFault.DAMAGED_ZIP) from broken
        with member:
            yield member, inside[0].file_size, Path(inside[0].filename).name  # type: ignore[misc]


def _is_csv(name: str) -> bool:
    """Leave out the twin files that a Mac puts into archives."""
    return name.lower().endswith(".csv") and not Path(name).name.startswith("._")
