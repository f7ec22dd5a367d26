"""Operations from phones that were put aside, and which of them can be recorded after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from gjennomslag.canvass.choices import DoorMark
from gjennomslag.canvass.models import Door, Drive, PutAside, TurfDoor
from gjennomslag.canvass.queries.areas import covered_by
from gjennomslag.canvass.rules import is_forgotten


@dataclass(frozen=True, slots=True)
class AsideRow:
    """An operation that was put aside, and whether it can be recorded after all."""

    aside: PutAside
    can_be_applied: bool


def put_aside_in(drive: Drive) -> list[AsideRow]:
    """Return what was put aside in the drive, what waits first."""
    rows = PutAside.objects.filter(drive=drive).select_related("door__address", "settled_by").order_by("pk")
    asides = sorted(rows, key=lambda row: bool(row.settled))
    fit = doors_that_fit(drive, asides)
    return [AsideRow(aside, not aside.settled and aside.pk in fit) for aside in asides]


def put_aside_with(drive: Drive, aside_id: int) -> PutAside | None:
    """Return what was put aside in the drive with this id, or None."""
    return PutAside.objects.filter(drive=drive, pk=aside_id).first()


def doors_that_fit(drive: Drive, asides: Sequence[PutAside]) -> set[int]:
    """Return the ids of those that can be recorded now: they say what, where and when, and the door is one of ours.

    A state needs a door of the drive; a wish not to be knocked on is taken for any door in the unit's area.
    """
    if is_forgotten(drive, timezone.localdate()):
        return set()
    whole = [each for each in asides if each.door_id and each.mark and each.day]
    doors = {each.door_id for each in whole}
    ours = set(TurfDoor.objects.filter(drive=drive, door__in=doors).values_list("door", flat=True))
    near = set(_doors_in_area(drive, doors)) if doors - ours else set()
    wishes = {DoorMark.DO_NOT_KNOCK, DoorMark.MAY_KNOCK}
    return {each.pk for each in whole if each.door_id in ours or (each.mark in wishes and each.door_id in near)}


def _doors_in_area(drive: Drive, doors: set[int | None]) -> Sequence[int]:
    rows = Door.objects.filter(covered_by(drive.unit, "address__"), pk__in=[door for door in doors if door])
    return list(rows.values_list("pk", flat=True))
