"""Importing streets from OpenStreetMap: read in the background, looked at, and then used or put aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path, PurePath

import numpy as np
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from gjennomslag.canvass.choices import ImportStatus
from gjennomslag.canvass.models import StreetMap, StreetTile
from gjennomslag.canvass.models.streets import TILE_METRES
from gjennomslag.canvass.queries.streets import addresses_with_a_street, boxes_of
from gjennomslag.canvass.rules import can_be_read_again
from gjennomslag.canvass.services.address_imports import KEEP_FILES, WrongStatus
from gjennomslag.canvass.street_files import Pieces, StreetFile, UnusableStreets, read_streets
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person, Unit

FOLDER = "street-files"
_CENTIMETRES = 100


def receive_street_file(*, upload: File[bytes], name: str, unit: Unit, by: Person) -> StreetMap:
    """Keep an uploaded extract and ask for it to be read; it is not used before somebody confirms it."""
    from gjennomslag.canvass.jobs import read_street_map

    with writing(by=by, why="street file given"):
        StreetMap.objects.filter(unit=unit, status__in=[ImportStatus.READY, ImportStatus.REFUSED]).delete()
        street_map = StreetMap(unit=unit, by=by, file_name=PurePath(name).name[-120:])
        street_map.file.save(street_map.file_name, upload, save=False)
        street_map.save()
        read_street_map.defer(street_map_id=street_map.pk)
    return street_map


def read_given_streets(*, street_map: StreetMap, told: Callable[[int], None]) -> None:
    """Read the extract and keep its streets as tiles, not in use yet; a useless file is noted as refused."""
    found: StreetFile | None = None
    try:
        found = read_streets(Path(street_map.file.path), boxes_of(street_map.unit), told=told)
    except UnusableStreets as fault:
        street_map.status, street_map.refusal = ImportStatus.REFUSED, fault.fault.value
    with writing(by=street_map.by, why="street file read"):
        if found:
            _keep(street_map, found)
        _let_go_of_file(street_map)


def import_streets(*, path: Path, unit: Unit, by: Person) -> StreetMap:
    """Read an extract and use it at once, without anybody looking at it first. Raises ``UnusableStreets``."""
    found = read_streets(path, boxes_of(unit))
    with writing(by=by, why="streets imported"):
        street_map = StreetMap.objects.create(unit=unit, by=by, file_name=path.name[-120:])
        _keep(street_map, found)
        street_map.save()
    use_streets(street_map=street_map, by=by)
    return street_map


def use_streets(*, street_map: StreetMap, by: Person) -> None:
    """Use the streets that have been read, instead of those before, which are deleted. Raises ``WrongStatus``."""
    with writing(by=by, why="streets imported"):
        row = StreetMap.objects.select_for_update().filter(pk=street_map.pk, status=ImportStatus.READY).first()
        if row is None:
            raise WrongStatus
        StreetMap.objects.filter(unit=row.unit, status=ImportStatus.DONE).delete()
        row.status = ImportStatus.DONE
        row.save(update_fields=["status", "touched_at"])


def remove_streets(*, street_map: StreetMap, by: Person) -> None:
    """Delete the streets, in use or not; turfs that are cut already stay as they are. Raises ``WrongStatus``."""
    with writing(by=by, why="streets removed"):
        row = (
            StreetMap.objects.select_for_update().filter(pk=street_map.pk).exclude(status=ImportStatus.CHECKING).first()
        )
        if row is None:
            raise WrongStatus
        _delete_file(row.file.name)
        row.delete()


def read_again(*, street_map: StreetMap, now: datetime, by: Person) -> None:
    """Read the file again where that failed or fell silent. Raises ``WrongStatus`` where there is nothing to do."""
    from gjennomslag.canvass.jobs import read_street_map

    if not can_be_read_again(street_map, now):
        raise WrongStatus
    with writing(by=by, why="street file read again"):
        street_map.status, street_map.ways = ImportStatus.CHECKING, 0
        street_map.save(update_fields=["status", "ways", "touched_at"])
        read_street_map.defer(street_map_id=street_map.pk)


def forget_street_files(*, now: datetime) -> int:
    """Delete what nobody has confirmed within a week, with its file, and files without a record; return how many."""
    old = StreetMap.objects.filter(~Q(status=ImportStatus.DONE), touched_at__lt=now - KEEP_FILES)
    count = 0
    for street_map in old:
        _delete_file(street_map.file.name)
        street_map.delete()
        count += 1
    kept = set(StreetMap.objects.exclude(file="").values_list("file", flat=True))
    names = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    for path in (f"{FOLDER}/{name}" for name in names):
        if path not in kept and default_storage.get_modified_time(path) < now - timedelta(days=1):
            default_storage.delete(path)
            count += 1
    return count


def _keep(street_map: StreetMap, found: StreetFile) -> None:
    """Write on the record, not saving it, what the file holds, and keep its streets as tiles."""
    street_map.status = ImportStatus.READY
    street_map.names, street_map.taken_out = found.names, found.taken_out
    street_map.ways, street_map.outside, street_map.metres = found.ways, found.outside, round(found.metres)
    street_map.addresses, street_map.near = addresses_with_a_street(street_map.unit, found.pieces)
    StreetTile.objects.filter(street_map=street_map).delete()
    StreetTile.objects.bulk_create(_tiles(street_map, found.pieces), batch_size=200)


def _tiles(street_map: StreetMap, pieces: Pieces) -> Iterator[StreetTile]:
    """Yield the tiles of the pieces: each is in the one that holds its middle."""
    middles = pieces["ends"].astype(np.int64).sum(axis=1) // 2 // (TILE_METRES * _CENTIMETRES)
    squares, tile = np.unique(middles, axis=0, return_inverse=True)
    order = np.argsort(tile.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(tile.ravel())).tolist()
    for (column, row), members in zip(squares.tolist(), np.split(order, ends[:-1]), strict=True):
        yield StreetTile(street_map=street_map, column=column, row=row, pieces=pieces[members].tobytes())


def _let_go_of_file(street_map: StreetMap) -> None:
    """Save the record without its file, which is deleted once that is certain."""
    name = street_map.file.name
    street_map.file = ""
    street_map.save()
    _delete_file(name)


def _delete_file(name: str | None) -> None:
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))
