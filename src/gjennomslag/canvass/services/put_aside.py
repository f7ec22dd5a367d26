"""Settling what was put aside: an organiser records it after all, or says why it is left out. Nothing disappears."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from gjennomslag.canvass.choices import DoorMark, Settled
from gjennomslag.canvass.models import Drive, PutAside
from gjennomslag.canvass.queries.put_aside import doors_that_fit
from gjennomslag.canvass.services.visits import DoorNote, record_notes
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person


class CannotBeApplied(Exception):
    """The operation does not say enough, its door is not one of ours, or the drive's visits are deleted."""


def apply_put_aside(*, aside: PutAside, now: datetime, by: Person) -> None:
    """Record the operation on its day as the newest word on its door. Doing it again changes nothing.

    Raises ``CannotBeApplied``.
    """
    with writing(by=by, why="put aside: applied"):
        waiting = _locked(aside)
        if waiting is None:
            return
        drive: Drive = waiting.drive
        if waiting.pk not in doors_that_fit(drive, [waiting]):
            raise CannotBeApplied
        assert waiting.door_id is not None
        assert waiting.day is not None
        record_notes(drive=drive, notes=[DoorNote(waiting.door_id, DoorMark(waiting.mark), waiting.day, now)])
        _settle(waiting, Settled.APPLIED, now, by)


def dismiss_put_aside(*, aside: PutAside, reason: Settled, now: datetime, by: Person) -> None:
    """Leave the operation out for this reason. What is settled already stays as it is."""
    if reason == Settled.APPLIED:
        raise ValueError("what is left out has not been applied")
    with writing(by=by, why="put aside: dismissed"):
        waiting = _locked(aside)
        if waiting is not None:
            _settle(waiting, reason, now, by)


def _locked(aside: PutAside) -> PutAside | None:
    """Return the operation, locked, or None where it is settled or deleted."""
    rows = PutAside.objects.select_for_update(of=("self",)).select_related("drive__unit")
    return rows.filter(pk=aside.pk, settled="").first()


def _settle(aside: PutAside, how: Settled, now: datetime, by: Person) -> None:
    aside.settled, aside.settled_on, aside.settled_by = how, timezone.localdate(now), by
    aside.save(update_fields=["settled", "settled_on", "settled_by"])
