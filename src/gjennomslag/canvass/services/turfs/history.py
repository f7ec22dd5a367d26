"""Keeping what turfs were like before a change, and going back to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gjennomslag.canvass.choices import CuttingStatus, EditKind
from gjennomslag.canvass.models import Door, Drive, Turf, TurfDoor, TurfEdit
from gjennomslag.canvass.queries.places import Places
from gjennomslag.canvass.queries.turf_doors import Contents, contents_of
from gjennomslag.canvass.rules import is_open
from gjennomslag.canvass.services.turfs.filling import fillings, save_fillings
from gjennomslag.canvass.services.turfs.planning import Ground, ground_of
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person

KEPT = 50
"""How many changes of a drive can be undone."""
_FIELDS = (
    "metres",
    "minutes",
    "minutes_there",
    "door_count",
    "east",
    "north",
    "by_car",
    "parked",
    "by_hand",
    "locked",
)
"""What is kept of a turf beside its number and its doors."""


class NotNow(Exception):
    """The turfs cannot be changed: the drive is closed, or they are being cut."""


class NothingToUndo(Exception):
    """No change of the drive's turfs is kept."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a turf is. All 0 where there is none."""

    doors: int = 0
    metres: int = 0
    minutes: int = 0

    @property
    def seconds(self) -> int:
        """Return the expected time in seconds."""
        return self.minutes * 60


@dataclass(frozen=True, slots=True)
class Change:
    """A turf before and after."""

    number: int
    before: Size
    after: Size


def size_of(turf: Turf | None) -> Size:
    """Return how large the turf is, nothing where there is none."""
    return Size(turf.door_count, turf.metres, turf.minutes) if turf else Size()


def locked_drive(drive: Drive) -> Drive:
    """Return the drive's row, locked so that one change at a time is made, or raise ``NotNow``."""
    row = Drive.objects.select_for_update().get(pk=drive.pk)
    if not is_open(row) or row.cutting in (CuttingStatus.WAITING, CuttingStatus.RUNNING):
        raise NotNow
    row.unit = drive.unit
    return row


def change_turfs(
    drive: Drive,
    contents: Mapping[int, Sequence[int]],
    before: Mapping[int, Contents],
    *,
    kind: EditKind,
    by: Person | None,
    ordered: Mapping[int, bool] | None = None,
    by_hand: Mapping[int, bool] | None = None,
    ground: Ground | None = None,
    walked: Collection[int] = (),
    places: Places | None = None,
) -> list[Change]:
    """Give the turfs with these numbers these doors, so that it can be undone; no doors removes the turf.

    ``before`` are those of the turfs that exist (``contents_of``); ``ordered``, ``by_hand``, ``walked`` and ``places``
    are as ``fillings`` has them. Must be called in a transaction that holds ``locked_drive``. Returns each turf before
    and after.
    """
    sizes = {number: size_of(each.turf) for number, each in before.items()}
    TurfEdit.objects.create(drive=drive, kind=kind, by=by, before=state_of(contents, before))
    forget_old_edits(drive)
    filled = fillings(contents, before, ground or ground_of(drive), ordered, by_hand, walked=walked, places=places)
    turfs = save_fillings(drive, filled, before)
    return [Change(each, sizes.get(each, Size()), size_of(turfs.get(each))) for each in sorted(contents)]


def state_of(numbers: Collection[int], before: Mapping[int, Contents]) -> list[dict[str, Any]]:
    """Return the turfs with these numbers as ``TurfEdit.before`` keeps them, also those that do not exist."""
    return [_state(number, before.get(number)) for number in sorted(numbers)]


def _state(number: int, contents: Contents | None) -> dict[str, Any]:
    if contents is None:
        return {"number": number, "doors": []}
    fields = {name: getattr(contents.turf, name) for name in _FIELDS}
    return {"number": number} | fields | {"doors": contents.doors}


def forget_old_edits(drive: Drive) -> None:
    """Delete all but the newest changes that the drive keeps."""
    newest = TurfEdit.objects.filter(drive=drive).order_by("-pk").values("pk")[:KEPT]
    TurfEdit.objects.filter(drive=drive).exclude(pk__in=newest).delete()


def fields_in_use(drive: Drive, names: Sequence[str]) -> dict[str, Any]:
    """Return these fields of the drive, as ``TurfEdit.drive_before`` keeps them."""
    return {name: getattr(drive, name) for name in names}


def undo_edit(*, drive: Drive, by: Person) -> list[Change]:
    """Undo the newest change of the drive's turfs and return what that changed.

    Every turf it touched is again exactly what it was, its walking order included. A turf that is made again has no
    running link. Raises ``NothingToUndo`` or ``NotNow``.
    """
    with writing(by=by, why="turf change undone"):
        row = locked_drive(drive)
        edit = TurfEdit.objects.filter(drive=drive, before__isnull=False).first()
        if edit is None:
            raise NothingToUndo
        kept: list[dict[str, Any]] = edit.before or []
        there = contents_of(drive, [turf["number"] for turf in kept])
        sizes = {number: size_of(each.turf) for number, each in there.items()}
        TurfDoor.objects.filter(turf__in=[each.turf for each in there.values()])._raw_delete(TurfDoor.objects.db)
        turfs = {turf["number"]: _restore(drive, turf, there.get(turf["number"])) for turf in kept}
        _restore_doors(drive, turfs, kept)
        if edit.drive_before is not None:
            Drive.objects.filter(pk=row.pk).update(**edit.drive_before)
        edit.delete()
    return [Change(each, sizes.get(each, Size()), size_of(turf)) for each, turf in sorted(turfs.items())]


def _restore(drive: Drive, state: dict[str, Any], there: Contents | None) -> Turf | None:
    """Make the turf again what it was, without its doors; one that the change made is gone."""
    if not state["doors"]:
        if there:
            there.turf.delete()
        return None
    turf = there.turf if there else Turf(drive=drive, number=state["number"])
    for name in _FIELDS:
        setattr(turf, name, state[name])
    turf.save()
    return turf


def _restore_doors(drive: Drive, turfs: Mapping[int, Turf | None], kept: Sequence[dict[str, Any]]) -> None:
    wanted = [door for state in kept for door in state["doors"]]
    standing = set(Door.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    TurfDoor.objects.bulk_create(
        (
            TurfDoor(drive_id=drive.pk, turf=turfs[state["number"]], door_id=door, position=position)
            for state in kept
            for position, door in enumerate(filter(standing.__contains__, state["doors"]), 1)
        ),
        batch_size=5_000,
    )
