"""Keeping what turfs were like before a change, and going back to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count

from gjennomslag.canvass.choices import CuttingStatus, EditKind
from gjennomslag.canvass.models import Door, Drive, Turf, TurfDoor, TurfEdit
from gjennomslag.canvass.rules import is_open
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person

KEPT = 50
"""How many changes of a drive can be undone."""


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


def state_of(drive: Drive, numbers: Collection[int]) -> list[dict[str, Any]]:
    """Return the turfs with these numbers as ``TurfEdit.before`` keeps them, also those that do not exist."""
    found = {
        turf.number: turf
        for turf in Turf.objects.filter(drive=drive, number__in=numbers).annotate(
            door_ids=ArrayAgg("stops__door", order_by="stops__position", default=[])
        )
    }
    return [_state(number, found.get(number)) for number in sorted(numbers)]


def _state(number: int, turf: Any) -> dict[str, Any]:
    if turf is None:
        return {"number": number, "doors": []}
    fields = {name: getattr(turf, name) for name in ("number", "metres", "minutes", "by_car", "locked")}
    return fields | {"doors": turf.door_ids}


def _sizes(drive: Drive, numbers: Collection[int]) -> dict[int, Size]:
    turfs = Turf.objects.filter(drive=drive, number__in=numbers).annotate(count=Count("stops"))
    return {number: Size(*rest) for number, *rest in turfs.values_list("number", "count", "metres", "minutes")}


def locked_drive(drive: Drive) -> Drive:
    """Return the drive's row, locked so that one change at a time is made, or raise ``NotNow``."""
    row = Drive.objects.select_for_update().get(pk=drive.pk)
    if not is_open(row) or row.cutting in (CuttingStatus.WAITING, CuttingStatus.RUNNING):
        raise NotNow
    return row


@contextmanager
def changing(*, drive: Drive, numbers: Collection[int], kind: EditKind, by: Person) -> Iterator[list[Change]]:
    """Make one change of the turfs with these numbers, in one transaction that can be undone later.

    The list it yields is filled when the change is made: each turf before and after.
    """
    changes: list[Change] = []
    with writing(by=by, why=f"turfs changed by hand: {kind}"):
        before, sizes = state_of(drive, numbers), _sizes(drive, numbers)
        TurfEdit.objects.create(drive=drive, kind=kind, by=by, before=before)
        yield changes
        forget_old_edits(drive)
        after = _sizes(drive, numbers)
        changes += [Change(each, sizes.get(each, Size()), after.get(each, Size())) for each in sorted(numbers)]


def forget_old_edits(drive: Drive) -> None:
    """Delete all but the newest changes that the drive keeps."""
    newest = TurfEdit.objects.filter(drive=drive).order_by("-pk").values("pk")[:KEPT]
    TurfEdit.objects.filter(drive=drive).exclude(pk__in=newest).delete()


def undo_edit(*, drive: Drive, by: Person) -> list[Change]:
    """Undo the newest change of the drive's turfs and return what that changed.

    Every turf it touched is again exactly what it was, its walking order included. A turf that is made again has no
    running link. Raises ``NothingToUndo`` or ``NotNow``.
    """
    with writing(by=by, why="turf change undone"):
        locked_drive(drive)
        edit = TurfEdit.objects.filter(drive=drive, before__isnull=False).first()
        if edit is None:
            raise NothingToUndo
        before: list[dict[str, Any]] = edit.before or []
        numbers = [turf["number"] for turf in before]
        sizes = _sizes(drive, numbers)
        TurfDoor.objects.filter(drive=drive, turf__number__in=numbers).delete()
        for turf in before:
            _restore(drive, turf)
        edit.delete()
        after = _sizes(drive, numbers)
    return [Change(each, sizes.get(each, Size()), after.get(each, Size())) for each in numbers]


def _restore(drive: Drive, state: dict[str, Any]) -> None:
    doors = state["doors"]
    if not doors:
        Turf.objects.filter(drive=drive, number=state["number"]).delete()
        return
    fields = {name: state[name] for name in ("metres", "minutes", "by_car", "locked")}
    turf, _ = Turf.objects.update_or_create(drive=drive, number=state["number"], defaults=fields)
    standing = set(Door.objects.filter(pk__in=doors).values_list("pk", flat=True))
    TurfDoor.objects.bulk_create(
        TurfDoor(drive=drive, turf=turf, door_id=door, position=position)
        for position, door in enumerate(filter(standing.__contains__, doors), 1)
    )
