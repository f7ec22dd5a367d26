"""The ledger of erasures outside the database: whom to erase again after a backup has been put back.

A backup remembers people who have been erased since. The ledger is a file of ids that say nothing
(``Person.register_id``), one a line with the time and the reason, and is only ever added to. It lies beside the
backups' database, never in it, and must be kept for as long as backups are.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from gjennomslag.organisation.choices import ErasureReason


@dataclass(frozen=True, slots=True)
class Entry:
    """One erasure."""

    register_id: UUID
    erased_at: datetime
    reason: ErasureReason


def append(file: Path, entries: Iterable[Entry]) -> None:
    """Add the entries to the file, safely on the disk when this returns. Several processes may write at once."""
    lines = "".join(f"{each.register_id} {each.erased_at.isoformat()} {each.reason}\n" for each in entries)
    if not lines:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "ab") as ledger:
        fcntl.flock(ledger, fcntl.LOCK_EX)
        ledger.write(lines.encode())
        ledger.flush()
        os.fsync(ledger.fileno())


def entries_of(file: Path) -> Iterator[Entry]:
    """Return what the file says; nothing where there is none. A line that was cut off by a power failure is left out.

    The same person may stand there more than once.
    """
    if not file.exists():
        return
    for line in file.read_text().splitlines():
        parts = line.split()
        try:
            yield Entry(UUID(parts[0]), datetime.fromisoformat(parts[1]), ErasureReason(parts[2]))
        except (ValueError, IndexError):
            continue
