"""The daily sync: a member system puts a file in its folder, and the newest one is imported without anybody asking.

Only what a person would confirm without looking is carried out: where a file would end, move or miss alarmingly many
members, or has faults in every row, it waits for somebody (``READY``). A run that was cut off has written nothing, or
everything, and the next one goes on with the same file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.base import File

from gjennomslag.organisation.choices import ImportStatus
from gjennomslag.organisation.models import MemberImport, Membership, MemberSource
from gjennomslag.organisation.services.member_imports import (
    can_be_tried_again,
    carry_out_import,
    check_import,
    is_alarming,
    receive_file,
    try_again,
)

_WAITING = (ImportStatus.MAPPING, ImportStatus.CHECKING, ImportStatus.READY, ImportStatus.IMPORTING)


def folder_of(source: MemberSource) -> Path:
    """Return the folder in which the member system puts its files."""
    return Path(settings.MEMBER_FILES) / source.folder


def sync_everything(*, now: datetime) -> Iterator[tuple[int, str]]:
    """Do for each member system with a folder what there is to do, and say what came of it, by the system's id."""
    for source in MemberSource.objects.exclude(folder="").select_related("unit").order_by("pk"):
        yield source.pk, sync(source=source, now=now)


def sync(*, source: MemberSource, now: datetime) -> str:
    """Import the newest file in the system's folder, unless that has been done; return what came of it in a word.

    An import that waits for a person, or runs, is left alone. The file in the folder is deleted once it is imported.
    """
    last = MemberImport.objects.filter(source=source).first()
    if last is not None and can_be_tried_again(last, now):
        try_again(record=last, now=now, by=None)
        return "tried again"
    if last is not None and last.status in _WAITING:
        return "waiting"
    path = _newest(folder_of(source))
    if path is None:
        return "no file"
    if last is not None and last.digest == _digest(path):
        if last.status == ImportStatus.DONE:
            path.unlink()
        return "seen before"
    with path.open("rb") as stream:
        record = receive_file(upload=File(stream), name=path.name, source=source, by=None, check=False)
    if record.status == ImportStatus.MAPPING:
        return "columns not known"
    check_import(record=record, progress=lambda share: None)
    return _go_on(record, path)


def _go_on(record: MemberImport, path: Path) -> str:
    members = Membership.objects.filter(
        unit__path__startswith=record.unit.path, ended_on__isnull=True, primary=True
    ).count()
    if record.status != ImportStatus.READY or is_alarming(record, members):
        return "waits for somebody" if record.status == ImportStatus.READY else record.status
    MemberImport.objects.filter(pk=record.pk, status=ImportStatus.READY).update(status=ImportStatus.IMPORTING)
    record.status = ImportStatus.IMPORTING
    carry_out_import(record=record, progress=lambda share: None)
    if record.status == ImportStatus.DONE:
        path.unlink(missing_ok=True)
    return record.status


def _newest(folder: Path) -> Path | None:
    """Return the newest whole file: not hidden, and not one that is still being written."""
    if not folder.is_dir():
        return None
    files = [each for each in folder.iterdir() if each.is_file() and not each.name.startswith(".")]
    whole = [each for each in files if not each.name.endswith((".part", ".tmp"))]
    return max(whole, key=lambda each: (each.stat().st_mtime, each.name), default=None)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
