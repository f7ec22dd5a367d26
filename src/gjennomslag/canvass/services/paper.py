"""Typing in what a pair ticked on paper. It goes through the phones' ledger, so that nothing is counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from gjennomslag.algorithms.publication import Tally
from gjennomslag.canvass.choices import DoorMark
from gjennomslag.canvass.models import Device, Drive, Operation, Turf, TurfDoor
from gjennomslag.canvass.moments import sealed_content, sealed_id
from gjennomslag.canvass.rules import is_forgotten
from gjennomslag.canvass.services.answers import record_answers
from gjennomslag.canvass.services.visits import DoorNote, DriveClosed, record_notes
from gjennomslag.core.clock import week_of
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person
from gjennomslag.voices.choices import SessionOutcome


@dataclass(frozen=True, slots=True)
class TypedTally:
    """What the strokes on a sheet add up to in one area."""

    area: int
    answers: int
    themes: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Typed:
    """What became of a sheet: doors recorded now, doors sent before with the same page, and answers counted or not."""

    doors: int
    known: int
    answers: int
    answers_known: int


def type_in_sheet(
    *,
    turf: Turf,
    day: date,
    page: UUID,
    marks: Mapping[int, DoorMark],
    now: datetime,
    by: Person,
    code: str = "",
    tallies: Sequence[TypedTally] = (),
) -> Typed:
    """Record what was ticked at the doors on the day, and count the answers, all or nothing.

    ``page`` names the page it was typed on: sending that page again changes nothing, and typing the sheet on another
    page leads to the same doors and counts. Of a door and day the last word typed stands over what a phone has sent.
    The answers of a sheet (``code``) are counted once in each area, whoever types it, and go with nothing that tells
    the turf. Doors that are not in the drive any more are left alone. Raises ``DriveClosed`` when the drive's visits
    are deleted, and ``ValidationError`` where the answers cannot be.
    """
    with writing(by=by, why="sheet typed in"):
        drive = Drive.objects.select_for_update(no_key=True).get(pk=turf.drive_id)
        if is_forgotten(drive, timezone.localdate(now)):
            raise DriveClosed
        doors, known = _record(drive, day, page, marks, now)
        counted = [_count(turf, day, code, tally, now) for tally in tallies if tally.answers]
    fresh = counted.count(SessionOutcome.APPLIED)
    return Typed(doors, known, fresh, len(counted) - fresh)


def _record(drive: Drive, day: date, page: UUID, marks: Mapping[int, DoorMark], now: datetime) -> tuple[int, int]:
    """Record the marks that the ledger does not know; return how many, and how many it knew."""
    paper, _ = Device.objects.get_or_create(pk=_paper_of(drive), defaults={"drive": drive, "number": None})
    present = set(TurfDoor.objects.filter(drive=drive, door__in=marks).values_list("door", flat=True))
    ids = {door: sealed_id(uuid5(page, f"{door}/{mark}/{day}")) for door, mark in marks.items() if door in present}
    known = set(Operation.objects.filter(pk__in=ids.values()).values_list("pk", flat=True))
    fresh = [door for door, key in ids.items() if key not in known]
    so_far = Operation.objects.filter(device=paper).count()
    Operation.objects.bulk_create(
        Operation(pk=ids[door], device=paper, seq=None, content=sealed_content(door, marks[door], day))
        for door in fresh
    )
    moment = _moment(day, now)
    notes = [DoorNote(door, marks[door], day, moment, so_far + place) for place, door in enumerate(fresh)]
    record_notes(drive=drive, notes=notes)
    return len(fresh), len(known)


def _paper_of(drive: Drive) -> UUID:
    """Return by which id the drive's paper stands in the ledger."""
    return uuid5(NAMESPACE_URL, f"gjennomslag/paper/{drive.pk}")


def _moment(day: date, now: datetime) -> datetime:
    """Return when paper is taken to have been ticked: now, or at the end of a day that is over."""
    end = timezone.make_aware(datetime.combine(day, time.max))
    return min(now, end)


def _count(turf: Turf, day: date, code: str, tally: TypedTally, now: datetime) -> SessionOutcome:
    """Count the sheet's answers in one area, unless that is done. The session's name tells nothing of the turf."""
    return record_answers(
        turf=turf,
        area_id=tally.area,
        week=week_of(day),
        session=sealed_content("paper", turf.drive_id, code, tally.area),
        revision=1,
        tally=Tally(tally.answers, tally.themes),
        closed=True,
        today_week=week_of(timezone.localdate(now)),
    )
