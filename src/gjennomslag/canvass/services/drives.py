"""Starting, changing and closing drives, and handing out turfs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import TruncMonth

from gjennomslag.canvass.choices import CuttingStatus
from gjennomslag.canvass.models import (
    AreaCount,
    DayCount,
    Device,
    Drive,
    KnockRequest,
    PutAside,
    SignUp,
    Turf,
    TurfLink,
    Visit,
)
from gjennomslag.canvass.queries.coverage import ROUND_TO
from gjennomslag.canvass.queries.drives import KNOCKED, is_untouched
from gjennomslag.canvass.rules import KEEP_VISITS
from gjennomslag.canvass.services.answers import ask_instead, start_asking, stop_asking
from gjennomslag.canvass.services.turfs.history import locked_drive
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.voices.models import Question

LINK_RUNS = timedelta(hours=48)


class AlreadyBegun(Exception):
    """Somebody has walked in the drive or holds a turf of it, or has signed up for one of its shifts."""


def start_drive(
    *,
    unit: Unit,
    title: str,
    starts_on: date,
    ends_on: date,
    basic_units: Sequence[str],
    by: Person | None,
    pairs: int | None = None,
    hours: Decimal = Decimal(3),
    doors_per_turf: int | None = None,
    skips_talked: bool = False,
    introduction: str = "",
    script: str = "",
    question: Question | None = None,
) -> Drive:
    """Start a drive of the unit in these areas. Its turfs are cut separately (``ask_for_turfs``).

    A turf takes one pair ``hours``, unless ``doors_per_turf`` is given; ``skips_talked`` is as ``Drive`` has it. With a
    question, answers are counted from the first day; ``ValidationError`` where there are too few households.
    """
    with writing(by=by, why="drive started"):
        drive = Drive.objects.create(
            unit=unit,
            title=title,
            starts_on=starts_on,
            ends_on=ends_on,
            basic_units=sorted(basic_units),
            pairs=pairs,
            hours=hours,
            doors_per_turf=doors_per_turf,
            skips_talked=skips_talked,
            introduction=introduction,
            script=script,
        )
        if question is not None:
            start_asking(drive=drive, question=question, by=by)
        return drive


def change_drive(
    *,
    drive: Drive,
    title: str,
    starts_on: date,
    ends_on: date,
    pairs: int | None,
    hours: Decimal,
    doors_per_turf: int | None,
    skips_talked: bool,
    introduction: str,
    script: str,
    question: Question | None,
    by: Person,
) -> None:
    """Change what the drive is called, when it is, how large turfs cut from now on are, and what is said.

    Another question is asked only where nobody has begun; then it stays as it is. Raises ``NotNow`` where the drive is
    closed or being cut, and ``ValidationError`` as ``start_drive`` does.
    """
    with writing(by=by, why="drive changed"):
        row = locked_drive(drive)
        row.title, row.starts_on, row.ends_on = title, starts_on, ends_on
        row.pairs, row.hours, row.doors_per_turf, row.skips_talked = pairs, hours, doors_per_turf, skips_talked
        row.introduction, row.script = introduction, script
        row.save()
        ask_instead(drive=row, question=question if is_untouched(row) else row.question, by=by)


def delete_drive(*, drive: Drive, by: Person) -> None:
    """Delete a drive in which nobody has begun, with its turfs, links and shifts.

    Raises ``AlreadyBegun``, and ``NotNow`` where it is closed or being cut.
    """
    with writing(by=by, why="drive deleted"):
        row = locked_drive(drive)
        if not is_untouched(row) or SignUp.objects.filter(shift__drive=row).exists():
            raise AlreadyBegun
        ask_instead(drive=row, question=None, by=by)
        row.delete()


def close_drive(*, drive: Drive, on: date, by: Person | None) -> None:
    """Close the drive: its links stop working at once, and its visits are deleted at the latest 30 days later.

    Until then phones may still deliver what they recorded; when each was last seen, and who had signed up for its
    shifts, is forgotten at once (P2).
    """
    with writing(by=by, why="drive closed"):
        drive.closed_on, drive.first_timers = on, _first_timers(drive, on)
        drive.save(update_fields=["closed_on", "first_timers"])
        stop_asking(drive=drive, by=by)
        Device.objects.filter(drive=drive).update(last_seen=None, last_tap=None)
        SignUp.objects.filter(shift__drive=drive).delete()


def _first_timers(drive: Drive, on: date) -> int:
    """Return how many newcomers had signed up for shifts that have been held; somebody at two shifts counts once."""
    rows = SignUp.objects.filter(
        shift__drive=drive, shift__called_off=False, shift__starts_at__date__lte=on, newcomer=True
    )
    return len(set(rows.values_list("person", "email", "phone")))


def hand_out_turf(*, turf: Turf, now: datetime, by: Person, runs: timedelta = LINK_RUNS) -> TurfLink:
    """Make a link that lets whoever holds it walk the turf for a while."""
    with writing(by=by, why="turf handed out"):
        return TurfLink.objects.create(turf=turf, expires_at=now + runs)


def extend_turf(*, turf: Turf, now: datetime, by: Person, runs: timedelta = LINK_RUNS) -> int:
    """Let whoever holds the turf hold it for a while longer than now agreed; return how many links that prolonged.

    In a closed drive nobody holds a turf.
    """
    with writing(by=by, why="turf extended"):
        return TurfLink.objects.running(now).filter(turf=turf).update(expires_at=F("expires_at") + runs)


def take_back_turf(*, turf: Turf, now: datetime, by: Person) -> int:
    """End every running link to the turf now and return how many there were.

    Phones keep what they have not delivered, deliver it, and then empty themselves.
    """
    with writing(by=by, why="turf taken back"):
        return TurfLink.objects.running(now).filter(turf=turf).update(expires_at=now)


def revoke_turf(*, turf: Turf, now: datetime, by: Person) -> int:
    """Revoke every link the turf ever had, and return how many: phones empty themselves, undelivered taps included."""
    with writing(by=by, why="turf revoked"):
        return TurfLink.objects.filter(turf=turf, revoked_at__isnull=True).update(revoked_at=now, expires_at=now)


@transaction.atomic
def forget_visits(*, today: date) -> int:
    """Delete the visits of drives that ended 30 days ago, with all that phones left, and freeze the counts (P4).

    A drive has ended when it was closed, or on its last day where nobody closed it; such a drive is closed now.
    Returns the number of visits deleted.
    """
    limit = today - KEEP_VISITS
    forgotten = Drive.objects.filter(closed_on__lte=limit) | Drive.objects.filter(ends_on__lte=limit)
    drives = list(forgotten.exclude(cutting=CuttingStatus.RUNNING).values_list("pk", flat=True))
    for drive in Drive.objects.filter(pk__in=drives, closed_on__isnull=True):
        close_drive(drive=drive, on=today, by=None)
    DayCount.objects.select_for_update().filter(drive__in=drives, frozen=False).update(frozen=True)
    keep_area_counts(drives)
    for rows in (Device.objects, PutAside.objects, KnockRequest.objects):
        rows.filter(drive__in=drives).delete()
    deleted, _ = Visit.objects.filter(drive__in=drives).delete()
    return deleted


def keep_area_counts(drives: Sequence[int]) -> None:
    """Keep, for these drives, about how many doors of each area were knocked on each month, before that is forgotten.

    Rounded up to whole tens; a drive whose counts are kept already is left alone.
    """
    visits = Visit.objects.filter(drive__in=drives, state__in=KNOCKED, door__address__basic_unit__isnull=False)
    rows = visits.values_list("drive", "door__address__basic_unit", TruncMonth("day"))
    AreaCount.objects.bulk_create(
        (
            AreaCount(drive_id=drive, area_id=area, month=month, doors=-(-doors // ROUND_TO) * ROUND_TO)
            for drive, area, month, doors in rows.annotate(n=Count("door", distinct=True))
        ),
        ignore_conflicts=True,
    )
