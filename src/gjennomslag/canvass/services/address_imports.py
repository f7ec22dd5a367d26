"""Importing Kartverket's address files: first what would change, then the change itself, whole or not at all.

A record of the import goes from ``CHECKING`` to ``READY`` (or ``REFUSED``), and when somebody has confirmed it from
``IMPORTING`` to ``DONE``. If a process dies on the way nothing has been written, and the same step is done again.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gjennomslag.canvass.address_files import AddressFile, FileFault, UnreadableFileError, open_address_file
from gjennomslag.canvass.choices import ImportStatus
from gjennomslag.canvass.models import AddressImport
from gjennomslag.canvass.queries.drives import areas_being_walked
from gjennomslag.canvass.rules import can_be_tried_again
from gjennomslag.canvass.services.address_merge import (
    MergePlan,
    carry_out,
    doors_that_came,
    doors_that_went,
    draw_picture,
    plan_merge,
)
from gjennomslag.canvass.services.address_staging import Progress, clear_staging, stage
from gjennomslag.canvass.services.turfs import ask_to_take_in_doors
from gjennomslag.core import clock
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.queries import municipality_codes_of

FOLDER = "address-files"
KEEP_FILES = timedelta(days=7)
_READING = 0.6  # the share of the time that goes to reading the file


class WrongStatus(Exception):
    """The import has moved on since the page was shown: somebody has confirmed or dropped it."""


def receive_file(*, upload: File[bytes], name: str, unit: Unit, by: Person) -> AddressImport:
    """Keep an uploaded file and ask for it to be checked; nothing is imported before somebody confirms."""
    from gjennomslag.canvass.jobs import check_addresses

    with writing(by=by, why="address file given"):
        record = AddressImport(unit=unit, by=by, file_name=PurePath(name).name[-200:], digest=_digest(upload))
        record.file.save(record.file_name, upload, save=False)
        record.save()
        check_addresses.defer(import_id=record.pk)
    return record


def confirm_import(*, record: AddressImport, by: Person) -> None:
    """Ask for a checked import to be carried out. Raises ``WrongStatus`` unless it is ready."""
    from gjennomslag.canvass.jobs import import_addresses

    with writing(by=by, why="address import confirmed"):
        _move(record, ImportStatus.IMPORTING, Q(status=ImportStatus.READY))
        import_addresses.defer(import_id=record.pk)


def try_again(*, record: AddressImport, now: datetime, by: Person) -> None:
    """Do the step again that failed or that nobody has heard of for a while.

    Raises ``WrongStatus`` where there is nothing to do again.
    """
    from gjennomslag.canvass.jobs import check_addresses, import_addresses

    if not can_be_tried_again(record, now):
        raise WrongStatus
    with writing(by=by, why="address import tried again"):
        checked = bool(record.counts)
        _move(record, ImportStatus.IMPORTING if checked else ImportStatus.CHECKING, Q(status=record.status))
        (import_addresses if checked else check_addresses).defer(import_id=record.pk)


def drop_import(*, record: AddressImport, by: Person) -> None:
    """Put the import aside and delete its file. Raises ``WrongStatus`` once it is being imported."""
    with writing(by=by, why="address import dropped"):
        _move(record, ImportStatus.DROPPED, Q(status__in=[ImportStatus.READY, ImportStatus.FAILED]))
        _let_go_of_file(record)


def check_import(*, record: AddressImport, progress: Progress) -> None:
    """Work out what the file would change, and note it on the record; a useless file is noted as refused."""
    _do(record, Path(record.file.path), progress, write=False)


def carry_out_import(*, record: AddressImport, progress: Progress) -> None:
    """Import the file, all of it or nothing. Done once, doing it again changes nothing.

    Turfs of open drives take in the doors that came and let go of those that went, soon afterwards.
    """
    _do(record, Path(record.file.path), progress, write=True)


def import_file(
    *, path: Path, unit: Unit | None, by: Person | None, dry_run: bool, progress: Progress
) -> AddressImport:
    """Check or import a file at once and return the record, which a dry run does not save.

    Only the municipalities of the ``unit`` are accepted, or any where there is none. Raises ``UnreadableFileError``
    for a useless file and ``OSError`` for one that cannot be opened.
    """
    with path.open("rb") as stream:
        record = AddressImport(unit=unit, by=by, file_name=path.name[-200:], digest=_digest(stream))
    if not dry_run:
        record.status = ImportStatus.IMPORTING
        record.save()
    _do(record, path, progress, write=not dry_run)
    if record.refusal:
        raise UnreadableFileError(FileFault(record.refusal["fault"]), **record.refusal["details"])
    return record


def forget_files(*, now: datetime) -> int:
    """Delete files that nobody has confirmed within a week, and files without a record; return how many."""
    with transaction.atomic():
        old = list(AddressImport.objects.select_for_update().exclude(file="").filter(touched_at__lt=now - KEEP_FILES))
        kept = {record.file.name for record in AddressImport.objects.exclude(file="")}
        for record in old:
            record.status = ImportStatus.DROPPED
            _let_go_of_file(record)
    names = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    strays = [path for name in names if (path := f"{FOLDER}/{name}") not in kept and _is_old(path, now)]
    for path in strays:
        default_storage.delete(path)
    return len(old) + len(strays)


def _is_old(path: str, now: datetime) -> bool:
    return default_storage.get_modified_time(path) < now - KEEP_FILES


def _do(record: AddressImport, path: Path, progress: Progress, *, write: bool) -> None:
    """Read, compare and (if told so) write, and note on the record what came of it."""
    expected = frozenset(municipality_codes_of(record.unit)) if record.unit else None
    try:
        with open_address_file(path, expected) as file:
            stage(file, lambda share: progress(share * _READING))
            _refuse_older(file)
            with writing(by=record.by, why="addresses imported" if write else "addresses checked"):
                plan = plan_merge(
                    file.product, file.municipalities, file.lost_ids, lambda share: progress(_READING + 0.2 * share)
                )
                _note(record, file, plan)
                if write:
                    carry_out(clock.today(), lambda share: progress(_READING + 0.2 + 0.2 * share))
                    ask_to_take_in_doors(came=doors_that_came(areas_being_walked()), went=doors_that_went())
                    record.status = ImportStatus.DONE
                    _let_go_of_file(record)
                elif record.pk:
                    record.status = ImportStatus.READY
                    record.save()
    except UnreadableFileError as refused:
        record.refusal = {"fault": refused.fault.value, "details": refused.details}
        record.status = ImportStatus.REFUSED
        if record.pk:
            with writing(by=record.by, why="address file refused"):
                _let_go_of_file(record)
    clear_staging()


def _refuse_older(file: AddressFile) -> None:
    """Raise ``UnreadableFileError`` where a newer file of the same kind has been imported for the same municipality."""
    newer = (
        AddressImport.objects.filter(
            status=ImportStatus.DONE,
            product=file.product.value,
            municipality_codes__overlap=list(file.municipalities),
            extracted_at__gt=file.extracted_at,
        )
        .order_by("-extracted_at")
        .first()
        if file.extracted_at
        else None
    )
    if newer and newer.extracted_at and file.extracted_at:
        raise UnreadableFileError(
            FileFault.OLDER,
            taken_out=f"{timezone.localtime(file.extracted_at):%d.%m.%Y %H:%M}",
            newest=f"{timezone.localtime(newer.extracted_at):%d.%m.%Y %H:%M}",
        )


def _note(record: AddressImport, file: AddressFile, plan: MergePlan) -> None:
    """Write on the record what the file is and what it changes."""
    file.faults.add(plan.duplicates)
    record.product = file.product.value
    record.municipality_codes = sorted(file.municipalities)
    record.extracted_at = file.extracted_at
    record.progress = 100
    record.counts = {
        "rows": file.rows_read,
        "rows_lost": file.faults.rows_lost,
        "unnumbered": plan.unnumbered,
        "addresses": plan.addresses,
        "doors": plan.doors,
        "drives": {drive: len(doors) for drive, doors in doors_that_went().items()},
    }
    record.faults = {
        "counts": {code.value: count for code, count in file.faults.counts.items()},
        "shown": [[fault.row, fault.column, fault.code.value, fault.value] for fault in file.faults.shown],
    }
    record.picture = draw_picture()


def _move(record: AddressImport, to: ImportStatus, condition: Q) -> None:
    """Move the record on if it still is what the condition says."""
    found = AddressImport.objects.select_for_update().filter(condition, pk=record.pk).first()
    if found is None:
        raise WrongStatus
    record.status = found.status = to
    record.progress = found.progress = 0
    found.save(update_fields=["status", "progress", "touched_at"])


def _let_go_of_file(record: AddressImport) -> None:
    """Save the record without its file, which is deleted once that is certain."""
    name = record.file.name
    record.file = ""
    record.save()
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))


def _digest(stream: BinaryIO | File[bytes]) -> str:
    stream.seek(0)
    digest = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    stream.seek(0)
    return digest
