"""Importing files of members: first what would change, then the change itself, whole or not at all.

A record of the import goes from ``CHECKING`` to ``READY`` (or ``REFUSED``), and when somebody has confirmed it from
``IMPORTING`` to ``DONE``. If a process dies on the way nothing has been written, and the same step is done again.
Exactly what was shown is carried out: where the register has changed since, the import goes back to ``READY`` and
shows what it changes now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from gjennomslag.core import clock
from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import ImportStatus
from gjennomslag.organisation.member_files import FileFault, MemberFile, UnreadableFileError, open_member_file
from gjennomslag.organisation.models import MemberImport, MemberSource, Person, Unit
from gjennomslag.organisation.queries.retention import time_to_regret
from gjennomslag.organisation.services.member_offices import carry_out_offices, found_new_units, plan_offices
from gjennomslag.organisation.services.member_plan import (
    KINDS,
    Plan,
    PlanChanged,
    carry_out,
    joined_lately,
    plan_import,
    write_sheet,
)
from gjennomslag.organisation.services.member_staging import clear_staging, stage

FOLDER = "member-files"
SILENCE = timedelta(minutes=5)
ALARMING_SHARE, ALARMING_NUMBER = 0.05, 50
Shares = Callable[[float], None]
WRITTEN = ("new", "changed", "moved", "left", "rejoined", "missing", "back", "units", "offices")
"""The counts of what an import writes."""


class WrongStatus(Exception):
    """The import has moved on since the page was shown: somebody has confirmed or dropped it."""


def source_named(*, unit: Unit, name: str, by: Person | None, complete: bool | None = None) -> MemberSource:
    """Return the unit's member system of this name, made where there is none. ``complete`` is noted where given."""
    with writing(by=by, why="member system named"):
        source, _ = MemberSource.objects.get_or_create(unit=unit, name=name)
        if complete is not None and source.complete != complete:
            source.complete = complete
            source.save(update_fields=["complete"])
    return source


def receive_file(
    *, upload: File[bytes], name: str, source: MemberSource, by: Person | None, check: bool = True
) -> MemberImport:
    """Keep a file and (unless told not to) ask for it to be checked; nothing is imported before somebody confirms.

    Where nothing tells what its columns are, it waits for somebody to say.
    """
    from gjennomslag.organisation.jobs import check_members

    with writing(by=by, why="file of members given"):
        record = MemberImport(source=source, unit=source.unit, by=by, digest=_digest(upload))
        record.file_name = PurePath(name).name[-120:]
        record.file.save(record.file_name, upload, save=False)
        try:
            open_member_file(Path(record.file.path), mapping=source.mapping or None, today=clock.today())
        except UnreadableFileError as refused:
            if refused.fault in {FileFault.NO_HEADER, FileFault.NO_NAME, FileFault.NO_KEY, FileFault.MISSING}:
                record.status = ImportStatus.MAPPING
        record.save()
        if check and record.status == ImportStatus.CHECKING:
            check_members.defer(import_id=record.pk)
    return record


def remember(
    *,
    source: MemberSource,
    by: Person | None,
    mapping: dict[str, str] | None = None,
    unit_names: dict[str, str] | None = None,
    folder: str | None = None,
) -> None:
    """Remember which column each field is (all of them), which units names mean, and where files come every day."""
    with writing(by=by, why="member system described"):
        source.mapping = mapping or source.mapping
        source.unit_names = source.unit_names | (unit_names or {})
        source.folder = source.folder if folder is None else folder
        source.save(update_fields=["mapping", "unit_names", "folder"])


def name_columns(*, record: MemberImport, mapping: dict[str, str], by: Person) -> None:
    """Remember what the columns are, for this file and the next ones, and check the file.

    Raises ``WrongStatus`` where the import has gone on.
    """
    from gjennomslag.organisation.jobs import check_members

    with writing(by=by, why="columns named"):
        remember(source=record.source, mapping=mapping, by=by)
        _move(record, ImportStatus.CHECKING, Q(status__in=[ImportStatus.MAPPING, ImportStatus.READY]))
        check_members.defer(import_id=record.pk)


def confirm_import(*, record: MemberImport, by: Person | None) -> None:
    """Ask for a checked import to be carried out. Raises ``WrongStatus`` unless it is ready."""
    from gjennomslag.organisation.jobs import import_members

    with writing(by=by, why="import of members confirmed"):
        _move(record, ImportStatus.IMPORTING, Q(status=ImportStatus.READY))
        import_members.defer(import_id=record.pk)


def can_be_tried_again(record: MemberImport, now: datetime) -> bool:
    """Say whether the import has failed, or has been silent for so long that its process must have died."""
    working = record.status in {ImportStatus.CHECKING, ImportStatus.IMPORTING}
    silent = working and now - record.touched_at > SILENCE
    return bool(record.file) and (record.status == ImportStatus.FAILED or silent)


def try_again(*, record: MemberImport, now: datetime, by: Person | None) -> None:
    """Do the step again that failed or that nobody has heard of for a while. Raises ``WrongStatus``."""
    from gjennomslag.organisation.jobs import check_members, import_members

    if not can_be_tried_again(record, now):
        raise WrongStatus
    with writing(by=by, why="import of members tried again"):
        _move(record, ImportStatus.IMPORTING if record.plan else ImportStatus.CHECKING, Q(status=record.status))
        (import_members if record.plan else check_members).defer(import_id=record.pk)


def drop_import(*, record: MemberImport, by: Person | None) -> None:
    """Put the import aside and delete its files. Raises ``WrongStatus`` once it is being imported."""
    waiting = [ImportStatus.MAPPING, ImportStatus.READY, ImportStatus.FAILED]
    with writing(by=by, why="import of members dropped"):
        _move(record, ImportStatus.DROPPED, Q(status__in=waiting))
        _let_go_of_files(record)


def check_import(*, record: MemberImport, progress: Shares) -> None:
    """Work out what the file would change, and note it on the record; a useless file is noted as refused."""
    _do(record, Path(record.file.path), progress, write=False, sheet=None)


def carry_out_import(*, record: MemberImport, progress: Shares) -> None:
    """Import the file as it was shown, all of it or nothing. Done once, doing it again changes nothing."""
    try:
        _do(record, Path(record.file.path), progress, write=True, sheet=None)
    except PlanChanged:
        record.plan = ""
        _do(record, Path(record.file.path), progress, write=False, sheet=None)


def import_file(
    *, path: Path, source: MemberSource, by: Person | None, dry_run: bool, sheet: Path | None, progress: Shares
) -> MemberImport:
    """Check or import a file at once and return the record, which a dry run does not save.

    Raises ``UnreadableFileError`` for a useless file and ``OSError`` for one that cannot be opened.
    """
    with path.open("rb") as stream:
        record = MemberImport(
            source=source, unit=source.unit, by=by, file_name=path.name[-120:], digest=_digest(stream)
        )
    if not dry_run:
        record.status = ImportStatus.IMPORTING
        record.save()
    try:
        _do(record, path, progress, write=not dry_run, sheet=sheet)
    except BaseException:
        if record.pk:
            MemberImport.objects.filter(pk=record.pk).update(status=ImportStatus.FAILED)
        raise
    if record.refusal:
        raise UnreadableFileError(FileFault.of(record.refusal["fault"]), **record.refusal["details"])
    return record


def is_alarming(record: MemberImport, members: int) -> bool:
    """Say whether the file would end, move or miss so many members that somebody should look first."""
    counts = record.counts
    many: int = sum(counts.get(kind, 0) for kind in ("left", "moved", "missing"))
    return many > max(ALARMING_NUMBER, members * ALARMING_SHARE)


def is_without_effect(record: MemberImport) -> bool:
    """Say whether a checked file changes nothing."""
    return not any(record.counts.get(kind) for kind in WRITTEN)


def forget_files(*, now: datetime) -> int:
    """Delete files that nobody has confirmed in time, and files without a record; return how many.

    The time is what is left of the day within which people must be erased (rule M2), so that no file outlives them.
    """
    limit = now - time_to_regret()
    with transaction.atomic():
        rows = MemberImport.objects.select_for_update().exclude(file="", sheet="")
        old = list(rows.filter(given_at__lt=limit).exclude(status=ImportStatus.IMPORTING, touched_at__gt=now - SILENCE))
        kept = {name for pair in MemberImport.objects.values_list("file", "sheet") for name in pair if name}
        for record in old:
            record.status = ImportStatus.DROPPED
            _let_go_of_files(record)
    names = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    strays = [path for name in names if (path := f"{FOLDER}/{name}") not in kept]
    strays = [path for path in strays if default_storage.get_modified_time(path) < limit]
    for path in strays:
        default_storage.delete(path)
    return len(old) + len(strays)


def _do(record: MemberImport, path: Path, progress: Shares, *, write: bool, sheet: Path | None) -> None:
    """Read, compare and (if told so) write, and note on the record what came of it."""
    source, today = record.source, clock.today()
    shown = record.plan
    try:
        file = open_member_file(path, mapping=source.mapping or None, today=today)
        size = max(path.stat().st_size, 1)
        stage(file, lambda rows: progress(min(0.4, 0.4 * rows * 120 / size)))
        if not file.rows_read:
            raise UnreadableFileError(FileFault.NO_MEMBERS)
        with writing(by=record.by, why="members imported" if write else "members checked"):
            units = found_new_units(file=file, source=source, today=today, by=record.by)
            plan = plan_import(
                file=file, source=source, today=today, progress=lambda share: progress(0.4 + 0.2 * share)
            )
            offices = plan_offices(file=file, source=source, today=today)
            _note(record, file, plan, units=units, offices=len(offices))
            if write and shown and shown != record.plan:
                raise PlanChanged
            if write:
                carry_out(source=source, today=today, progress=lambda share: progress(0.6 + 0.4 * share))
                carry_out_offices(offices, by=record.by, today=today)
                _tell_branches(today)
                record.status = ImportStatus.DONE
                _let_go_of_files(record)
            if sheet is not None:
                write_sheet(sheet)
            if not write:
                with TemporaryDirectory() as folder:
                    _keep_sheet(record, Path(folder) / "sheet.csv")
                # Units were only founded to see who would belong to them.
                transaction.set_rollback(True)
    except UnreadableFileError as refused:
        record.refusal = {"fault": refused.fault.value, "details": refused.details}
        record.status = ImportStatus.REFUSED
        if record.pk:
            with writing(by=record.by, why="file of members refused"):
                _let_go_of_files(record)
    else:
        if record.pk and not write:
            record.status = ImportStatus.READY
            record.save()
    clear_staging()


def _tell_branches(today: date) -> None:
    """Let branches be told of those who have joined them lately, once the import is certain."""
    from gjennomslag.organisation.jobs import tell_of_imported_joins

    for unit, number in joined_lately(today=today):
        tell_of_imported_joins.defer(unit_id=unit, number=number)


def _keep_sheet(record: MemberImport, path: Path) -> None:
    """Keep what the file changes beside the file, for whoever has to confirm it."""
    if record.pk:
        write_sheet(path)
        with path.open("rb") as made:
            if record.sheet.name:
                default_storage.delete(record.sheet.name)
            record.sheet.save("sheet.csv", File(made), save=False)


def _note(record: MemberImport, file: MemberFile, plan: Plan, *, units: int, offices: int) -> None:
    """Write on the record what the file changes."""
    record.progress = 100
    record.plan = hashlib.md5(f"{plan.digest} {units} {offices}".encode(), usedforsecurity=False).hexdigest()
    record.counts = {"rows": file.rows_read, **{kind: plan.counts[kind] for kind in KINDS}}
    record.counts |= {"units": units, "offices": offices}
    record.faults = {
        "counts": dict(file.faults.counts),
        "shown": [[fault.row, fault.column, fault.code.value] for fault in file.faults.shown],
    }


def _move(record: MemberImport, to: ImportStatus, condition: Q) -> None:
    """Move the record on if it still is what the condition says."""
    found = MemberImport.objects.select_for_update().filter(condition, pk=record.pk).first()
    if found is None:
        raise WrongStatus
    record.status = found.status = to
    record.progress = found.progress = 0
    found.save(update_fields=["status", "progress", "touched_at"])


def _let_go_of_files(record: MemberImport) -> None:
    """Save the record without its files, which are deleted once that is certain."""
    names = [each.name for each in (record.file, record.sheet) if each]
    record.file = record.sheet = ""
    record.save()
    for name in names:
        if name:
            transaction.on_commit(lambda name=name: default_storage.delete(name))  # type: ignore[misc]


def _digest(stream: BinaryIO | File[bytes]) -> str:
    stream.seek(0)
    digest = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    stream.seek(0)
    return digest
