"""Drives and their turfs, with how far the work has come."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from gjennomslag.canvass.choices import CuttingStatus, DoorState
from gjennomslag.canvass.models import DayCount, Device, Drive, PutAside, Turf, TurfDoor, TurfEdit, TurfLink, Visit
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import Scope

KNOCKED = (DoorState.NO_ANSWER, DoorState.NO_ACCESS, DoorState.DONE)


@dataclass(frozen=True, slots=True)
class Progress:
    """Doors in all, doors knocked on at least once, and conversations held."""

    doors: int
    visited: int
    conversations: int

    @property
    def left(self) -> int:
        """Return the doors nobody has knocked on yet."""
        return max(0, self.doors - self.visited)


@dataclass(frozen=True, slots=True)
class TurfRow:
    """A turf with its doors, its progress and whether somebody holds a running link to it."""

    turf: Turf
    progress: Progress
    handed_out: bool
    too_long: bool


@dataclass(frozen=True, slots=True)
class TurfPlan:
    """What the drive's turfs take: the longest, how many are driven or too long, and the afternoons for its pairs."""

    turfs: int
    longest: int
    driven: int
    too_long: int
    afternoons: int | None


def plan_of(drive: Drive, turfs: Sequence[Turf]) -> TurfPlan | None:
    """Return what the turfs take, or None where there are none. ``longest`` is in seconds."""
    if not turfs:
        return None
    return TurfPlan(
        turfs=len(turfs),
        longest=max(turf.time for turf in turfs),
        driven=sum(turf.by_car for turf in turfs),
        too_long=sum(is_too_long(turf, drive) for turf in turfs),
        afternoons=math.ceil(len(turfs) / drive.pairs) if drive.pairs else None,
    )


def is_too_long(turf: Turf, drive: Drive) -> bool:
    """Say whether a pair is not expected to finish the turf in the drive's hours, by more than a tenth."""
    return turf.time > drive.seconds * 1.1


def _on_the_way(drive: Drive) -> Q:
    """Return the condition for turfs that somebody has walked in, or that a phone holds."""
    walked = TurfDoor.objects.filter(drive=drive, door__in=Visit.objects.filter(drive=drive).values("door"))
    held = Device.objects.filter(drive=drive, revoked=False, link__isnull=False)
    return Q(pk__in=walked.values("turf")) | Q(pk__in=held.values("link__turf"))


def turfs_on_the_way(drive: Drive) -> set[int]:
    """Return the numbers of the turfs whose walk has begun: somebody has walked in them, or a phone holds them."""
    return set(Turf.objects.filter(_on_the_way(drive), drive=drive).values_list("number", flat=True))


def is_untouched(drive: Drive) -> bool:
    """Say whether nobody has begun: nothing is noted at a door or counted, and no phone has had a turf."""
    return not any(
        rows.filter(drive=drive).exists()
        for rows in (Visit.objects, DayCount.objects, Device.objects, PutAside.objects)
    )


def turfs_to_keep(drive: Drive) -> list[Turf]:
    """Return the turfs that cutting anew leaves alone: those locked, ordered by hand, walked, or held by a phone."""
    return list(Turf.objects.filter(Q(locked=True) | Q(by_hand=True) | _on_the_way(drive), drive=drive))


def drives_of(unit: Unit) -> list[tuple[Drive, Progress]]:
    """Return the unit's own drives, newest first, each with its progress."""
    return _with_progress(list(Drive.objects.filter(unit=unit)))


MOST_BELOW = 100


def open_drives_below(unit: Unit, scope: Scope, capability: str) -> list[tuple[Drive, Progress]]:
    """Return the open drives of the units below that the scope may see, the newest hundred, each with its progress."""
    drives = Drive.objects.visible_to(scope, capability).filter(closed_on=None, unit__path__startswith=unit.path)
    return _with_progress(list(drives.exclude(unit=unit).select_related("unit")[:MOST_BELOW]))


def _with_progress(drives: list[Drive]) -> list[tuple[Drive, Progress]]:
    doors = dict(TurfDoor.objects.filter(drive__in=drives).values_list("drive").annotate(n=Count("pk")))
    visited = _visited_by("drive", Q(drive__in=drives))
    counted = dict(DayCount.objects.filter(drive__in=drives).values_list("drive").annotate(n=Sum("conversations")))
    knocked = dict(DayCount.objects.filter(drive__in=drives).values_list("drive").annotate(n=Sum("doors")))
    return [
        (
            drive,
            Progress(
                doors.get(drive.pk, 0), visited.get(drive.pk, 0) or knocked.get(drive.pk, 0), counted.get(drive.pk, 0)
            ),
        )
        for drive in drives
    ]


def _visited_by(field: str, condition: Q) -> Mapping[int, int]:
    rows = Visit.objects.filter(condition, state__in=KNOCKED).values_list(field)
    return dict(rows.annotate(n=Count("door", distinct=True)))


def turf_rows(drive: Drive, now: datetime) -> list[TurfRow]:
    """Return the drive's turfs in order of number, each with its progress, in three queries."""
    turfs = list(drive.turfs.all())
    turf_of = dict(TurfDoor.objects.filter(drive=drive).values_list("door", "turf"))
    visited: dict[int, set[int]] = {}
    talked: dict[int, int] = {}
    for door, state in Visit.objects.filter(drive=drive, state__in=KNOCKED).values_list("door", "state"):
        turf = turf_of.get(door)
        if turf is None:
            continue
        visited.setdefault(turf, set()).add(door)
        talked[turf] = talked.get(turf, 0) + (state == DoorState.DONE)
    running = TurfLink.objects.running(now).filter(turf__drive=drive)
    held = set(running.values_list("turf", flat=True))
    return [
        TurfRow(
            turf,
            Progress(turf.door_count, len(visited.get(turf.pk, ())), talked.get(turf.pk, 0)),
            turf.pk in held,
            is_too_long(turf, drive),
        )
        for turf in turfs
    ]


def drives_with_turfs() -> QuerySet[Drive]:
    """Return the open drives that have turfs, or are getting them."""
    return Drive.objects.filter(closed_on__isnull=True).exclude(cutting=CuttingStatus.NOT_STARTED).order_by("pk")


def areas_being_walked() -> set[str]:
    """Return the codes of the areas of open drives that have turfs."""
    return {code for codes in drives_with_turfs().values_list("basic_units", flat=True) for code in codes}


def neighbours_of(turf: Turf) -> list[Turf]:
    """Return the drive's other turfs, the nearest first (by the middle of their addresses), in one query."""
    others = Turf.objects.filter(drive=turf.drive_id).exclude(pk=turf.pk)
    return sorted(others, key=lambda other: math.dist((other.east, other.north), (turf.east, turf.north)))


def newest_edit(drive: Drive) -> TurfEdit | None:
    """Return the change of the drive's turfs that would be undone next, with the person, or None."""
    return TurfEdit.objects.filter(drive=drive, before__isnull=False).select_related("by").first()
